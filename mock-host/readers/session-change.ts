/**
 * One browser, two readers: a link with somebody else's token logs the reader in as them. The documented
 * protocol has no state parameter, so a docs host cannot tell such a link from a login; it can tell the reader.
 */

/** The members of a payload by which two readers differ. */
const telling = ['sub', 'email', 'name', 'content', 'groups'] as const;

const settled = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? value.map(String).toSorted() : value) ?? '';

/** The names of the members in which two users differ; empty for one and the same reader, as far as can be told. */
export function changedMembers(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  return telling.filter((name) => settled(before[name]) !== settled(after[name]));
}

/** What the log says of a session that ended so: names of members, no values. */
export const replacedSentence = (changed: readonly string[]): string =>
  `The login replaced the session of a reader with other data in the same browser: ${changed.join(', ')} changed.`;
