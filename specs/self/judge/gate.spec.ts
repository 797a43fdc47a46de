import { expect, test } from '@playwright/test';
import { defaultHandshake, handshakes } from '../../../handshakes/registry.js';
import { exitCodeOf } from '../../../judge/conformance.js';
import { gate } from '../../../judge/gate.js';
import type { Judgement } from '../../../judge/judge.js';
import { daysBetween, type BaselineEntry, type Weighing } from '../../../protocol/gate.js';
import type { Summary } from '../../../protocol/report.js';
import type { Outcome, Verdict } from '../../../protocol/verdict.js';
import { sampleVerdict } from '../harness/sample-report.js';

const [requirement] =
  (await handshakes()).find(({ facts }) => facts.id === defaultHandshake)?.requirements ?? [];
const today = '2026-11-29';
const id = 'user-groups';

type Drivers = Verdict['drivers'];

function judged(outcome: Outcome, drivers: Drivers = { http: outcome }): Judgement {
  if (requirement === undefined) throw new Error('There is no requirement.');
  const fell = outcome === 'fail' || outcome === 'warn';
  return { requirement, fell, verdict: sampleVerdict({ id, outcome, drivers }) };
}

const entry = (over: Partial<BaselineEntry> = {}): BaselineEntry => ({
  id,
  target: 'http://localhost:3000/docs-login',
  handshake: defaultHandshake,
  reason: 'The old client sends text.',
  owner: 'team-login',
  expires: '2027-02-01',
  ...over,
});

function through(
  judgement: Judgement,
  entries: readonly BaselineEntry[] | undefined,
  weighing?: Weighing,
) {
  const weights = new Map(weighing === undefined ? [] : [[id, weighing] as const]);
  return gate([judgement], {
    gate: {
      weights,
      ...(entries === undefined ? {} : { baseline: { file: 'known.json', entries } }),
    },
    known: new Set([id]),
    today,
  });
}

/** What is judged, what the baseline says of it, and what becomes of both. */
const entries: readonly (readonly [
  what: string,
  judgement: Judgement,
  entry: BaselineEntry,
  outcome: Outcome,
  state: string,
  says: RegExp | undefined,
])[] = [
  ['a fall that is known', judged('fail'), entry(), 'known', 'known', undefined],
  ['a warning that is known', judged('warn'), entry(), 'known', 'known', undefined],
  [
    'its last day',
    judged('fail'),
    entry({ expires: today }),
    'known',
    'known',
    /today is its last day: ask team-login/,
  ],
  [
    '13 days left',
    judged('fail'),
    entry({ expires: '2026-12-12' }),
    'known',
    'known',
    /13 days are left/,
  ],
  [
    '1 day left',
    judged('fail'),
    entry({ expires: '2026-11-30' }),
    'known',
    'known',
    /1 day is left/,
  ],
  ['14 days left', judged('fail'), entry({ expires: '2026-12-13' }), 'known', 'known', undefined],
  [
    'the day after',
    judged('fail'),
    entry({ expires: '2026-11-28' }),
    'fail',
    'expired gates',
    /accepted until 2026-11-28 \(UTC\): mend it/,
  ],
  [
    'expired, and not judged',
    judged('not-reached'),
    entry({ expires: '2026-11-28' }),
    'not-reached',
    'expired gates',
    /take it out with team-login/,
  ],
  ['mended', judged('pass'), entry(), 'pass', 'mended gates', /no longer falls: take it out/],
  ['mended, with a note', judged('note'), entry(), 'note', 'mended gates', /no longer falls/],
  [
    'not reached',
    judged('not-reached'),
    entry(),
    'not-reached',
    'not-judged',
    /was not judged in this run/,
  ],
  [
    'not applicable',
    judged('not-applicable'),
    entry(),
    'not-applicable',
    'not-judged',
    /was not judged/,
  ],
  ['broken', judged('error'), entry(), 'error', 'not-judged', /was not judged/],
  [
    'no such requirement',
    judged('fail'),
    entry({ id: 'user-gruops' }),
    'fail',
    'unknown gates',
    /user-gruops is no requirement/,
  ],
  [
    'the driver that saw it',
    judged('fail', { http: 'fail', browser: 'pass' }),
    entry({ driver: 'http' }),
    'known',
    'known',
    undefined,
  ],
  [
    'the other driver saw it, too',
    judged('fail', { http: 'fail', browser: 'fail' }),
    entry({ driver: 'http' }),
    'fail',
    'known',
    undefined,
  ],
  [
    'that driver no longer sees it',
    judged('fail', { http: 'pass', browser: 'fail' }),
    entry({ driver: 'http' }),
    'fail',
    'mended gates',
    /no longer falls over HTTP/,
  ],
  [
    'that driver did not look',
    judged('fail', { http: 'fail' }),
    entry({ driver: 'browser' }),
    'fail',
    'not-judged',
    /was not judged in a browser/,
  ],
];

