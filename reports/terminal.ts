import type { Report, ReportVisit } from '../protocol/report.js';
import type { Outcome, Verdict } from '../protocol/verdict.js';
import type { ReportFormat } from './format.js';
import { outside } from './parts/clean-text.js';
import { label, paper, tame } from './paper.js';
import type { Paper } from './paper.js';
import { causesOf } from './terminal-causes.js';
import type { Causes } from './terminal-causes.js';
import { putFinding, putMissed, putNote, putUnjudged } from './terminal-findings.js';
import { putBaseline, putKnown, putOff } from './terminal-gate.js';
import { putResult } from './terminal-result.js';
import { putJourney } from './terminal-visits.js';

const witnesses = { http: 'plain HTTP', browser: 'a browser' } as const;

/** Who saw something of the target, and who came and saw nothing. */
export function seenBy({ target, visits }: Report): string {
  const used = target.driver === 'both' ? (['http', 'browser'] as const) : [target.driver];
  const saw = used.filter((name) =>
    visits.some((visit) => visit.driver === name && gotAnswer(visit)),
  );
  const blind = used.filter((name) => !saw.includes(name)).map((name) => witnesses[name]);
  const shown = (saw.length === 0 ? used : saw).map((name) => witnesses[name]).join(' and ');
  return saw.length === 0 || blind.length === 0 ? shown : `${shown} (${blind.join()} saw nothing)`;
}

const gotAnswer = ({ hops }: ReportVisit): boolean =>
  hops.some(({ status }) => status !== undefined);

/** What a person reads: the verdict last, where a terminal stops scrolling; failures before all else. */
export const terminal: ReportFormat = {
  name: 'terminal',
  shares: true,
  render: (report, view) => {
    const page = paper(view.columns, view.colour);
    const having = (...outcomes: readonly Outcome[]): readonly Verdict[] =>
      report.verdicts.filter(({ outcome }) => outcomes.includes(outcome));
    const causes = causesOf(report);
    putSubject(page, report);
    putJourney(page, report, causes, view.verbose);
    putRows(page, 'Failed', having('fail'), putFinding);
    putRows(page, 'The suite broke on', having('error'), putFinding);
    putRows(page, 'Warnings', having('warn'), putFinding);
    putRows(page, 'Known, and accepted for a while', having('known'), putKnown);
    putRows(page, 'Notes', having('note'), putNote);
    putBaseline(page, report);
    putOff(page, report);
    putNotJudged(page, report, causes, view.verbose);
    putNotThrough(page, report, causes, view.verbose);
    if (view.verbose) putRows(page, 'Passed', having('pass'), putPass);
    putResult(page, report, causes, view.verbose);
    return page.toString();
  },
};

function putRows(
  page: Paper,
  name: string,
  verdicts: readonly Verdict[],
  put: (page: Paper, verdict: Verdict) => void,
): void {
  if (verdicts.length === 0) return;
  page.heading(name, verdicts.length);
  for (const verdict of verdicts) put(page, verdict);
}

/** Ends without an answer that could be judged. */
const silent = new Set(['unreachable', 'tls', 'timeout', 'garbage']);

/** Why nothing at all was judged, where no visit got an answer; undefined otherwise. */
function commonReason({ summary, visits }: Report): string | undefined {
  const { pass, fail, warn, note, error } = summary;
  const made = visits.filter(wasMade);
  if (pass + fail + warn + note + error > 0 || made.length === 0) return undefined;
  if (!made.every(({ reached }) => silent.has(reached))) return undefined;
  const reasons = [...new Set(made.map(({ stopped }) => stopped))];
  return reasons.length === 1 ? reasons[0] : 'No visit got an answer; see the journey.';
}

function putNotJudged(page: Paper, report: Report, causes: Causes, verbose: boolean): void {
  const unjudged = report.verdicts.filter(
    ({ outcome }) => outcome === 'not-reached' || outcome === 'not-applicable',
  );
  if (unjudged.length === 0) return;
  const reason = verbose ? undefined : commonReason(report);
  if (reason !== undefined) {
    page.gap();
    const all = times(unjudged.length, 'requirement');
    const told = causes.toldElsewhere({ text: reason });
    const says = told === undefined ? `. ${outside(reason)}` : `, for ${told}.`;
    page.put(page.ink.bold(`Not judged: ${all}`) + says);
    return;
  }
  page.heading('Not judged', unjudged.length);
  putUnjudged(page, unjudged, causes);
}

/** The visits that did not get through, where others did; those that were spared after them on request. */
function putNotThrough(page: Paper, report: Report, causes: Causes, verbose: boolean): void {
  const { notThrough, summary } = report;
  const missed = notThrough.filter(({ cause }) => verbose || cause !== 'not-made');
  if (missed.length === 0 || summary.pass === 0) return;
  page.heading('Visits that did not get through', missed.length);
  putMissed(page, missed, causes);
}

const putPass = (page: Paper, { id, title }: Verdict): void =>
  page.put(`${id}  ${page.ink.dim(tame(title))}`, page.ink.green('✓ '));

function putSubject(page: Paper, report: Report): void {
  const { tool, target, signIns, remarks, visits, exitCode } = report;
  const { ink } = page;
  page.put(`${ink.bold(tool.name)} ${ink.dim(tool.version)}`);
  page.gap();
  const made = times(visits.filter(wasMade).length, 'visit');
  const rows: readonly (readonly [string, string])[] = [
    ['Login', target.loginUrl],
    ['Docs', target.docsOrigin],
    ['Rules', `${target.handshake}, edition ${target.edition}`],
    ['Seen by', `${seenBy(report)}; ${made}, ${times(signIns, 'sign-in')}`],
  ];
  for (const [name, text] of rows) page.put(outside(text), label(ink, name));
  // Where there is no verdict, they stand at the end, with the cause.
  if (exitCode !== 3) for (const remark of remarks) page.put(outside(remark), '· ');
}

/** Some visits are spared when they can bring nothing any more. */
const wasMade = ({ reached }: ReportVisit): boolean => reached !== 'not-made';

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
