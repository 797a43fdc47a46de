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

function compareTarget(before: JudgedTarget | undefined, after: JudgedTarget): TargetComparison {
  const name = nameOf(after);
  const told = (says: string, isWorse = false): TargetComparison => ({ name, says, isWorse });
  if (before === undefined) return told(`It is new: ${exit(after)}.`, after.exitCode === 1);
  if (before.report === undefined || after.report === undefined) {
    return told(`There is no report to compare: ${exit(before)} before, ${exit(after)} now.`);
  }
  const [a, b] = [before.report.target.handshake, after.report.target.handshake];
  if (a !== b) return told(`Another handshake: ${a} before, ${b} now.`);
  return { name, comparison: compare(before.report, after.report) };
}

const gone = (target: JudgedTarget): TargetComparison => ({
  name: nameOf(target),
  says: 'It is not in the second report.',
  isWorse: false,
});

/** Compares two runs over several targets, by the names of the targets; what only the first one has comes last. */
export function compareRuns(before: RunReport, after: RunReport): readonly TargetComparison[] {
  const find = ({ targets }: RunReport, wanted: string): JudgedTarget | undefined =>
    targets.find(({ name }) => name === wanted);
  return [
    ...after.targets.map((target) => compareTarget(find(before, target.name), target)),
    ...before.targets.filter(({ name }) => find(after, name) === undefined).map(gone),
  ];
}

/** True where a requirement got worse, or a target is new and fell. */
export const isWorse = (one: TargetComparison): boolean =>
  'comparison' in one
    ? one.comparison.differences.some(({ change }) => change === 'worse')
    : one.isWorse;
