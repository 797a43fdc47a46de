import type { Io } from '../../configuration/io.js';
import type { OptionsOf } from '../../configuration/options.js';
import { chooseWord } from '../../configuration/selection.js';
import { usage } from '../../configuration/setting-failure.js';
import type { ExitCode } from '../../protocol/report.js';
import { compare } from '../../reports/comparison.js';
import { comparisonMarkdown, comparisonText } from '../../reports/comparison-views.js';
import { viewOf } from '../reporting.js';
import { readReport } from './read-report.js';

/** `diff <before> <after>`: what got better or worse between two JSON reports; 1 where anything did get worse. */
export async function diff(
  before: string,
  after: string,
  options: OptionsOf<'diff'>,
  io: Io,
): Promise<ExitCode> {
  const format = chooseWord('format', options.format);
  const first = await readReport('The first report', before, io.cwd);
  const second = await readReport('The second report', after, io.cwd);
  const [a, b] = [first.target.handshake, second.target.handshake];
  if (a !== b) throw usage`The reports judge two handshakes, ${a} and ${b}: compare two of one.`;
  const comparison = compare(first, second);
  io.stdout.write(
    format === 'markdown'
      ? comparisonMarkdown(comparison)
      : comparisonText(comparison, viewOf(io.stdout, io, false)),
  );
  return comparison.differences.some(({ change }) => change === 'worse') ? 1 : 0;
}
