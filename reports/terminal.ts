import type { EditionResult, Report } from '../protocol/report.js';
import type { Outcome, Verdict } from '../protocol/verdict.js';
import type { ReportFormat } from './format.js';
import { clean, label, paper, tame } from './paper.js';
import type { Paper } from './paper.js';
import { putFinding, putNote, putUnjudged } from './terminal-findings.js';
import { putJourney } from './terminal-journey.js';

const drivers = {
  http: 'plain HTTP',
  browser: 'a browser',
  both: 'plain HTTP and a browser',
} as const;

/** What a person reads: the verdict last, where a terminal stops scrolling; failures before all else. */
export const terminal: ReportFormat = {
  name: 'terminal',
  render: (report, view) => {
    const page = paper(view.columns, view.colour);
    const having = (...outcomes: readonly Outcome[]): readonly Verdict[] =>
      report.verdicts.filter(({ outcome }) => outcomes.includes(outcome));
    putSubject(page, report);
    putJourney(page, report, view.verbose);
    putRows(page, 'Failed', having('fail'), putFinding);
    putRows(page, 'The suite broke on', having('error'), putFinding);
    putRows(page, 'Warnings', having('warn'), putFinding);
    putRows(page, 'Notes', having('note'), putNote);
    const unjudged = having('not-reached', 'not-applicable');
    if (unjudged.length > 0) {
      page.heading('Not judged', unjudged.length);
      putUnjudged(page, unjudged);
    }
    if (view.verbose) putRows(page, 'Passed', having('pass'), putPass);
    putResult(page, report);
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

const putPass = (page: Paper, { id, title }: Verdict): void =>
  page.put(`${id}  ${page.ink.dim(tame(title))}`, page.ink.green('✓ '));

function putSubject(page: Paper, { tool, target, signIns, remarks }: Report): void {
  const { ink } = page;
  page.put(`${ink.bold(tool.name)} ${ink.dim(tool.version)}`);
  page.gap();
  const rows: readonly (readonly [string, string])[] = [
    ['Login', target.loginUrl],
    ['Docs', target.docsOrigin],
    ['Rules', `${target.handshake}, edition ${target.edition}`],
    ['Seen by', `${drivers[target.driver]}; ${times(signIns, 'sign-in')}`],
  ];
  for (const [name, text] of rows) page.put(clean(text), label(ink, name));
  for (const remark of remarks) page.put(clean(remark), ink.yellow('! '));
}

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function putResult(page: Paper, report: Report): void {
  const { ink } = page;
  const { summary } = report;
  page.gap();
  const parts: readonly (readonly [number, string, (text: string) => string])[] = [
    [summary.pass, 'passed', ink.green],
    [summary.fail, 'failed', ink.red],
    [summary.error, 'broke', ink.red],
    [summary.warn, summary.warn === 1 ? 'warning' : 'warnings', ink.yellow],
    [summary.note, summary.note === 1 ? 'note' : 'notes', ink.cyan],
    [summary.notReached, 'not reached', ink.dim],
    [summary.notApplicable, 'not applicable', ink.dim],
  ];
  const tally = parts
    .filter(([count], index) => count > 0 || index < 2)
    .map(([count, word, paint]) => (count > 0 ? paint(`${count} ${word}`) : `${count} ${word}`));
  page.put(tally.join(' · '));
  page.put(ink.dim(`in ${(report.durationMs / 1000).toFixed(1)} s`));
  for (const edition of report.editions) putEdition(page, edition, report);
  page.gap();
  const good = report.exitCode === 0;
  const [verdict, why] = meaning(report);
  const mark = good ? '✓ ' : '✗ ';
  const paint = good ? ink.green : ink.red;
  page.put(paint(ink.bold(verdict)), paint(mark));
  page.put(`Exit code ${report.exitCode}${why === '' ? '.' : `: ${why}`}`, '', mark.length);
}

/** What one edition makes of the run; without a verdict on the whole it has none either. */
function putEdition(page: Paper, { id, conforms, fail }: EditionResult, report: Report): void {
  const { ink } = page;
  const gates = id === report.target.edition ? ' (gates)' : '';
  const [mark, says] =
    fail.length > 0
      ? ([ink.red('✗ '), `does not conform: ${fail.join(', ')} fell`] as const)
      : !conforms
        ? ([ink.dim('– '), 'could not be judged'] as const)
        : report.exitCode === 3
          ? ([ink.dim('– '), 'could not be judged in full: no must fell so far'] as const)
          : ([ink.green('✓ '), 'conforms'] as const);
  page.put(`${id}${gates} ${ink.dim(says)}`, mark, 2);
}

/** What came out, and what its exit code means. */
function meaning(report: Report): readonly [verdict: string, why: string] {
  const { exitCode, summary, target } = report;
  const rules = `${target.handshake} ${target.edition}`;
  if (exitCode === 0) {
    const also = summary.warn > 0 ? '; warnings do not count' : '';
    return [`The login flow conforms to ${rules}.`, `no must of that edition fell${also}.`];
  }
  if (exitCode === 1 && summary.fail > 0) {
    return [`The login flow does not conform to ${rules}.`, 'a must of that edition fell.'];
  }
  if (exitCode === 1) {
    return [
      `The login flow conforms to ${rules}, but a should fell.`,
      'a should fell, which --fail-on should counts.',
    ];
  }
  if (exitCode === 2) return ['Nothing was judged.', 'the settings are wrong.'];
  return [
    `The login flow could not be judged${summary.conforms ? ' in full' : ''}.`,
    'this is no verdict on it; see the lines marked !.',
  ];
}
