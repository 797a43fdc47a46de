import { expect, test } from '@playwright/test';
import type { Outcome } from '../../../protocol/verdict.js';
import { compare, type Change } from '../../../reports/comparison.js';
import { comparisonMarkdown, comparisonText, tally } from '../../../reports/comparison-views.js';
import { sampleReport, sampleVerdict } from '../harness/sample-report.js';

const report = (outcome: Outcome | 'absent', actual?: string) =>
  sampleReport({
    verdicts: [
      sampleVerdict({ id: 'callback-reached', outcome: 'pass' }),
      ...(outcome === 'absent'
        ? []
        : [
            sampleVerdict({
              id: 'user-host',
              outcome,
              ...(actual === undefined ? {} : { actual }),
            }),
          ]),
    ],
  });

const good: readonly Outcome[] = ['pass', 'note'];
const bad: readonly Outcome[] = ['warn', 'known', 'fail'];
const open: readonly (Outcome | 'absent')[] = ['not-reached', 'not-applicable', 'error', 'absent'];

/** What each pair of outcomes means; undefined: the same. */
function meant(before: Outcome | 'absent', after: Outcome | 'absent'): Change | undefined {
  const is = (some: readonly (Outcome | 'absent')[], one: Outcome | 'absent'): boolean =>
    some.includes(one);
  if (is(open, before) && is(open, after)) return undefined;
  if (is(open, after)) return 'newly-unjudged';
  if (is(open, before)) return is(bad, after) ? 'worse' : 'newly-judged';
  const weight = (one: Outcome | 'absent'): number => (is(good, one) ? 2 : one === 'fail' ? 0 : 1);
  return weight(after) === weight(before)
    ? undefined
    : weight(after) < weight(before)
      ? 'worse'
      : 'better';
}

test('every outcome against every other one', () => {
  const all = [...good, ...bad, ...open];
  for (const before of all) {
    for (const after of all) {
      const { differences, same } = compare(report(before), report(after));
      const what = `${before} → ${after}`;
      expect.soft(differences.map(({ change }) => change)[0], what).toBe(meant(before, after));
      expect
        .soft(differences.length + same, what)
        .toBe(before === 'absent' && after === 'absent' ? 1 : 2);
    }
  }
});

test('what differs besides the verdicts is said', () => {
  const other = sampleReport();
  const { remarks } = compare(sampleReport(), {
    ...other,
    tool: { ...other.tool, version: '0.2.0' },
    target: { ...other.target, driver: 'http' },
  });
  expect(remarks).toEqual([
    'Another driver: both before, http now.',
    'Another version of the suite: 0.1.0 before, 0.2.0 now.',
  ]);
});

test('both views name what changed, and hostile text stays inert in them', () => {
  const hostile =
    '\u001b[31m|x|`<script>alert(1)</script>\n::error::x ![a](http://b.test) @team #1';
  const comparison = compare(report('pass'), report('fail', hostile));
  const text = comparisonText(comparison, { columns: 80, colour: false, verbose: false });
  expect(text).toMatch(/Worse.*1/);
  expect(text).toContain('user-host  pass → fail');
  expect(text).not.toContain('\u001b');
  const markdown = comparisonMarkdown(comparison);
  expect(markdown).toContain('| <code>user-host</code> | pass → fail |');
  expect(markdown).not.toMatch(/\u001b|(?<!\\)<script|!\[|@team|^::/m);
  // One line a requirement, three cells each.
  const row = markdown.split('\n').find((line) => line.includes('user-host')) ?? '';
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
  expect(tally(comparison)).toBe(
    '1 worse · 0 no longer judged · 0 better · 0 judged now, and met · 1 the same',
  );
});
