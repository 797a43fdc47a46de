import { expect, test } from '@playwright/test';
import type { StopCode } from '../../../../protocol/exchange.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import {
  callback,
  driving,
  go,
  loginPage,
  page,
  targetFor,
  user,
  visitOf,
  withFlow,
} from '../../harness/routed-flow.js';
import type { Route } from '../../harness/routed-flow.js';

const signIn = visitOf('sign-in');
const more = { signIn: { how: 'form' }, user } as const;
const again = (words: string, status = 200): Route =>
  page(
    `<title>Sign in</title><p>${words}</p><form method=post action=/session><input name=email type=email><input type=password name=pw><button>Go</button></form>`,
    status,
  );

/** What a quick POST gets, how often the password is sent, and how the visit ends. */
const rows: readonly (readonly [string, Route, number, StopCode])[] = [
  ['an empty page', page(''), 2, 'page'],
  ['no content', page('', 204), 2, 'page'],
  ['the form, without a word', loginPage, 2, 'sign-in-refused'],
  ['the form, too fast', again('Sorry, that was too quick!'), 2, 'sign-in-refused'],
  ['a bare refusal', page('Unprocessable Content', 422), 2, 'status'],
  ['the form, refused', again('Wrong password.'), 1, 'sign-in-refused'],
  [
    'the form, refused in a language that is not known',
    again('Rangt lykilorð.'),
    1,
    'sign-in-refused',
  ],
  ['401', page('', 401), 1, 'sign-in-refused'],
  ['403', page('Forbidden', 403), 1, 'sign-in-refused'],
  ['429', page('', 429), 1, 'status'],
  ['500', page('', 500), 1, 'status'],
  ['a dashboard', page('<title>Home</title><h1>Welcome back, Ann</h1>'), 1, 'page'],
];

test('a form is sent once more only where its speed may have been the fault', async () => {
  test.setTimeout(90_000);
  for (const [what, answer, sent, stop] of rows) {
    await withFlow({ 'GET /login': loginPage, 'POST /session': answer }, async (origin, heard) => {
      const exchange = await driving(targetFor(`${origin}/login`, more), (driver) =>
        driver.visit(signIn),
      );
      const posts = heard.filter(({ method }) => method === 'POST').length;
      expect
        .soft({ posts, signIns: exchange.signIns, stop: exchange.stop.code }, what)
        .toEqual({ posts: sent, signIns: sent, stop });
      if (sent === 2)
        expect.soft(sentenceOf(exchange.stop), what).toMatch(/sent again, 2 s after it was shown/);
    });
  }
});

test('the pace that works is kept', async () => {
  let shownAt = 0;
  const routes: Readonly<Record<string, Route>> = {
    'GET /login': (request, response) => {
      shownAt = Date.now();
      loginPage(request, response);
    },
    'POST /session': (request, response) =>
      (Date.now() - shownAt < 1_500 ? page('') : go(callback))(request, response),
  };
  await withFlow(routes, async (origin, heard) => {
    await driving(targetFor(`${origin}/login`, more), async (driver) => {
      const first = await driver.visit(signIn);
      const second = await driver.visit({ ...signIn, name: 'another' });
      expect([first.stop.code, second.stop.code]).toEqual(['callback', 'callback']);
      expect([first.signIns, second.signIns]).toEqual([2, 1]);
      expect(sentenceOf(first.stop)).toContain('made twice');
    });
    expect(heard.filter(({ method }) => method === 'POST')).toHaveLength(3);
  });
});

const script = (text: string): string => `<title>Just a moment</title><script>${text}</script>`;
const proof = "document.cookie = 'ok=1'; location.reload();";
/** What the login URL answers over HTTP, and how that ends. */
const checks: readonly (readonly [string, Route, StopCode])[] = [
  ['a challenge header', page('no', 403, { 'cf-mitigated': 'challenge' }), 'browser-needed'],
  ['another one', page('', 202, { 'x-amzn-waf-action': 'challenge' }), 'browser-needed'],
  ['403 with a cookie and a reload', page(script(proof), 403), 'browser-needed'],
  ['503 with a cookie and a reload', page(script(proof), 503), 'browser-needed'],
  ['202 with a cookie and a reload', page(script(proof), 202), 'browser-needed'],
  ['403 with a script', page(script("document.cookie = 'seen=1'"), 403), 'status'],
  [
    '403 with a script that goes elsewhere',
    page(script("setTimeout(() => location.href = '/', 9e3)"), 403),
    'status',
  ],
  ['404 with both', page(script(proof), 404), 'status'],
];

test('a check for machines is no verdict on the login flow, a refusal is', async () => {
  for (const [what, answer, stop] of checks) {
    await withFlow({ 'GET /login': answer }, async (origin) => {
      const exchange = await driving(targetFor(`${origin}/login`, more), (driver) =>
        driver.visit(signIn),
      );
      expect.soft(exchange.stop.code, `${what}: ${sentenceOf(exchange.stop)}`).toBe(stop);
      if (stop === 'browser-needed')
        expect.soft(sentenceOf(exchange.stop), what).toContain('a check for machines');
    });
  }
});
