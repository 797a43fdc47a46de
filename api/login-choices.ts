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

/**
 * Reads every `--login-url` and names it as its reader will see it: by its host, and by as much more as tells it
 * from the others.
 *
 * @throws Failure `usage`
 */
export function readLoginChoices(values: readonly string[]): readonly LoginChoice[] {
  const urls = values.map((url) => readLoginUrl(url));
  if (urls.length === 0) throw usage`serve needs at least one --login-url.`;
  if (urls.length > mostLoginUrls) {
    throw usage`${the('loginUrl')} may be given ${String(mostLoginUrls)} times at most.`;
  }
  const twice = urls.find((url, index) => urls.indexOf(url) !== index);
  if (twice !== undefined) {
    throw usage`${the('loginUrl')} ${mask(twice)} was given twice: leave one out.`;
  }
  const all = urls.map(names);
  return urls.map((url, index) => {
    const own = names(url);
    const telling = own.findIndex((name, length) =>
      all.every((others, other) => other === index || others[length] !== name),
    );
    return { name: mask(own[telling] ?? url), url };
  });
}