for (const [what, judgement, given, outcome, state, says] of entries) {
  test(`baseline: ${what}`, () => {
    const { judgements, entries: [found] = [] } = through(judgement, [given]);
    expect(judgements[0]?.verdict.outcome).toBe(outcome);
    expect(`${found?.state}${found?.gates === true ? ' gates' : ''}`).toBe(state);
    if (says === undefined) expect(found?.says).toBeUndefined();
    else expect(found?.says).toMatch(says);
  });
}

test('an entry for each driver covers what both saw', () => {
  const both = judged('fail', { http: 'fail', browser: 'fail' });
  const { judgements } = through(both, [entry({ driver: 'http' }), entry({ driver: 'browser' })]);
  expect(judgements[0]?.verdict.outcome).toBe('known');
});

test('what is known keeps what was seen, and says who accepted it until when', () => {
  const { judgements } = through(judged('fail'), [entry()]);
  const { verdict } = judgements[0] ?? judged('fail');
  expect(verdict.known).toEqual({
    fell: 'fail',
    reason: 'The old client sends text.',
    owner: 'team-login',
    expires: '2027-02-01',
  });
  expect([verdict.expected, verdict.drivers]).toEqual([
    judged('fail').verdict.expected,
    { http: 'fail' },
  ]);
});

const weighings: readonly (readonly [Outcome, Weighing, Outcome])[] = [
  ['fail', { weight: 'warn', reason: 'until the move' }, 'warn'],
  ['warn', { weight: 'fail' }, 'fail'],
  ['warn', { weight: 'warn' }, 'warn'],
  // What did not fall is not made to.
  ['pass', { weight: 'fail' }, 'pass'],
  ['note', { weight: 'fail' }, 'note'],
  ['not-reached', { weight: 'fail' }, 'not-reached'],
];

test('a configuration weighs what fell, and nothing else', () => {
  for (const [outcome, weighing, then] of weighings) {
    const what = `${outcome} as ${weighing.weight}`;
    const { judgements } = through(
      judged(outcome, { http: outcome, browser: 'pass' }),
      undefined,
      weighing,
    );
    const { verdict } = judgements[0] ?? judged('error');
    expect.soft(verdict.outcome, what).toBe(then);
    expect.soft(verdict.drivers, what).toEqual({ http: then, browser: 'pass' });
    expect.soft(verdict.weighs?.reason, what).toBe(weighing.reason);
  }
});

test('days are counted in UTC, over the end of a year', () => {
  expect([
    daysBetween('2026-12-31', '2027-01-01'),
    daysBetween('2028-02-28', '2028-03-01'),
  ]).toEqual([1, 2]);
  expect(daysBetween('2026-11-29', 'soon')).toBeNaN();
});

const none: Summary = {
  conforms: true,
  pass: 1,
  fail: 0,
  warn: 0,
  note: 0,
  notReached: 0,
  notApplicable: 0,
  error: 0,
};
const good = {
  summary: none,
  failOn: 'should',
  arrived: true,
  complete: true,
  staleBaseline: false,
} as const;

/** Each line beats what stands below it: everything further down holds, too. */
const ladder: readonly (readonly [
  what: string,
  code: number,
  standing: Partial<Parameters<typeof exitCodeOf>[0]>,
])[] = [
  [
    'a must fell',
    1,
    {
      summary: { ...none, fail: 1, warn: 1, error: 1 },
      arrived: false,
      complete: false,
      staleBaseline: true,
    },
  ],
  [
    'nobody arrived',
    3,
    { summary: { ...none, warn: 1, error: 1 }, arrived: false, staleBaseline: true },
  ],
  [
    'not all was judged',
    3,
    { summary: { ...none, warn: 1, error: 1 }, complete: false, staleBaseline: true },
  ],
  [
    'the baseline no longer holds',
    1,
    { summary: { ...none, warn: 1, error: 1 }, staleBaseline: true },
  ],
  ['a should fell', 1, { summary: { ...none, warn: 1, error: 1 } }],
  [
    'a should fell, which does not count',
    3,
    { summary: { ...none, warn: 1, error: 1 }, failOn: 'must' },
  ],
  ['the suite broke', 3, { summary: { ...none, error: 1 } }],
  ['what fell is known', 0, { summary: { ...none, conforms: false, known: 2 } }],
  ['nothing fell', 0, {}],
];

test('what beats what', () => {
  for (const [what, code, standing] of ladder) {
    expect.soft(exitCodeOf({ ...good, ...standing }), what).toBe(code);
  }
});
