/**
 * The commands that GitHub's runner takes out of a log, on both streams: `::name key=value::data` at the start of a line,
 * leading blanks aside, and `##[name]` anywhere in it (`ActionCommand.cs` of actions/runner). Neither may come from a
 * login flow.
 */

/** A line that the runner takes for text, whatever it holds: a blank tears the marks apart. */
export const inert = (line: string): string =>
  line.replace(/^([^\p{L}\p{N}:]*):(?=:.*::)/u, '$1: ').replaceAll('##[', '## [');

const inData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const inProperty = (text: string): string =>
  inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * A command of ours, its line ended.
 *
 * @param data may have several lines
 * @param properties shown in this order; those that are undefined are left out
 */
export function command(
  name: string,
  data: string,
  properties: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(properties)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${inProperty(value)}`]))
    .join(',');
  return `::${name}${given === '' ? '' : ` ${given}`}::${inData(data)}\n`;
}
