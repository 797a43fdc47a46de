import { expect, test } from '@playwright/test';
import { looksHasty } from '../../../../drivers/sign-in/haste.js';
import { readPage } from '../../../../drivers/sign-in/page.js';
import { openPace } from '../../../../drivers/sign-in/pace.js';
import type { ScriptAnswer, SentSight } from '../../../../drivers/sign-in/sent-sight.js';
import type { Visit } from '../../../../protocol/visit.js';
import type { Exchange, StopCode } from '../../../../protocol/exchange.js';
import { notMade } from '../../../../protocol/not-made.js';
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

const home = '<title>Acme</title><h1>Acme</h1><p>All our products.</p>';
const homes = {
  'GET /home': page(home),
  'GET /signed-in': page(home, 200, { 'set-cookie': 'sid=1; Path=/' }),
};

/** What a quick POST gets, how often the password is sent, and how the visit ends. */
const rows: readonly (readonly [string, Route, number, StopCode])[] = [
  ['an empty page', page(''), 2, 'page'],
  ['no content', page('', 204), 2, 'page'],
  ['the form, without a word', loginPage, 2, 'sign-in-refused'],
  ['the form, too fast', again('Sorry, that was too quick!'), 2, 'sign-in-refused'],
  ['a bare refusal', page('Unprocessable Content', 422), 2, 'status'],
  [
    'the form, and to try again',
    again('That did not work. Please try again.'),
    2,
    'sign-in-refused',
  ],
  ['a way back to a page with text', go('/home'), 2, 'page'],
  ['a way on with a cookie', go('/signed-in'), 1, 'page'],
  ['the form, failed', again('Login failed. Please try again.'), 1, 'sign-in-refused'],
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

// The parser is loaded with the first page, which on a busy machine takes as long as a person.
test.beforeAll(() => readPage('', 'http://localhost/'));

test('a form is sent once more only where its speed may have been the fault', async () => {
  test.setTimeout(90_000);
  for (const [what, answer, sent, stop] of rows) {
    await withFlow(
      { 'GET /login': loginPage, ...homes, 'POST /session': answer },
      async (origin, heard) => {
        const exchange = await driving(targetFor(`${origin}/login`, more), (driver) =>
          driver.visit(signIn),
        );
        const posts = heard.filter(({ method }) => method === 'POST').length;
        expect
          .soft({ posts, signIns: exchange.signIns, stop: exchange.stop.code }, what)
          .toEqual({ posts: sent, signIns: sent, stop });
        if (sent === 2)
          expect
            .soft(sentenceOf(exchange.stop), what)
            .toMatch(/sent again, 2 s after it was shown/);
      },
    );
  }
});

const form =
  '<h1>Sign in</h1><form method=post><input name=email><input type=password name=pw><button>Go</button></form>';
/** What a page showed after its script had sent the form, the answer to the script, and whether haste is the fault. */
const sights: readonly (readonly [
  after: string,
  answer: Partial<ScriptAnswer>,
  isHasty: boolean,
])[] = [
  [form, {}, true],
  [form, { status: 422 }, true],
  [form, { text: '{"error":"too fast"}' }, true],
  [form, { text: form }, true],
  [`${form}Please try again.`, {}, true],
  [form, { text: '{"error":"bad_credentials"}' }, false],
  [form, { text: '{"error":"Invalid input"}' }, false],
  [form, { status: 401 }, false],
  [form, { status: 429 }, false],
  [form, { status: 500 }, false],
  [`${form}Login failed, please try again.`, {}, false],
  ['<h1>Hello, Ann</h1>', { setsCookie: true }, false],
];

test('what a page and the answer to its script say of haste', async () => {
  const before = await readPage(form, 'http://localhost/');
  const exchange: Exchange = {
    ...notMade(signIn, 'browser', '', 0),
    signIns: 1,
    stop: { code: 'sign-in-refused' },
  };
  const sightOf = async (after: string, answer: Partial<ScriptAnswer>): Promise<SentSight> => ({
    at: 1,
    shownMs: 100,
    status: 200,
    before,
    after: await readPage(after, 'http://localhost/'),
    answer: { status: 200, text: '', setsCookie: false, ...answer },
  });
  for (const [after, answer, isHasty] of sights) {
    const sight = await sightOf(after, answer);
    const name = `${after} ${JSON.stringify(answer)}`;
    expect.soft(await looksHasty(exchange, sight), name).toBe(isHasty);
    expect.soft(await looksHasty(exchange, { ...sight, shownMs: 2_000 }), name).toBe(false);
  }
});

/** A login flow with a time trap: a form that comes back too soon leads nowhere. */
function trapped(): Readonly<Record<string, Route>> {
  let shownAt = 0;
  return {
    'GET /login': (request, response) => {
      shownAt = Date.now();
      loginPage(request, response);
    },
    'POST /session': (request, response) =>
      (Date.now() - shownAt < 1_500 ? page('') : go(callback))(request, response),
  };
}

test('a sign-in that was slow by chance says nothing of the next one', async () => {
  await withFlow(trapped(), async (origin) => {
    const pace = openPace();
    await driving(targetFor(`${origin}/login`, more), async (driver) => {
      const quick = await driver.visit(signIn);
      const at = quick.hops.findIndex(({ credentials }) => credentials);
      const slow: Exchange = {
        ...quick,
        hops: quick.hops.map((hop, index) =>
          index < at ? { ...hop, receivedAtMs: hop.receivedAtMs - 1_600 } : hop,
        ),
      };
      const never = (): Promise<Exchange> => Promise.reject(new Error('made again'));
      await pace.settle(signIn, slow, never);
      expect(pace.isOpen()).toBe(true);
      await pace.settle(signIn, { ...slow, hops: slow.hops.toSpliced(0, at) }, never);
      expect(pace.isOpen()).toBe(false);
    });
  });
});

test('a wrong password is not given a second time, however hasty it looks', async () => {
  const wrong: Visit = {
    kind: 'wrong-password',
    name: 'wrong',
    title: 'a wrong password',
    drivers: ['http', 'browser'],
  };
  const sight: SentSight = {
    at: 1,
    shownMs: 100,
    status: 200,
    before: await readPage(form, 'http://localhost/'),
    after: await readPage('', 'http://localhost/'),
  };
  const first: Exchange = {
    ...notMade(wrong, 'http', '', 0),
    signIns: 1,
    stop: { code: 'sign-in-refused' },
  };
  let made = 0;
  const again = (): Promise<Exchange> => {
    made += 1;
    return Promise.resolve(first);
  };
  expect(await openPace().settle(wrong, first, again, sight)).toBe(first);
  expect(made).toBe(0);
  await openPace().settle(signIn, first, again, sight);
  expect(made).toBe(1);
});

test('the pace that works is kept', async () => {
  await withFlow(trapped(), async (origin, heard) => {
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
