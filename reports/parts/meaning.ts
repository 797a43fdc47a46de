import type { Report } from '../../protocol/report.js';
import { isLocation } from './seen-by.js';
import { standing } from './standing.js';

/** What was judged. */
const subject = (report: Report): string =>
  isLocation(report) ? 'The Location' : 'The login flow';

/** True where one of the witnesses got in, so that much was judged, but not all. */
export function inPart({ summary, verdicts }: Report): boolean {
  const [reached] = verdicts;
  return (
    summary.conforms ||
    (summary.fail === 0 && Object.values(reached?.drivers ?? {}).includes('pass'))
  );
}

/** What a run that did not fail says nothing of: not judged, left out, switched off, accepted. */
function unjudged(report: Report): string {
  const { summary } = report;
  const rows = standing(report, 'skipped', 'broke');
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

/** Why a run ends with 1: what fell, or that the baseline no longer holds. The reason is a clause without a full stop. */
function fellBy(report: Report, rules: string): readonly [verdict: string, why: string] {
  const { summary, verdicts, baseline } = report;
  if (summary.fail > 0) {
    const must = verdicts.some(({ outcome, level }) => outcome === 'fail' && level === 'must');
    return [
      summary.conforms
        ? `${subject(report)} conforms to ${rules}, but not to its configuration.`
        : `${subject(report)} does not conform to ${rules}.`,
      must
        ? 'a must of that edition fell'
        : 'a requirement fell that the configuration weighs as a failure',
    ];
  }
  const conforms = summary.conforms
    ? `${subject(report)} conforms to ${rules}`
    : `Nothing new fell of ${rules}`;
  const stale = (baseline?.entries ?? []).filter(({ gates }) => gates).length;
  if (stale > 0) {
    const entries =
      stale === 1
        ? 'an entry of the baseline no longer holds'
        : `${stale} entries of the baseline no longer hold`;
    return [`${conforms}, but ${entries}.`, 'a baseline that does not hold fails the run'];
  }
  const why = `a should fell, which --fail-on should counts${unjudged(report)}`;
  return [`${conforms}, but a should fell.`, why];
}

/** What came out, and what its exit code means; the second is empty where there is nothing to add. */
export function meaning(report: Report): readonly [verdict: string, why: string] {
  const { exitCode, summary, target } = report;
  const rules = `${target.handshake} ${target.edition}`;
  if (exitCode === 0) {
    const also = summary.warn > 0 ? '; warnings do not count' : '';
    return summary.conforms
      ? [
          `${subject(report)} conforms to ${rules}.`,
          `no must of that edition fell${also}${unjudged(report)}.`,
        ]
      : [
          `${subject(report)} does not conform to ${rules}, but nothing new fell.`,
          `what fell is accepted, or weighed as a warning${also}${unjudged(report)}.`,
        ];
  }
  if (exitCode === 1) {
    const [verdict, why] = fellBy(report, rules);
    return [verdict, `${why}.`];
  }
  if (exitCode === 2) return ['Nothing was judged.', 'the settings are wrong.'];
  return [
    `${subject(report)} could not be judged${inPart(report) ? ' in full' : ''}.`,
    'this is no verdict on it.',
  ];
}
