import type { Remark, RequiredRow } from '../protocol/report.js';
import { unfinished } from './conformance.js';
import type { Judgement } from './judge.js';

/**
 * Those of the required rows that were not judged: not reached, broken, or not applicable for want of something
 * that the user can give. Where the question does not arise whatever is given, nothing is missing.
 */
export function unjudged(
  required: readonly string[],
  judgements: readonly Judgement[],
): readonly RequiredRow[] {
  return judgements.flatMap(({ verdict, wants }): readonly RequiredRow[] => {
    const { id, outcome } = verdict;
    if (!required.includes(id)) return [];
    const missing =
      outcome === 'not-reached' ||
      outcome === 'error' ||
      (outcome === 'not-applicable' && wants !== undefined);
    if (!missing) return [];
    const reason = verdict.actual ?? 'It was not judged.';
    return [
      {
        id,
        outcome,
        reason,
        ...(verdict.because === undefined ? {} : { because: verdict.because }),
        ...(wants === undefined ? {} : { wants }),
      },
    ];
  });
}

/**
 * What kept readers out behind the hand-over, where nothing fell for it: the first of the rows that complete a login and were
 * not reached.
 */
export function unfinishedRemark(judgements: readonly Judgement[]): Remark | undefined {
  const [first] = unfinished(judgements);
  if (first === undefined || judgements.some(({ fell }) => fell)) return undefined;
  const { actual = 'It was not judged.', because } = first.verdict;
  return {
    code: 'login-unfinished',
    text: `Readers came back to the docs, and whether they get in is not known. ${actual}`,
    tells: [actual, ...(because === undefined ? [] : [because])],
  };
}

/** The rows without a judgement as remarks, those with the same reason together. */
export function saidOf(rows: readonly RequiredRow[]): readonly Remark[] {
  const groups = new Map<string, RequiredRow[]>();
  for (const row of rows) groups.set(row.reason, [...(groups.get(row.reason) ?? []), row]);
  return [...groups].map(([reason, those]) => ({
    code: 'required-not-judged',
    text: `Required and not judged (--require): ${those.map(({ id }) => id).join(', ')}. ${reason}`,
    tells: [...new Set([reason, ...those.flatMap(({ because }) => because ?? [])])],
  }));
}
