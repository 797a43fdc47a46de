/**
 * Texts inside Markdown as GitHub and GitLab read it (CommonMark with tables, links out of bare addresses, mentions).
 * Most stand in the middle of a line, where a heading, a list and a rule mean nothing; `item` is for a line's start.
 */

/** Tears a mention or a reference apart, invisibly: no backslash keeps a forge from linking those. */
const gap = '\u200B';

/** Text that has been cleaned, as Markdown that shows it as it is: no markup, no link, nobody mentioned. */
export const escaped = (text: string): string =>
  text
    .replace(/@(?=\S)/g, `@${gap}`)
    .replace(/([#!])(?=\d)/g, `$1${gap}`)
    .replace(/\b(GH-)(?=\d)/gi, `$1${gap}`)
    .replace(/[\\`*_[\]<>|~&$]/g, '\\$&')
    .replaceAll('://', '\\://')
    .replace(/\b(www)\./gi, '$1\\.');

/** A list item: what it begins with is no heading, list, rule or indented code of its own. */
export const item = (text: string): string =>
  `- ${escaped(text.trimStart())
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')}`;

/** Code, as a table or a line may hold it. */
export const code = (text: string): string => `<code>${escaped(text)}</code>`;

/** A link, or the text alone where the address is no web address. */
export function linked(text: string, address: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) return escaped(text);
  const { href, protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return escaped(text);
  return `[${escaped(text)}](<${href.replace(/[<>\\|`]/g, encodeURIComponent)}>)`;
}
