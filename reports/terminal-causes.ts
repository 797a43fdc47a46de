import type { Report, ReportVisit } from '../protocol/report.js';

/** Why visits did not arrive: told once in a report, and elsewhere only pointed to. */
export interface Causes {
  /** The sentences for the end of the report, where it is no verdict; empty otherwise. */
  readonly atEnd: readonly string[];
  /** Where the cause that a text tells stands already, to follow "for"; undefined where it tells none. */
  readonly toldElsewhere: (text: string) => string | undefined;
}

const judged = new Set(['fail', 'warn', 'error']);

/** The first visit of each driver, as a reader would make it; where this driver did not get in, one that shows why. */
export function firstVisits({ visits, verdicts }: Report): readonly ReportVisit[] {
  const row = verdicts.find(({ id }) => id === 'callback-reached');
  return (['http', 'browser'] as const).flatMap((driver) => {
    const own = visits.filter((visit) => visit.driver === driver);
    const outcome = row?.drivers[driver];
    const failed =
      outcome === 'pass' || outcome === undefined
        ? undefined
        : own.find(
            ({ name, reached, hops }) =>
              row?.visits.includes(name) === true && reached !== 'callback' && hops.length > 0,
          );
    const first =
      failed ??
      own.find(({ reached }) => reached === 'callback') ??
      own.find(({ hops }) => hops.length > 0) ??
      own[0];
    return first ? [first] : [];
  });
}

/** Why a run is no verdict: what keeps the callback out of sight, unless a remark tells it. */
function endOfRun(report: Report): readonly string[] {
  if (report.exitCode !== 3) return [];
  const row = report.verdicts.find(({ id }) => id === 'callback-reached');
  const reason = row?.outcome === 'not-reached' ? row.actual : undefined;
  const ends = firstVisits(report).flatMap(({ reached, stopped }) =>
    reached === 'callback' ? [] : [stopped],
  );
  const told = [...new Set([...ends, ...(reason === undefined ? [] : [reason])])];
  return told.filter((one) => !told.some((other) => other !== one && other.includes(one)));
}

/** Finds the causes of a report and where each of them is told. */
export function causesOf(report: Report): Causes {
  const ends = endOfRun(report);
  const stops = new Set(report.visits.map(({ stopped }) => stopped));
  const findings = report.verdicts.flatMap(({ id, outcome, actual }) =>
    judged.has(outcome) && actual !== undefined && stops.has(actual) ? [{ id, actual }] : [],
  );
  return {
    atEnd: ends.filter((end) => !report.remarks.some((remark) => remark.includes(end))),
    toldElsewhere: (text) => {
      if (text === '') return undefined;
      if (ends.some((end) => text.includes(end))) return 'the cause at the end';
      if (report.remarks.some((remark) => remark.includes(text) || text.includes(remark))) {
        return report.exitCode === 3 ? 'the cause at the end' : 'the remark at the top';
      }
      const finding = findings.find(({ actual }) => text.includes(actual));
      return finding && `what ${finding.id} says`;
    },
  };
}
