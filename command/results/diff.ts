import type { Io } from '../../configuration/io.js';
import type { OptionsOf } from '../../configuration/options.js';
import { chooseWord } from '../../configuration/selection.js';
import { usage } from '../../configuration/setting-failure.js';
import { isOfSeveral } from '../../protocol/report.js';
import type { ExitCode, Report, RunReport } from '../../protocol/report.js';
import { compare } from '../../reports/comparison.js';
import {
  comparisonMarkdown,
  comparisonText,
  runComparisonMarkdown,
  runComparisonText,
} from '../../reports/comparison-views.js';
import type { ReportView } from '../../reports/format.js';
import { compareRuns, isWorse } from '../../reports/run-comparison.js';
import { viewOf } from '../reporting.js';
import { readReport } from './read-report.js';

/** A comparison as it is shown, and whether anything got worse. */
interface Shown {
  readonly text: string;
  readonly worse: boolean;
}

/** Two reports of one kind; those of several targets are held against each other target by target. */
function compared(
  first: Report | RunReport,
  second: Report | RunReport,
  isMarkdown: boolean,
  view: ReportView,
): Shown {
  if (isOfSeveral(first) && isOfSeveral(second)) {
    const all = compareRuns(first, second);
    const text = isMarkdown ? runComparisonMarkdown(all) : runComparisonText(all, view);
    return { text, worse: all.some(isWorse) };
  }
  if (isOfSeveral(first) || isOfSeveral(second)) {
    throw usage`One report is of a single target, the other of several: compare two of one kind.`;
  }
  const [a, b] = [first.target.handshake, second.target.handshake];
  if (a !== b) throw usage`The reports judge two handshakes, ${a} and ${b}: compare two of one.`;
  const comparison = compare(first, second);
  const text = isMarkdown ? comparisonMarkdown(comparison) : comparisonText(comparison, view);
  return { text, worse: isWorse({ name: '', comparison }) };
}

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
  const view = viewOf(io.stdout, io, false);
  const { text, worse } = compared(first, second, format === 'markdown', view);
  io.stdout.write(text);
  return worse ? 1 : 0;
}
