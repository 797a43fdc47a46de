import { expect, test } from '@playwright/test';
import { strictForm } from '../../../fixtures/honest/forms/strict-form.js';
import { throttled } from '../../../fixtures/honest/sessions/throttled.js';
import { handshakes } from '../../../handshakes/registry.js';
import { afterSignIn } from '../../../handshakes/shared/mutants.js';
import { signInsOver } from '../../../judge/refused-sign-ins.js';
import type { Hop, StopCode } from '../../../protocol/exchange.js';
import { notMade } from '../../../protocol/not-made.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import type { Reading } from '../../../protocol/requirement.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import type { Visit } from '../../../protocol/visit.js';
import { judgeFlow, judgeHonest } from '../harness/judged-flow.js';
import { felled } from '../harness/mutant-proof.js';
import { overHttp, visitOf } from '../harness/routed-flow.js';

const docsOrigin = 'https://docs.foo.com';
const [authentication = never()] = await handshakes();
const slot = authentication.requirements
  .flatMap(({ brokenBy }) => brokenBy)
  .find(({ name }) => name === 'form-token-in-single-slot');

const rowOf = ({ verdicts }: Report, row: string) =>
  verdicts.find(({ id }) => id === row) ?? never();

test('a sign-in that fails in a special visit does not hide what stands behind the form', async () => {
  const open = afterSignIn((url, token, { returnTo }) =>
    returnTo?.startsWith('//') === true ? `https:${returnTo}#${token}` : url,
  );
  const both: Mutant = {
    name: 'open-redirect-behind-a-form-in-one-slot',
    change: (honest) => ({ ...slot?.change(honest), ...open(honest) }),
  };
  const report = await judgeFlow(authentication, both, docsOrigin, () => ({}));
  expect(felled(report)).toEqual(
    expect.arrayContaining(['redirect-stays-home', 'redirect-survives-sign-in']),
  );
  expect(rowOf(report, 'users-kept-apart').outcome).toBe('pass');
});

test('a form in one slot falls, and the report lists what did not get through', async () => {
  const report = await judgeFlow(authentication, slot, docsOrigin, () => ({}));
  const row = rowOf(report, 'redirect-survives-sign-in');
  expect(row.outcome).toBe('warn');
  expect(row.actual).toMatch(/second tab open, .* belongs to the tab that was opened last/);
  const causes = report.notThrough.map(({ visit, cause }) => `${visit} ${cause}`);
  expect(causes).toEqual(['two-tabs sign-in-refused', 'two-tabs-bare sign-in-refused']);
  // Each row names the visits that it could not use.
  expect(rowOf(report, 'claims-from-session').notThrough).toContain('two-tabs');
  expect(rowOf(report, 'redirect-exact').notThrough).toEqual(['two-tabs', 'two-tabs-bare']);
});

test('a strict form and a throttle are no fault of the second tab', async () => {
  const strict = await judgeHonest(authentication, strictForm, docsOrigin);
  expect(rowOf(strict, 'redirect-survives-sign-in').outcome).toBe('pass');
  expect(strict.notThrough.map(({ visit }) => visit)).toEqual(['two-tabs']);
  const rushed = await judgeHonest(authentication, throttled, docsOrigin, {
    driver: 'browser',
    only: ['redirect-survives-sign-in', 'redirect-script-safe', 'redirect-stays-home'],
  });
  expect(felled(rushed)).toEqual([]);
  expect(rowOf(rushed, 'redirect-survives-sign-in').outcome).toBe('not-reached');
  expect(rowOf(rushed, 'redirect-stays-home').outcome).toBe('pass');
});

/** What came of one sign-in. */
type Came = 'in' | 'refused' | 'limited';

function reading(name: string, came: Came): Reading {
  const visit: Visit = { ...visitOf('sign-in'), name };
  const code: StopCode =
    came === 'in' ? 'callback' : came === 'refused' ? 'sign-in-refused' : 'status';
  const hop: Hop = {
    method: 'POST',
    url: seal('https://app.foo.com/docs-login'),
    cause: 'form',
    credentials: true,
    status: came === 'limited' ? 429 : 303,
    headers: [],
    sentAtMs: 0,
    receivedAtMs: 0,
    cookiesSent: [],
    cookiesSet: [],
  };
  const made = notMade(visit, 'http', '', 0);
  const callback = { url: seal('https://docs.foo.com/'), hop: 0, arrivedAtMs: 0 };
  return {
    visit,
    exchange: {
      ...made,
      hops: [hop],
      signIns: 1,
      stop: { code, seen: 'So it ended' },
      ...(came === 'in' ? { callback } : {}),
    },
  };
}

test('when the sign-ins of a user are over', () => {
  const next: Visit = { ...visitOf('sign-in'), name: 'next' };
  const tells: Visit = { ...overHttp, kind: 'sign-in-in-doubt', inDoubt: next };
  const live: Visit = { ...visitOf('return'), name: 'live' };
  const second: Visit = { ...overHttp, kind: 'user-sign-in', user: 'second' };
  const rows: readonly (readonly [came: readonly Came[], visit: Visit, over: boolean])[] = [
    [[], next, false],
    [['in'], next, false],
    [['refused'], next, true],
    [['refused'], live, true],
    [['refused'], second, false],
    [['in', 'refused'], next, false],
    [['in', 'refused', 'refused'], next, true],
    [['in', 'refused', 'refused'], live, false],
    [['in', 'refused', 'refused'], tells, false],
    [['in', 'refused', 'in', 'refused'], next, false],
    [['in', 'limited'], next, true],
    [['in', 'limited'], second, true],
    [['in', 'limited'], live, false],
  ];
  for (const [came, visit, over] of rows) {
    const made = came.map((one, index) => reading(`visit-${index}`, one));
    const why = signInsOver(visit, made);
    expect.soft(why !== undefined, `${came.join(', ')}; then ${visit.name}`).toBe(over);
  }
});

function never(): never {
  throw new Error('It is not there.');
}
