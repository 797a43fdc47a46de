import type { Report } from '../protocol/report.js';
import type { Outcome, Verdict } from '../protocol/verdict.js';

/** How a requirement fares in the second of two reports, against the first. */
export type Change = 'worse' | 'better' | 'newly-unjudged' | 'newly-judged';

/** A requirement whose outcome changed; `absent`: the report does not have it. */
export interface Difference {
  readonly id: string;
  readonly title: string;
  readonly change: Change;
  readonly before: Outcome | 'absent';
  readonly after: Outcome | 'absent';
  /** What was seen in the second report, where it has anything to say. */
  readonly actual?: string;
}

/** Two reports held against each other. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** Requirements that came out the same. */
  readonly same: number;
  /** What differs besides, so that the two cannot be compared in full: one sentence each. */
  readonly remarks: readonly string[];
}

/** The outcomes that are verdicts on the flow, from bad to good. */
const ranks: Readonly<Partial<Record<Outcome | 'absent', number>>> = {
  fail: 0,
  warn: 1,
  known: 1,
  note: 2,
  pass: 2,
};

function changeOf(before: Outcome | 'absent', after: Outcome | 'absent'): Change | undefined {
  const [a, b] = [ranks[before], ranks[after]];
  if (a === undefined && b === undefined) return undefined;
  if (b === undefined) return 'newly-unjudged';
  // What was not judged before and falls now is as bad as what passed before.
  if (a === undefined) return b < 2 ? 'worse' : 'newly-judged';
  if (a === b) return undefined;
  return b < a ? 'worse' : 'better';
}

/** What differs between two runs besides their verdicts. */
function remarksOn(before: Report, after: Report): readonly string[] {
  const members = ['loginUrl', 'docsOrigin', 'edition', 'driver'] as const;
  const names = {
    loginUrl: 'login URL',
    docsOrigin: 'docs origin',
    edition: 'edition',
    driver: 'driver',
  };
  return [
    ...members.flatMap((member) => {
      const [a, b] = [before.target[member], after.target[member]];
      return a === b ? [] : [`Another ${names[member]}: ${a} before, ${b} now.`];
    }),
    ...(before.tool.version === after.tool.version
      ? []
      : [
          `Another version of the suite: ${before.tool.version} before, ${after.tool.version} now.`,
        ]),
  ];
}

/**
 * Compares two reports of one handshake, requirement by requirement, in the order of the second one; what only the first
 * one has comes last.
 */
export function compare(before: Report, after: Report): Comparison {
  const first = new Map(before.verdicts.map((verdict) => [verdict.id, verdict]));
  const second = new Map(after.verdicts.map((verdict) => [verdict.id, verdict]));
  const all: readonly Verdict[] = [
    ...after.verdicts,
    ...before.verdicts.filter(({ id }) => !second.has(id)),
  ];
  const differences = all.flatMap(({ id, title }): readonly Difference[] => {
    const old = first.get(id)?.outcome ?? 'absent';
    const now = second.get(id);
    const outcome = now?.outcome ?? 'absent';
    const change = changeOf(old, outcome);
    if (change === undefined) return [];
    const actual = now?.actual;
    return [
      {
        id,
        title,
        change,
        before: old,
        after: outcome,
        ...(actual === undefined ? {} : { actual }),
      },
    ];
  });
  return {
    differences,
    same: all.length - differences.length,
    remarks: remarksOn(before, after),
  };
}

/** The kinds of change in the order of a report, with their headings. */
export const changeHeadings: readonly (readonly [Change, string])[] = [
  ['worse', 'Worse'],
  ['newly-unjudged', 'No longer judged'],
  ['better', 'Better'],
  ['newly-judged', 'Judged now, and met'],
];
