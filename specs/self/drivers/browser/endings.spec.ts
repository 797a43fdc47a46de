import { expect, test } from '@playwright/test';
import type { StopCode } from '../../../../protocol/exchange.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import type { Visit } from '../../../../protocol/visit.js';
import { flowScene, handOver } from '../../harness/browser-flow.js';
import { callbackUrl, docsOrigin, shape, someToken, visitOf } from '../../harness/browser-setup.js';

const scene = flowScene();

interface Row {
  readonly path: string;
  readonly stop: StopCode;
  readonly hops: readonly string[];
  readonly says?: RegExp;
  readonly landing?: string;
  readonly url?: string;
  readonly kind?: 'stranger';
  readonly blocked?: RegExp;
}

const rows: readonly Row[] = [
  {
    path: '/302',
    stop: 'callback',
    hops: ['start GET /302 302'],
    landing: 'accepted',
    url: handOver,
  },
  {
    path: '/no-fragment',
    stop: 'callback',
    hops: ['start GET /no-fragment 302'],
    landing: 'accepted',
    url: callbackUrl,
  },
  { path: '/refuse', stop: 'callback', hops: ['start GET /refuse 302'], landing: 'token-expired' },
  {
    path: '/chain',
    stop: 'callback',
    hops: ['start GET /chain 302', 'redirect GET /302 302'],
    landing: 'accepted',
  },
  {
    path: '/slow-chain',
    stop: 'callback',
    hops: ['start GET /slow-chain 302', 'redirect GET /302 302'],
    landing: 'accepted',
  },
  {
    path: '/script',
    stop: 'callback',
    hops: ['start GET /script 200'],
    url: handOver,
    landing: 'accepted',
  },
  {
    path: '/fetch-then-script',
    stop: 'callback',
    hops: ['start GET /fetch-then-script 200'],
    url: handOver,
    landing: 'accepted',
  },
  {
    path: '/handler',
    kind: 'stranger',
    stop: 'callback',
    hops: ['start GET /handler 200'],
    url: handOver,
    landing: 'accepted',
  },
  {
    path: '/meta',
    stop: 'callback',
    hops: ['start GET /meta 200'],
    url: handOver,
    landing: 'accepted',
  },
  {
    path: '/refresh',
    stop: 'callback',
    hops: ['start GET /refresh 200'],
    url: handOver,
    landing: 'accepted',
  },
  {
    path: '/post-form',
    stop: 'callback',
    hops: ['start GET /post-form 200'],
    url: handOver,
    landing: 'accepted',
  },
  {
    path: '/utf8',
    stop: 'callback',
    hops: ['start GET /utf8 302'],
    url: `${docsOrigin}/caf%C3%A9#${someToken}`,
    landing: 'accepted',
  },
  {
    path: '/form',
    stop: 'callback',
    hops: ['start GET /form 200', 'form POST /form 303'],
    url: handOver,
    landing: 'accepted',
  },
  {
    path: '/strict',
    stop: 'callback',
    hops: ['start GET /strict 200', 'form POST /strict 302'],
    landing: 'accepted',
  },
  {
    path: '/identifier',
    stop: 'callback',
    hops: ['start GET /identifier 200', 'form POST /password 200', 'form POST /password 302'],
    landing: 'accepted',
  },
  { path: '/late-form', stop: 'callback', hops: ['start GET /late-form 200'], landing: 'accepted' },
  {
    path: '/csp',
    stop: 'callback',
    hops: ['start GET /csp 200', 'form POST /csp 302'],
    url: handOver,
    blocked: /form-action 'self'/,
  },
  { path: '/evil', stop: 'left', hops: ['start GET /evil 302'], says: /evil\.example:8443/ },
  { path: '/evil-script', stop: 'left', hops: ['start GET /evil-script 200'] },
  { path: '/evil-empty', stop: 'left-without-token', hops: ['start GET /evil-empty 302'] },
  { path: '/data', stop: 'left', hops: ['start GET /data 302'], blocked: /UNSAFE_REDIRECT/ },
  {
    path: '/form',
    kind: 'stranger',
    stop: 'sign-in-page',
    hops: ['start GET /form 200'],
    says: /does not sign in/,
  },
  {
    path: '/dashboard',
    stop: 'no-form',
    hops: ['start GET /dashboard 200'],
    says: /titled “Home”/,
  },
  { path: '/dashboard', kind: 'stranger', stop: 'page', hops: ['start GET /dashboard 200'] },
  {
    path: '/link',
    kind: 'stranger',
    stop: 'page',
    hops: ['start GET /link 200'],
    says: /shows a link to the docs on a page titled “Continue”; redirect the visitor there instead/,
  },
  { path: '/app', kind: 'stranger', stop: 'page', hops: ['start GET /app 200'] },
  { path: '/forbidden', stop: 'status', hops: ['start GET /forbidden 403'], says: /403/ },
  { path: '/no-location', stop: 'bad-location', hops: ['start GET /no-location 302'] },
  { path: '/two', stop: 'bad-location', hops: ['start GET /two -'] },
  { path: '/garbage', stop: 'garbage', hops: ['start GET /garbage -'] },
  { path: '/reset', stop: 'unreachable', hops: ['start GET /reset -'] },
  {
    path: '/foreign-form',
    stop: 'no-form',
    hops: ['start GET /foreign-form 200'],
    says: /--sign-in-origin http:\/\/idp\.localhost:1/,
  },
  {
    path: '/to-sign-in',
    stop: 'no-form',
    hops: ['start GET /to-sign-in 302', 'redirect GET /form 200'],
    says: /--sign-in-origin http:\/\/127/,
  },
  {
    path: '/sandbox',
    stop: 'no-form',
    hops: ['start GET /sandbox 200'],
    says: /did not send the sign-in form .*sandboxed.*Let its Content-Security-Policy allow that/,
  },
  { path: '/get-form', stop: 'no-form', hops: ['start GET /get-form 200'], says: /method="post"/ },
];

