import { domainToUnicode } from 'node:url';

import { readLoginUrl } from '../configuration/target/addresses.js';
import { the, usage } from '../configuration/setting-failure.js';
import type { LoginChoice } from '../mock-host/site.js';
import { mask } from '../protocol/secrecy/masking.js';

/** The most that a docs host takes (since 2026-08-14). */
const mostLoginUrls = 10;

/** What a login URL may be called, the shortest name first. */
function names(url: string): readonly string[] {
  const { hostname, port, pathname, search } = new URL(url);
  const host = `${domainToUnicode(hostname) || hostname}${port === '' ? '' : `:${port}`}`;
  return [host, host + pathname, host + pathname + search, url];
}

/** Longest name, in characters. */
const longestName = 60;

/** `Staff=https://foo.com/login`, or a URL alone, which may have a `=` of its own. */
function readNamed(value: string): { readonly url: string; readonly name?: string } {
  const [, given, url] = /^(?!https?:)([^=]*)=\s*(https?:.*)$/is.exec(value) ?? [];
  if (given === undefined) return { url: readLoginUrl(value) };
  const name = given.trim();
  if (name === '' || name.length > longestName || /\p{C}/u.test(name)) {
    throw usage`${the('loginUrl')}: a name has 1 to ${String(longestName)} characters that can be seen; write "Staff=https://foo.com/login".`;
  }
  return { url: readLoginUrl(url), name: mask(name) };
}

/**
 * Reads every `--login-url` and names it as its reader will see it: as it was given, else by its host, and by as much
 * more as tells it from the others. None: nobody can log in yet.
 *
 * @throws Failure `usage`
 */
export function readLoginChoices(values: readonly string[]): readonly LoginChoice[] {
  const given = values.map(readNamed);
  const urls = given.map(({ url }) => url);
  if (urls.length > mostLoginUrls) {
    throw usage`${the('loginUrl')} may be given ${String(mostLoginUrls)} times at most.`;
  }
  const twice = urls.find((url, index) => urls.indexOf(url) !== index);
  if (twice !== undefined) {
    throw usage`${the('loginUrl')} ${mask(twice)} was given twice: leave one out.`;
  }
  const called = given.flatMap(({ name }) => name ?? []);
  const again = called.find((name, index) => called.indexOf(name) !== index);
  if (again !== undefined) {
    throw usage`${the('loginUrl')}: two are called "${again}": give each a name of its own.`;
  }
  const all = urls.map(names);
  return given.map(({ url, name }, index) => {
    if (name !== undefined) return { name, url };
    const own = names(url);
    const telling = own.findIndex((name, length) =>
      all.every((others, other) => other === index || others[length] !== name),
    );
    return { name: mask(own[telling] ?? url), url };
  });
}
