/**
 * Texts inside Markdown as GitHub and GitLab read it (CommonMark with tables, links out of bare addresses, mentions).
 * All stand in the middle of a line: what means something at its start alone is left as it is.
 */

/** Tears a mention or a reference apart, invisibly: no backslash keeps a forge from linking those. */
const gap = '\u200B';

/** Text that has been cleaned, as Markdown that shows it as it is: no markup, no link, nobody mentioned. */
export const escaped = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|~&$]/g, '\\$&')
    .replaceAll('://', '\\://')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/@(?=[\w-])/g, `@${gap}`)
    .replace(/([#!])(?=\d)/g, `$1${gap}`)
    .replace(/\bGH-(?=\d)/gi, `GH-${gap}`);

/** Code, as a table or a line may hold it. */
export const code = (text: string): string => `<code>${escaped(text)}</code>`;

/** A link, or the text alone where the address is no web address. */
export function linked(text: string, address: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) return escaped(text);
  const { href, protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return escaped(text);
  return `[${escaped(text)}](<${href.replace(/[<>\\|`]/g, encodeURIComponent)}>)`;
}