/** Every row opens a browser, so they are shared out among the workers. */
const share = Math.ceil(rows.length / 3);
for (const part of [1, 2, 3]) {
  test(`each kind of answer ends a visit as it should (${part} of 3)`, async () => {
    test.setTimeout(120_000);
    for (const row of rows.slice((part - 1) * share, part * share)) {
      const driver = await scene().open(scene().target(row.path));
      const exchange = await driver.visit(visitOf('honest', row.kind ?? 'sign-in', '/q'));
      await driver.close();
      const seen = {
        stop: exchange.stop.code,
        hops: shape(exchange),
        landing: exchange.landing && (exchange.landing.code ?? 'accepted'),
      };
      expect.soft(seen, `${row.path}: ${sentenceOf(exchange.stop)}`).toEqual({
        stop: row.stop,
        hops: row.hops,
        landing: row.landing,
      });
      if (row.says) expect.soft(sentenceOf(exchange.stop), row.path).toMatch(row.says);
      if (row.url) expect.soft(exchange.callback?.url.reveal(), row.path).toBe(row.url);
      if (row.blocked) expect.soft(exchange.callback?.blocked, row.path).toMatch(row.blocked);
      else expect.soft(exchange.callback?.blocked, row.path).toBeUndefined();
      expect.soft(exchange.navigations[0]).toMatchObject({ from: -1, cause: 'start' });
      expect.soft(JSON.stringify(exchange), row.path).not.toContain(someToken);
      expect.soft(JSON.stringify(exchange), row.path).not.toContain('correct horse');
    }
  });
}

test('what the docs host makes of it is read in honest visits only', async () => {
  const driver = await scene().open(scene().target('/refuse'));
  const honest = visitOf('honest', 'sign-in', '/q');
  const read = await driver.visit(honest);
  const hostile: Visit = {
    kind: 'odd-sign-in',
    name: 'hostile',
    title: 'hostile',
    drivers: ['browser'],
    returnTo: '/q',
  };
  const left = await driver.visit(hostile);
  await driver.close();
  expect(read.landing?.code).toBe('token-expired');
  expect(left.landing).toBeUndefined();
  expect(left.stop).toEqual(read.stop);
  expect(left.callback?.location?.reveal()).toBe(read.callback?.location?.reveal());
  expect(left.hops.map(({ headers }) => headers.length)).toEqual(
    read.hops.map(({ headers }) => headers.length),
  );
});

test('a stranger does not wait for what a sign-in page never ends to load', async () => {
  // With this time-out the test itself would run out of time.
  const driver = await scene().open(scene().target('/never-done', { timeoutMs: 120_000 }));
  const stranger = await driver.visit(visitOf('anonymous', 'stranger', '/q'));
  expect(stranger.stop.code).toBe('sign-in-page');
  await driver.close();
});
