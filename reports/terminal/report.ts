import type { Report } from '../../protocol/report.js';
import type { Outcome, Verdict } from '../../protocol/verdict.js';
import { addressesOf } from '../parts/addresses.js';
import { outside, tame } from '../parts/clean-text.js';
import { label } from '../paper.js';
import type { Paper } from '../paper.js';
import { plural } from '../parts/amounts.js';
import { causesOf } from '../parts/causes.js';
import type { Causes } from '../parts/causes.js';
import { isLocation, seenBy } from '../parts/seen-by.js';
import { standing } from '../parts/standing.js';
import { putFinding, putMissed, putNote, putUnjudged } from './findings.js';
import { putBaseline, putKnown, putOff } from './gate.js';
import { putResult } from './result.js';
import { putJourney } from './visits.js';

/** One target: the verdict last, where a terminal stops scrolling; failures before all else. */
export function putReport(page: Paper, report: Report, verbose: boolean): void {
  const having = (...outcomes: readonly Outcome[]): readonly Verdict[] =>
    report.verdicts.filter(({ outcome }) => outcomes.includes(outcome));
  const causes = causesOf(report);
  putSubject(page, report);
  putJourney(page, report, causes, verbose);
  putRows(page, 'Failed', having('fail'), putFinding);
  putRows(page, 'The suite broke on', having('error'), putFinding);
  putRows(page, 'Warnings', having('warn'), putFinding);
  putRows(page, 'Known, and accepted for a while', having('known'), putKnown);
  putRows(page, 'Notes', having('note'), putNote);
  putBaseline(page, report);
  putOff(page, report);
  putNotJudged(page, report, causes, verbose);
  putNotThrough(page, report, causes, verbose);
  if (verbose) putRows(page, 'Passed', having('pass'), putPass);
  putResult(page, report, causes, verbose);
}

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
  const made = visits.filter(({ reached }) => reached !== 'not-made');
  if (pass + fail + warn + note + error > 0 || made.length === 0) return undefined;
  if (!made.every(({ reached }) => silent.has(reached))) return undefined;
  const reasons = [...new Set(made.map(({ stopped }) => stopped))];
  return reasons.length === 1 ? reasons[0] : 'No visit got an answer; see the journey.';
}

function putNotJudged(page: Paper, report: Report, causes: Causes, verbose: boolean): void {
  const unjudged = standing(report, 'skipped');
  if (unjudged.length === 0) return;
  const reason = verbose ? undefined : commonReason(report);
  if (reason !== undefined) {
    page.gap();
    const all = plural(unjudged.length, 'requirement');
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
  const { target, remarks, exitCode } = report;
  const { ink } = page;
  const rows: readonly (readonly [string, string])[] = [
    ...(isLocation(report) ? [] : addressesOf(target)),
    ['Docs', target.docsOrigin],
    ['Rules', `${target.handshake}, edition ${target.edition}`],
    ['Seen by', seenBy(report)],
  ];
  for (const [name, text] of rows) page.put(outside(text), label(ink, name));
  // Where there is no verdict, they stand at the end, with the cause.
  if (exitCode !== 3) for (const remark of remarks) page.put(outside(remark), '· ');
}
