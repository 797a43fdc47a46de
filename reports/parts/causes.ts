import type { Report } from '../../protocol/report.js';
import { gotThere } from './got-there.js';
import { firstVisits } from './visit-words.js';

/** Why visits did not arrive: told once in a report, and elsewhere only pointed to. */
export interface Causes {
  /** The sentences for the end of the report, where it is no verdict; empty otherwise. */
  readonly atEnd: readonly string[];
  /** Where the cause that a reason tells stands already, to follow "for"; undefined where it tells none. */
  readonly toldElsewhere: (reason: Reason) => string | undefined;
}

/** Why something did not come about. */
export interface Reason {
  readonly text: string;
  /** The end of a visit that the text tells, where it says more than that. */
  readonly because?: string | undefined;
}

const judged = new Set(['fail', 'warn', 'error']);

/** Why a run is no verdict: what keeps the callback out of sight, each cause in its longest form. */
function endOfRun(report: Report): readonly Reason[] {
  if (report.exitCode !== 3) return [];
  const [row] = report.verdicts;
  const ends = firstVisits(report).flatMap((visit) =>
    gotThere(visit) ? [] : [{ text: visit.stopped, because: visit.because }],
  );
  const reason =
    row?.outcome === 'not-reached' && row.actual !== undefined
      ? [{ text: row.actual, because: row.because }]
      : [];
  const told = [...new Map([...ends, ...reason].map((one) => [one.text, one])).values()];
  return told.filter(({ text }) => !told.some(({ because }) => because === text));
}

const tells = ({ text, because }: Reason, end: string): boolean => text === end || because === end;

/** Finds the causes of a report and where each of them is told. */
export function causesOf(report: Report): Causes {
  const ends = endOfRun(report);
  const stops = new Set(report.visits.map(({ stopped }) => stopped));
  const findings = report.verdicts.flatMap(({ id, outcome, actual }) =>
    judged.has(outcome) && actual !== undefined && stops.has(actual) ? [{ id, actual }] : [],
  );
  const inRemarks = (report.remarkCauses ?? []).flatMap((remark) => remark.tells ?? []);
  return {
    atEnd: ends.map(({ text }) => text).filter((text) => !inRemarks.includes(text)),
    toldElsewhere: (reason) => {
      if (reason.text === '') return undefined;
      if (ends.some(({ text }) => tells(reason, text))) return 'the cause at the end';
      if (inRemarks.some((end) => tells(reason, end))) {
        return report.exitCode === 3 ? 'the cause at the end' : 'the remark at the top';
      }
      const finding = findings.find(({ actual }) => tells(reason, actual));
      return finding && `what ${finding.id} says`;
    },
  };
}
