import type { Summary } from '../../protocol/report.js';

/** One count of a tally. */
export interface TallyPart {
  readonly count: number;
  /** `1 warning` */
  readonly text: string;
  /** How it is to be taken. */
  readonly mood: 'good' | 'bad' | 'odd' | 'said' | 'open';
}

/** The counts of a run in the order in which they matter; passed and failed always, the others where there are any. */
export function tallyOf(summary: Summary): readonly TallyPart[] {
  const parts: readonly (readonly [number, string, TallyPart['mood']])[] = [
    [summary.pass, 'passed', 'good'],
    [summary.fail, 'failed', 'bad'],
    [summary.error, 'broke', 'bad'],
    [summary.warn, summary.warn === 1 ? 'warning' : 'warnings', 'odd'],
    [summary.known ?? 0, 'known', 'odd'],
    [summary.note, summary.note === 1 ? 'note' : 'notes', 'said'],
    [summary.notReached, 'not reached', 'open'],
    [summary.notApplicable, 'not applicable', 'open'],
  ];
  return parts
    .filter(([count], index) => count > 0 || index < 2)
    .map(([count, word, mood]) => ({ count, text: `${count} ${word}`, mood }));
}
