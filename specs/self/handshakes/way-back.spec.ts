import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { callbackChange } from '../../../handshakes/shared/mutants.js';
import type { LoginPlan } from '../../../protocol/plan.js';
import { judgeFlow } from '../harness/judged-flow.js';
import { felled } from '../harness/mutant-proof.js';

const [authentication] = await handshakes();
const docsOrigin = 'https://docs.foo.com';

interface Flow {
  readonly name: string;
  readonly change: (honest: LoginPlan) => Partial<LoginPlan>;
  /** What becomes of some rows. */
  readonly says: Readonly<Record<string, string>>;
}

const redirectIn = (url: string): string =>
  new URLSearchParams(url.replace(/^[^?#]*\??|#.*$/gs, '')).get('redirect') ?? '';

/** Ways to be odd that are no fault of the row that looks at them. */
const flows: readonly Flow[] = [
  {
    name: 'says the redirect twice, whatever it is',
    change: callbackChange((url) => url.replace(/\?(redirect=[^#]*)/, '?$1&$1')),
    says: {
      'redirect-no-injection': 'pass',
      'redirect-exact': 'pass',
      'redirect-repeated': 'warn',
    },
  },
  {
    name: 'takes bare paths only',
    change: callbackChange((url) =>
      /^\/[\w/-]*$/.test(redirectIn(url)) ? url : url.replace(/\?[^#]*/, ''),
    ),
    says: { 'redirect-survives-sign-in': 'pass', 'redirect-no-injection': 'pass' },
  },
  {
    name: 'forgets pages with a query or an anchor behind the form',
    change: callbackChange((url, _token, { method }) =>
      method === 'GET' || /^\/[\w/-]*$/.test(redirectIn(url)) ? url : url.replace(/\?[^#]*/, ''),
    ),
    says: { 'redirect-survives-sign-in': 'warn', 'redirect-exact': 'pass' },
  },
  {
    name: 'refuses who asks for no page',
    change: (honest) => ({
      answer: (location, token, request) =>
        request.returnTo === undefined
          ? { status: 422, headers: [] }
          : honest.answer(location, token, request),
    }),
    says: { 'callback-reached': 'fail', 'unknown-params-ignored': 'pass' },
  },
  {
    name: 'refuses who asks for no page, and parameters that it does not know',
    change: (honest) => ({
      answer: (location, token, request) =>
        request.returnTo === undefined || /(?:^|&)utm_source=/.test(request.query)
          ? { status: 422, headers: [] }
          : honest.answer(location, token, request),
    }),
    says: { 'callback-reached': 'fail', 'unknown-params-ignored': 'warn' },
  },
  {
    name: 'refuses odd values in JSON, as they are',
    change: (honest) => ({
      requiresSignIn: ({ query }) => !/canary/.test(query),
      answer: (location, token, request) =>
        /canary/.test(request.query)
          ? {
              status: 400,
              headers: [['Content-Type', 'application/json']],
              body: JSON.stringify({ refused: request.returnTo }),
            }
          : honest.answer(location, token, request),
    }),
    says: { 'redirect-not-reflected': 'pass' },
  },
];

for (const { name, change, says } of flows) {
  test(`a flow that ${name}`, async () => {
    if (authentication === undefined) throw new Error('there is no handshake');
    const report = await judgeFlow(authentication, { name: 'odd', change }, docsOrigin, () => ({}));
    const outcomes = report.verdicts
      .filter(({ id }) => id in says)
      .map(({ id, outcome }) => [id, outcome]);
    expect(Object.fromEntries(outcomes)).toEqual(says);
    const fallen = Object.keys(says).filter((id) => /warn|fail/.test(says[id] ?? ''));
    expect(felled(report)).toEqual(fallen);
  });
}
