import { isObject, type JsonObject } from '../../protocol/json.js';

/** A piece of a page's text: as it stands, or the place of a value of the reader. */
export type Words = string | { readonly path: readonly string[]; readonly written: string };

/** `{user.firstName}` and `{user.org?.plan}`: a plain look-up. Whatever else stands in braces is text; nothing is evaluated. */
const place = /\{\s*user((?:\??\.[A-Za-z_$][\w$]*)+)\s*\}/g;

/** Splits a text at the places of values. */
export function splitAtUser(text: string): readonly Words[] {
  const pieces: Words[] = [];
  let from = 0;
  for (const match of text.matchAll(place)) {
    if (match.index > from) pieces.push(text.slice(from, match.index));
    const path = (match[1] ?? '').split(/\??\./).slice(1);
    pieces.push({ path, written: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** The value of a path in the reader's `content`, which pages know as `user`; own members only. */
export function lookUp(content: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined),
    content,
  );
}

/** A value as a page shows it: texts and numbers; nothing for a truth value or none, and the braces for what is no text. */
export function shownValue(value: unknown, written: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value === undefined || value === null || typeof value === 'boolean' ? '' : written;
}

/** The data of a reader that pages may show; `{}` for nobody (documented). */
export const contentOf = (user: JsonObject | undefined): unknown => user?.['content'] ?? {};

/** What of a payload belongs to the reader; the rest belongs to the token. */
export function publicUser(user: JsonObject): JsonObject {
  const names = ['expiresAt', 'groups', 'content', 'apiPlaygroundInputs'];
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(user, name)).map((name) => [name, user[name]]),
  );
}
