import type { EditionResult, Report } from '../protocol/report.js';
import { outside } from './parts/clean-text.js';
import { label } from './paper.js';
import type { Paper } from './paper.js';
import { tallyOf } from './parts/tally.js';
import type { Causes } from './terminal-causes.js';

/** The end of a report: the tally, the editions, the verdict and what its exit code means. */
export function putResult(page: Paper, report: Report, causes: Causes, verbose: boolean): void {
  const { ink } = page;
  const { summary } = report;
  page.gap();
  const paints = { good: ink.green, bad: ink.red, odd: ink.yellow, said: ink.cyan, open: ink.dim };
  const tally = tallyOf(summary).map(({ count, text, mood }) =>
    count > 0 ? paints[mood](text) : text,
  );
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
    ...causes.atEnd.map((text) => ['Cause', outside(text)] as const),
    ...(report.exitCode === 3 ? report.remarks : []).map(
      (text) => ['Remark', outside(text)] as const,
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
  const known = verdicts.filter(({ outcome }) => outcome === 'known').map(({ id }) => id);
  const gating = editions.find(({ id }) => id === target.edition)?.fail ?? [];
  const fallen = [
    ...gating.filter((id) => !known.includes(id)),
    ...verdicts.filter(({ weighs }) => weighs?.as === 'fail').map(({ id }) => id),
  ];
  const warned = verdicts
    .filter(({ id, outcome }) => outcome === 'warn' && !fallen.includes(id))
    .map(({ id }) => id);
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
  const [reached] = verdicts;
  return (
    summary.conforms ||
    (summary.fail === 0 && Object.values(reached?.drivers ?? {}).includes('pass'))
  );
}

/** What a run that did not fail says nothing of: not judged, left out, switched off, accepted. */
function unjudged({ summary, verdicts }: Report): string {
  const rows = verdicts.filter(({ outcome }) =>
    ['not-reached', 'not-applicable', 'error'].includes(outcome),
  );
  const musts = rows.filter(({ level }) => level === 'must').length;
  const share =
    rows.length === 1
      ? musts === 1
        ? 'a must'
        : 'not a must'
      : musts === 0
        ? 'none of them a must'
        : `${musts} of them must`;
  const parts: readonly (readonly [count: number, says: string])[] = [
    [rows.length, `${count(rows.length)} not judged (${share})`],
    [summary.known ?? 0, `${count(summary.known ?? 0)} known to fall (--baseline)`],
    [summary.off ?? 0, `${count(summary.off ?? 0)} switched off`],
    [summary.leftOut ?? 0, `${summary.leftOut ?? 0} left out`],
  ];
  return parts.flatMap(([many, says]) => (many > 0 ? [`; ${says}`] : [])).join('');
}

const count = (many: number): string =>
  many === 1 ? '1 requirement was' : `${many} requirements were`;

/** Why a run ends with 1: what fell, or that the baseline no longer holds. */
function fellBy({ summary, verdicts, baseline }: Report, rules: string): readonly [string, string] {
  if (summary.fail > 0) {
    const must = verdicts.some(({ outcome, level }) => outcome === 'fail' && level === 'must');
    const what = must
      ? 'a must of that edition fell.'
      : 'a requirement fell that the configuration weighs as a failure.';
    return [
      must
        ? `The login flow does not conform to ${rules}.`
        : `The login flow conforms to ${rules}, but not to its configuration.`,
      what,
    ];
  }
  const conforms = summary.conforms
    ? `The login flow conforms to ${rules}`
    : `Nothing new fell of ${rules}`;
  const stale = (baseline?.entries ?? []).filter(({ gates }) => gates).length;
  if (stale > 0) {
    const entries =
      stale === 1
        ? 'an entry of the baseline no longer holds'
        : `${stale} entries of the baseline no longer hold`;
    return [`${conforms}, but ${entries}.`, 'a baseline that does not hold fails the run.'];
  }
  return [`${conforms}, but a should fell.`, 'a should fell, which --fail-on should counts'];
}

/** What came out, and what its exit code means; the second is empty where there is nothing to add. */
export function meaning(report: Report): readonly [verdict: string, why: string] {
  const { exitCode, summary, target } = report;
  const rules = `${target.handshake} ${target.edition}`;
  if (exitCode === 0) {
    const also = summary.warn > 0 ? '; warnings do not count' : '';
    return summary.conforms
      ? [
          `The login flow conforms to ${rules}.`,
          `no must of that edition fell${also}${unjudged(report)}.`,
        ]
      : [
          `The login flow does not conform to ${rules}, but nothing new fell.`,
          `what fell is accepted, or weighed as a warning${also}${unjudged(report)}.`,
        ];
  }
  if (exitCode === 1) {
    const [verdict, why] = fellBy(report, rules);
    return [verdict, why.endsWith('.') ? why : `${why}${unjudged(report)}.`];
  }
  if (exitCode === 2) return ['Nothing was judged.', 'the settings are wrong.'];
  return [
    `The login flow could not be judged${inPart(report) ? ' in full' : ''}.`,
    'this is no verdict on it.',
  ];
}
