import { metaElements } from '../html/meta-elements.js';

/** Referrer Policy §3: the policies that browsers know. */
const policies: ReadonlySet<string> = new Set([
  'unsafe-url',
  'no-referrer-when-downgrade',
  'no-referrer',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
]);

/** What a `meta` element may say instead (HTML standard, "standard metadata names", referrer). */
const legacy: ReadonlyMap<string, string> = new Map([
  ['never', 'no-referrer'],
  ['default', 'strict-origin-when-cross-origin'],
  ['always', 'unsafe-url'],
  ['origin-when-crossorigin', 'origin-when-cross-origin'],
]);

/** True for a policy under which the full URL of a page reaches another origin. */
export const isLeaky = (policy: string): boolean =>
  policy === 'unsafe-url' || policy === 'no-referrer-when-downgrade';

/**
 * The policy that the values of `Referrer-Policy` fields set: the last token that a browser knows (Referrer Policy §8.1).
 *
 * @returns undefined where none is known
 */
export const policyOfFields = (values: readonly string[]): string | undefined =>
  values
    .flatMap((value) => value.split(','))
    .map((word) => word.trim().toLowerCase())
    .findLast((word) => policies.has(word));

/**
 * The policy that a page sets itself, which overrides that of its response: the last `meta` named referrer that a
 * browser knows counts, wherever it stands.
 *
 * @param html the page as sent
 * @returns undefined where it sets none
 */
export function policyInPage(html: string): string | undefined {
  return metaElements(html)
    .filter(({ attributes }) => attributes.get('name')?.toLowerCase() === 'referrer')
    .map(({ attributes }) => (attributes.get('content') ?? '').toLowerCase())
    .map((word) => legacy.get(word) ?? word)
    .findLast((word) => policies.has(word));
}
