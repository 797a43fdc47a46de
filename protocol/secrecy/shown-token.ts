import { isObject } from '../json.js';
import type { JsonObject } from '../json.js';
import type { ReportMember, ReportVisit } from '../report.js';
import type { Reading } from '../requirement.js';

/** Members whose texts are words of a protocol or of the docs, never a reader's own: they are shown whole. */
const open = new Set('alg typ cty kid crit iss aud iat nbf exp expiresAt host groups'.split(' '));

/** How much is shown of a token that somebody filled to the brim. */
const most = { members: 40, items: 20, depth: 4, characters: 400 } as const;

const cut = (text: string): string =>
  text.length > most.characters ? `${text.slice(0, most.characters)}…` : text;

/** A value as JSON, its texts hidden unless `whole`; what is too deep, or too many, is an ellipsis. */
function shown(value: unknown, whole: boolean, depth: number = 0): string {
  if (typeof value === 'string') {
    return whole ? JSON.stringify(cut(value)) : `…(${value.length} characters)`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (depth === most.depth) return '…';
  const parts = Array.isArray(value)
    ? value.map((each: unknown) => shown(each, whole, depth + 1))
    : Object.entries(value).map(
        ([name, each]) => `${JSON.stringify(cut(name))}: ${shown(each, whole, depth + 1)}`,
      );
  const some = parts.length > most.items ? [...parts.slice(0, most.items), '…'] : parts;
  return Array.isArray(value) ? `[${some.join(', ')}]` : `{${some.join(', ')}}`;
}

function membersOf(value: JsonObject | undefined): readonly ReportMember[] {
  const all = Object.entries(isObject(value) ? value : {});
  return all.slice(0, most.members).map(([name, each]) => ({
    name: cut(name),
    value: cut(shown(each, open.has(name))),
  }));
}

/** A moment in seconds as ISO 8601; nothing where no calendar has it. */
function moment(seconds: number | undefined): { readonly arrivedAt?: string } {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? {} : { arrivedAt: date.toISOString() };
}

/**
 * The token of a visit as shown: decoded, and of its texts only those that are nobody's own. Still to be masked, as
 * everything from outside.
 *
 * @returns nothing where no token came
 */
export function tokenOf({ token, arrival }: Reading): Pick<ReportVisit, 'token'> {
  if (token === undefined) return {};
  return {
    token: {
      characters: token.text.reveal().length,
      ...moment(arrival?.ours),
      header: membersOf(token.header),
      claims: membersOf(token.claims),
      signature: token.signature.state,
    },
  };
}
