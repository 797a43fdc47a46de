import type { RequiredRow } from '../protocol/report.js';
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
    return [{ id, outcome, reason, ...(wants === undefined ? {} : { wants }) }];
  });
}

/** The rows without a judgement as sentences for the top of the report, those with the same reason together. */
export function saidOf(rows: readonly RequiredRow[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { id, reason } of rows) groups.set(reason, [...(groups.get(reason) ?? []), id]);
  return [...groups].map(
    ([reason, ids]) => `Required and not judged (--require): ${ids.join(', ')}. ${reason}`,
  );
}
