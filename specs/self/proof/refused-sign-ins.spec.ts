import { expect, test } from '@playwright/test';
import type { Configuration } from '../../../configuration/configuration.js';
import { judgedBehind, reached } from '../harness/proxied-flow.js';
import type { Front, OwnAnswer } from '../harness/proxied-flow.js';

/** Answers each password, and nothing else. */
const toPassword = (answer: OwnAnswer, more: Partial<Front> = {}): Front => ({
  guard: ({ method }) => (method === 'POST' ? answer : undefined),
  ...more,
});

/** Refuses submissions that say `Origin: null`, as frameworks do. */
const againstNull = (answer: OwnAnswer): Front => ({
  headers: { 'referrer-policy': 'no-referrer' },
  guard: ({ method, headers }) =>
    method === 'POST' && headers.origin === 'null' ? answer : undefined,
});

/** Is not ready for the first requests. */
function late(requests: number, answer: OwnAnswer): Front {
  let seen = 0;
  return { guard: () => ((seen += 1) > requests ? undefined : answer) };
}

interface Row {
  readonly name: string;
  readonly front: () => Front;
  readonly exitCode: 0 | 1 | 3;
  readonly says?: RegExp | { readonly http: RegExp; readonly browser: RegExp };
  readonly never?: RegExp;
}

const refused = /answered 40[13] to the password; check --username and --password/;
const policy = /Origin: null, because the sign-in page says Referrer-Policy: no-referrer/;

const rows: readonly Row[] = [
  {
    name: 'the password is answered with 401',
    front: () => toPassword({ status: 401, body: '{"error":"nope"}' }),
    exitCode: 3,
    says: refused,
  },
  {
    name: 'the password is answered with 403',
    front: () => toPassword({ status: 403, body: '<h1>Forbidden</h1>' }),
    exitCode: 3,
    says: refused,
    never: /User-Agent/,
  },
  ...[
    'CSRF verification failed. Request aborted.',
    'Forbidden - origin invalid',
    'Cross-site POST form submissions are forbidden',
    'Invalid anti-forgery token',
    'Your session has expired. Reload the page.',
  ].map((body): Row => ({
    name: `the form is answered with 403 and “${body}”`,
    front: () => toPassword({ status: 403, body }),
    exitCode: 1,
    never: /check --username/,
  })),
  {
    name: 'a wrong password that a 403 names, whatever the page says of referrers',
    front: () => againstNull({ status: 403, body: 'Invalid user name or password.' }),
    exitCode: 3,
    says: refused,
  },
  {
    name: 'Origin: null is refused that the page itself caused',
    front: () => againstNull({ status: 403, body: 'Forbidden' }),
    exitCode: 1,
    says: policy,
    never: /check --username|User-Agent/,
  },
  {
    name: 'the same with another status',
    front: () => againstNull({ status: 400, body: 'Bad Request' }),
    exitCode: 1,
    says: policy,
  },
  {
    name: 'no-referrer alone is no fault',
    front: () => ({ headers: { 'referrer-policy': 'no-referrer' } }),
    exitCode: 0,
  },
  {
    name: 'everybody is forbidden',
    front: () => late(1_000, { status: 403 }),
    exitCode: 1,
    says: { http: /give --header 'User-Agent: …'/, browser: /answered 403\./ },
  },
  {
    name: 'the target is not ready',
    front: () => late(1_000, { status: 503 }),
    exitCode: 3,
    says: /not ready; run again when it is/,
  },
  {
    name: 'the target limits the rate',
    front: () => late(1_000, { status: 429, headers: { 'retry-after': '3600' } }),
    exitCode: 3,
    says: /429: a rate limit/,
  },
  ...[503, 429].map((status): Row => ({
    name: `the target answers ${status} first, and says that it is ready in a second`,
    front: () => late(1, { status, headers: { 'retry-after': '1' } }),
    exitCode: 0,
  })),
];

for (const driver of ['http', 'browser'] as const) {
  test(`what a refusal means, ${driver === 'http' ? 'over HTTP' : 'in a browser'}`, async () => {
    test.setTimeout(240_000);
    const changes: Partial<Configuration> = { driver, only: ['callback-reached'] };
    for (const { name, front, exitCode, says, never } of rows) {
      const judged = await judgedBehind(front(), changes);
      expect.soft(reached(judged), `${name}: ${judged.text}`).toMatchObject({ exitCode });
      const words = says === undefined || says instanceof RegExp ? says : says[driver];
      if (words !== undefined) expect.soft(judged.text, name).toMatch(words);
      if (never !== undefined) expect.soft(judged.text, name).not.toMatch(never);
    }
  });
}
