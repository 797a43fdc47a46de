import type { JudgedTarget, Report, RunReport } from '../../protocol/report.js';
import { tame } from './clean-text.js';
import { inPart } from './meaning.js';
import { standing } from './standing.js';

/** What a table says of one target. */
export interface TargetRow {
  readonly name: string;
  readonly tone: 'good' | 'bad' | 'open';
  /** What came out, in a word or two. */
  readonly verdict: string;
  readonly exitCode: number;
  readonly passed: number;
  readonly failed: number;
  readonly warnings: number;
  /** Falls that the baseline accepts. */
  readonly known: number;
  /** Requirements without a judgement, and how many of them are a `must`. */
  readonly notJudged: number;
  readonly mustsNotJudged: number;
  /** Requirements that `--only` and `--skip` left out, and those that the configuration switches off. */
  readonly leftOut: number;
  /** What the exit code comes from: requirements that fell and gate, and entries of the baseline that no longer hold. */
  readonly gates: readonly string[];
}

/** Most of a name that a report shows; a configuration may hold any. */
const longestName = 100;

/** The name of a target as it may be shown. */
export function nameOf({ name }: Pick<JudgedTarget, 'name'>): string {
  const plain = tame(name).trim();
  const short = plain.length > longestName ? `${plain.slice(0, longestName - 1)}…` : plain;
  return short.toWellFormed();
}

/** What came out of a report, in a word or two. */
export function verdictOn(report: Report): string {
  const { exitCode, summary } = report;
  if (exitCode === 0) return summary.conforms ? 'conforms' : 'nothing new';
  if (exitCode === 3) return inPart(report) ? 'in part' : 'not judged';
  if (summary.fail > 0) return 'failed';
  const stale = (report.baseline?.entries ?? []).some(({ gates }) => gates);
  return stale ? 'stale baseline' : 'a should fell';
}

/** What gates in a report. */
function gatesIn(report: Report): readonly string[] {
  const stale = (report.baseline?.entries ?? []).filter(({ gates }) => gates);
  return [
    ...standing(report, 'failed').map(({ id }) => tame(id)),
    ...stale.map(({ id }) => `baseline: ${tame(id)}`),
    ...(report.required?.notJudged ?? []).map(({ id }) => `required: ${tame(id)}`),
  ];
}

/** The line of a target in a table. */
export function rowOf(target: JudgedTarget): TargetRow {
  const { report, exitCode } = target;
  const name = nameOf(target);
  const none = { passed: 0, failed: 0, warnings: 0, known: 0, notJudged: 0, mustsNotJudged: 0 };
  if (report === undefined) {
    const verdict = exitCode === 2 ? 'settings' : 'not judged';
    return { name, tone: 'open', verdict, exitCode, ...none, leftOut: 0, gates: [] };
  }
  const { summary } = report;
  const open = standing(report, 'skipped', 'broke');
  return {
    name,
    tone: exitCode === 0 ? 'good' : exitCode === 1 ? 'bad' : 'open',
    verdict: verdictOn(report),
    exitCode,
    passed: summary.pass,
    failed: summary.fail,
    warnings: summary.warn,
    known: summary.known ?? 0,
    notJudged: open.length,
    mustsNotJudged: open.filter(({ level }) => level === 'must').length,
    leftOut: (summary.leftOut ?? 0) + (summary.off ?? 0),
    gates: gatesIn(report),
  };
}

/** `9 (2 must)` */
export const notJudgedWords = ({ notJudged, mustsNotJudged }: TargetRow): string =>
  mustsNotJudged === 0 ? `${notJudged}` : `${notJudged} (${mustsNotJudged} must)`;

/** What came of the run in one sentence, and what its exit code means. */
export function meaningOfRun({
  targets,
  exitCode,
}: RunReport): readonly [verdict: string, why: string] {
  const good = targets.filter((target) => target.exitCode === 0).length;
  const having = (code: number): number =>
    targets.filter((target) => target.exitCode === code).length;
  const count = targets.length;
  const all = count === 1 ? '1 target' : `${count} targets`;
  const parts = [
    [having(1), 'failed'],
    [having(3), 'could not be judged'],
    [having(2), 'had wrong settings'],
  ] as const;
  const said = parts.flatMap(([many, word]) => (many > 0 ? [`${many} ${word}`] : []));
  const verdict =
    said.length === 0
      ? `${count === 1 ? 'The' : 'All'} ${all} passed.`
      : `Of ${all}, ${[...(good > 0 ? [`${good} passed`] : []), ...said].join(', ')}.`;
  const why: Readonly<Record<number, string>> = {
    0: 'nothing that gates fell in any of them.',
    1: 'what gates fell in one of them at least.',
    2: 'the settings of one of them at least are wrong.',
    3: 'this is no verdict on all of them.',
  };
  return [verdict, why[exitCode] ?? ''];
}
