import type { JudgedTarget, RunReport } from '../protocol/report.js';
import { compare } from './comparison.js';
import type { Comparison } from './comparison.js';
import { nameOf } from './parts/targets.js';

/** One target in two reports of several, held against each other; or why that cannot be done. */
export type TargetComparison = { readonly name: string } & (
  | { readonly comparison: Comparison }
  | { readonly says: string; readonly isWorse: boolean }
);

const exit = ({ exitCode }: JudgedTarget): string => `exit code ${exitCode}`;

function compareTarget(
  before: JudgedTarget | undefined,
  after: JudgedTarget | undefined,
): TargetComparison {
  const name = nameOf(after ?? before ?? { name: '' });
  const told = (says: string, isWorse = false): TargetComparison => ({ name, says, isWorse });
  if (before === undefined) {
    const fell = after?.exitCode === 1;
    return told(`It is new: ${after === undefined ? '' : exit(after)}.`, fell);
  }
  if (after === undefined) return told('It is not in the second report.');
  if (before.report === undefined || after.report === undefined) {
    return told(`There is no report to compare: ${exit(before)} before, ${exit(after)} now.`);
  }
  const [a, b] = [before.report.target.handshake, after.report.target.handshake];
  if (a !== b) return told(`Another handshake: ${a} before, ${b} now.`);
  return { name, comparison: compare(before.report, after.report) };
}

/** Compares two runs over several targets, by the names of the targets; what only the first one has comes last. */
export function compareRuns(before: RunReport, after: RunReport): readonly TargetComparison[] {
  const find = ({ targets }: RunReport, wanted: string): JudgedTarget | undefined =>
    targets.find(({ name }) => name === wanted);
  const gone = before.targets.filter(({ name }) => find(after, name) === undefined);
  return [
    ...after.targets.map((target) => compareTarget(find(before, target.name), target)),
    ...gone.map((target) => compareTarget(target, undefined)),
  ];
}

/** True where a requirement got worse, or a target is new and fell. */
export const isWorse = (one: TargetComparison): boolean =>
  'comparison' in one
    ? one.comparison.differences.some(({ change }) => change === 'worse')
    : one.isWorse;
