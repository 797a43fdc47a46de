import type { EditionResult, Report } from '../protocol/report.js';
import { clean, label } from './paper.js';
import type { Paper } from './paper.js';
import type { Causes } from './terminal-causes.js';

/** The end of a report: the tally, the editions, the verdict and what its exit code means. */
export function putResult(page: Paper, report: Report, causes: Causes, verbose: boolean): void {
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
  const rows: readonly (readonly [name: string, text: string])[] = [
    ...causes.atEnd.map((text) => ['Cause', clean(text)] as const),
    ...(report.exitCode === 3 ? report.remarks : []).map(
      (text) => ['Remark', clean(text)] as const,
    ),
    ...nextCommand(report, verbose).map((text) => ['Next', text] as const),
  ];
  for (const [name, text] of rows) page.put(text, label(ink, name), mark.length);
}

/** What to type next; nothing where all is well. */
function nextCommand(
  { exitCode, editions, target, verdicts }: Report,
  verbose: boolean,
): readonly string[] {
  const fallen = editions.find(({ id }) => id === target.edition)?.fail ?? [];
  const warned = verdicts.filter(({ outcome }) => outcome === 'warn').map(({ id }) => id);
  const [first, ...others] = [...fallen, ...warned];
  if (first !== undefined && exitCode !== 3) {
    const each = others.length === 0 ? '' : ', and so on for the others';
    return [`docs-handshake explain ${first}${each}`];
  }
  return exitCode === 3 && !verbose
    ? ['the same command with --verbose: it lists every visit']
    : [];
}

/** What one edition makes of the run; without a verdict on the whole it has none either. */
function putEdition(page: Paper, { id, conforms, fail }: EditionResult, report: Report): void {
  const { ink } = page;
  const gates = id === report.target.edition ? ' (gates)' : '';
  const [mark, says] =
    fail.length > 0
      ? ([ink.red('✗ '), `does not conform: ${fail.join(', ')} fell`] as const)
      : report.exitCode === 3 && inPart(report)
        ? ([ink.dim('– '), 'could not be judged in full: no must fell so far'] as const)
        : !conforms
          ? ([ink.dim('– '), 'could not be judged'] as const)
          : ([ink.green('✓ '), 'conforms'] as const);
  page.put(`${id}${gates} ${ink.dim(says)}`, mark, 2);
}

/** True where one of the witnesses got in, so that much was judged, but not all. */
function inPart({ summary, verdicts }: Report): boolean {
  const reached = verdicts.find(({ id }) => id === 'callback-reached');
  return (
    summary.conforms ||
    (summary.fail === 0 && Object.values(reached?.drivers ?? {}).includes('pass'))
  );
}

/** How many rows a run without a fall says nothing of, and how many of those are musts. */
function unjudged({ summary, verdicts }: Report): string {
  const rows = verdicts.filter(({ outcome }) =>
    ['not-reached', 'not-applicable', 'error'].includes(outcome),
  );
  const musts = rows.filter(({ level }) => level === 'must').length;
  const left =
    summary.leftOut === undefined ? '' : `; ${summary.leftOut} left out (--only, --skip)`;
  if (rows.length === 0) return left;
  if (rows.length === 1) {
    return `; 1 requirement was not judged (${musts === 1 ? 'a must' : 'not a must'})${left}`;
  }
  const share = musts === 0 ? 'none of them a must' : `${musts} of them must`;
  return `; ${rows.length} requirements were not judged (${share})${left}`;
}

/** What came out, and what its exit code means; the second is empty where there is nothing to add. */
export function meaning(report: Report): readonly [verdict: string, why: string] {
  const { exitCode, summary, target } = report;
  const rules = `${target.handshake} ${target.edition}`;
  if (exitCode === 0) {
    const also = summary.warn > 0 ? '; warnings do not count' : '';
    return [
      `The login flow conforms to ${rules}.`,
      `no must of that edition fell${also}${unjudged(report)}.`,
    ];
  }
  if (exitCode === 1 && summary.fail > 0) {
    return [`The login flow does not conform to ${rules}.`, 'a must of that edition fell.'];
  }
  if (exitCode === 1) {
    return [
      `The login flow conforms to ${rules}, but a should fell.`,
      `a should fell, which --fail-on should counts${unjudged(report)}.`,
    ];
  }
  if (exitCode === 2) return ['Nothing was judged.', 'the settings are wrong.'];
  return [
    `The login flow could not be judged${inPart(report) ? ' in full' : ''}.`,
    'this is no verdict on it.',
  ];
}
