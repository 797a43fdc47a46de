import { expect, test } from '@playwright/test';
import { openHttpDriver } from '../../../../drivers/http/driver.js';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { openSignInPages } from '../../../../fixtures/targets/sign-in-pages-server.js';
import { facts } from '../../../../handshakes/mintlify-authentication/facts.js';
import { signInPages } from '../../../../fixtures/targets/sign-in-pages.js';
import type { StopCode } from '../../../../protocol/exchange.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import {
  docsOrigin,
  callback,
  user,
  withFlow,
  targetFor,
  visitOf,
  driving,
  visitOnce,
  go,
  page,
  loginPage,
} from '../../harness/routed-flow.js';
import type { Route } from '../../harness/routed-flow.js';

test('the sign-in form is filled in as a browser would', async () => {
  const routes: Readonly<Record<string, Route>> = {
    'GET /login': loginPage,
    'POST /session': (request, response) => {
      const right = new URLSearchParams(request.body).get('pw') === user.password.reveal();
      if (!right)
        return page(
          '<p role=alert>Wrong password for 0123456789abcdef</p><form method=post><input name=email><input type=password name=pw></form>',
          401,
        )(request, response);
      return go('/done', 303, {
        'Set-Cookie': 'sid=session-value-1; Path=/; HttpOnly; SameSite=Lax',
      })(request, response);
    },
    'GET /done': (request, response) =>
      String(request.headers.cookie).includes('sid=')
        ? go(callback)(request, response)
        : loginPage(request, response),
  };
  await withFlow(routes, async (origin, heard) => {
    const target = targetFor(`${origin}/login?a=1`, { signIn: { how: 'form' }, user });
    await driving(target, async (driver) => {
      const exchange = await driver.visit(visitOf('sign-in', { returnTo: '/quick start' }));
      expect(exchange.stop.code).toBe('callback');
      expect(exchange.signIns).toBe(1);
      expect(exchange.hops.map((hop) => [hop.method, hop.cause, hop.credentials])).toEqual([
        ['GET', 'start', false],
        ['POST', 'form', true],
        ['GET', 'redirect', false],
      ]);
      expect(exchange.hops.map((hop) => hop.cookiesSent)).toEqual([[], ['pre'], ['pre', 'sid']]);
      expect(exchange.secrets.map((one) => one.reveal())).toEqual(
        expect.arrayContaining([
          'before-sign-in',
          'session-value-1',
          '0123456789abcdef',
          'correct horse',
        ]),
      );
      const [start, post, done] = heard;
      expect(start?.path).toBe('/login?a=1&redirect=%2Fquick%20start');
      expect(start?.headers).toMatchObject({
        referer: `${docsOrigin}/`,
        'sec-fetch-site': 'cross-site',
        'user-agent': 'docs-handshake/0.0.0 (+conformance check)',
      });
      expect(post?.body).toBe(
        'csrf=0123456789abcdef&email=ann%40example.com&pw=correct+horse&go=in',
      );
      expect(post?.headers).toMatchObject({
        origin,
        referer: origin + start?.path,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(done?.headers.origin).toBeUndefined();

      const session = await driver.session();
      const { cookies } = session;
      expect(cookies.map((one) => [one.name, one.hostOnly, one.sameSite, one.httpOnly])).toEqual([
        ['pre', true, undefined, false],
        ['sid', true, 'Lax', true],
      ]);
      const other = await openHttpDriver(
        { ...target, loginUrl: `${origin}/done` },
        { version: '0' },
      );
      await other.adopt({ ...session, userAgent: 'the one that signed in' });
      expect((await other.visit(visitOf('return'))).stop.code).toBe('callback');
      expect(heard.at(-1)?.headers['user-agent']).toBe('the one that signed in');
      await other.close();

      expect((await driver.visit(visitOf('stranger'))).stop.code).toBe('sign-in-page');
      expect(heard.at(-1)?.headers.cookie).toBeUndefined();
    });
    const wrong = { ...user, password: seal('battery staple') };
    await driving({ ...target, user: wrong }, async (driver) => {
      const { stop } = await driver.visit(visitOf('sign-in'));
      expect(stop.code).toBe('sign-in-refused');
      expect(sentenceOf(stop)).toContain('said “Wrong password for …”');
      expect((await driver.visit(visitOf('sign-in'))).stop.code).toBe('not-made');
    });
  });
});

test('forms in many shapes', async () => {
  const rows: readonly (readonly [name: string, html: string, sends: string])[] = [
    [
      'search-first',
      '<form><input type=search name=q></form><form method=post action=/in><input name=benutzer><input type=password name=kennwort></form>',
      'benutzer=ann%40example.com&kennwort=correct+horse',
    ],
    [
      'register-beside',
      '<form method=post action=/register><input name=email><input type=password name=a><input type=password name=b></form><form method=post action=/in><input name=email><input type=password name=p></form>',
      'email=ann%40example.com&p=correct+horse',
    ],
    [
      'sign-up-beside',
      '<form id=signup method=post action=/up><input name=email><input type=password name=a></form><form method=post action=/in><input name=email><input type=password name=p autocomplete=current-password></form>',
      'email=ann%40example.com&p=correct+horse',
    ],
    [
      'checkbox',
      '<form method=post action=/in><input name=u><input type=password name=p><input type=checkbox name=keep checked><input type=checkbox name=no></form>',
      'u=ann%40example.com&p=correct+horse&keep=on',
    ],
    [
      'second-button',
      '<form method=post action=/x><button name=idp value=g>G</button><input name=u><input type=password name=p><button formaction=/in name=b value=1>In</button></form>',
      'u=ann%40example.com&p=correct+horse&b=1',
    ],
    [
      'outside-controls',
      '<form id=f method=post action=/in></form><input form=f name=u><input form=f type=password name=p>',
      'u=ann%40example.com&p=correct+horse',
    ],
    [
      'base',
      '<base href=/deep/><form method=post action=../in><input name=u><input type=password name=p></form>',
      'u=ann%40example.com&p=correct+horse',
    ],
    [
      'multipart',
      '<form method=post action=/in enctype=multipart/form-data><input name=u><input type=password name=p></form>',
      'form-data; name="p"\r\n\r\ncorrect horse\r\n',
    ],
    ['get', '<form action=/in><input name=u><input type=password name=p></form>', 'no-form'],
    [
      'get-and-script',
      '<script src=/a.js></script><form><input name=u><input type=password name=p></form>',
      'browser-needed',
    ],
    [
      'elsewhere',
      '<form method=post action=https://idp.example/in><input name=u><input type=password name=p></form>',
      'no-form',
    ],
    ['none', '<title>Hello</title><p>nothing to fill in', 'no-form'],
    [
      'single-page-app',
      `<p>${'word '.repeat(80)}<div id=app></div><script src=/a.js></script>`,
      'browser-needed',
    ],
  ];
  for (const [name, html, sends] of rows) {
    await withFlow(
      { 'GET /login': page(html), 'POST /in': go(callback, 303) },
      async (origin, heard) => {
        const target = targetFor(`${origin}/login`, { signIn: { how: 'form' }, user });
        const exchange = await visitOnce(target, visitOf('sign-in'));
        const post = heard.find((one) => one.method === 'POST');
        if (post) expect.soft(post.body, name).toContain(sends);
        expect.soft(exchange.stop.code, name).toBe(post ? 'callback' : sends);
        if (name === 'elsewhere')
          expect.soft(sentenceOf(exchange.stop)).toContain('--sign-in-origin https://idp.example');
      },
    );
  }
});

test('identifier first, then the password', async () => {
  const routes: Readonly<Record<string, Route>> = {
    'GET /login': page(
      '<form method=post action=/who><input name=identifier autocomplete=username></form>',
    ),
    'POST /who': page(
      '<form method=post action=/pass><input type=hidden name=identifier value=ann@example.com><input type=password name=p></form>',
    ),
    'POST /pass': go(callback, 303),
  };
  await withFlow(routes, async (origin, heard) => {
    const target = targetFor(`${origin}/login`, { signIn: { how: 'form' }, user });
    const exchange = await visitOnce(target, visitOf('sign-in'));
    expect(exchange.stop.code).toBe('callback');
    expect(exchange.signIns).toBe(1);
    expect(exchange.hops.map((hop) => hop.credentials)).toEqual([false, false, true]);
    expect(heard.map((one) => one.body)).toEqual([
      '',
      'identifier=ann%40example.com',
      'identifier=ann%40example.com&p=correct+horse',
    ]);
  });
});

test('credentials, headers and cookies go to the origins that were named, and no others', async () => {
  await withFlow(
    { 'GET /kept': go(callback), 'POST /kept': go(callback) },
    async (foreign, heardThere) => {
      const routes: Readonly<Record<string, Route>> = {
        'GET /login': loginPage,
        'GET /bounce': go(`${foreign}/kept`),
        'POST /session': go(`${foreign}/kept`, 307),
      };
      await withFlow(routes, async (origin, heard) => {
        const target = targetFor(`${origin}/bounce`, {
          headers: [['X-Gate', seal('open sesame')]],
          cookies: [['gate', seal('cookie-value')]],
        });
        expect((await visitOnce(target, visitOf('return'))).stop.code).toBe('callback');
        expect(heard[0]?.headers).toMatchObject({
          'x-gate': 'open sesame',
          cookie: 'gate=cookie-value',
        });
        expect(heardThere[0]?.headers).not.toHaveProperty('x-gate');
        expect(heardThere[0]?.headers).not.toHaveProperty('cookie');
        await visitOnce(target, visitOf('stranger'));
        expect(heard[1]?.headers).not.toHaveProperty('x-gate');

        const form = targetFor(`${origin}/login`, { signIn: { how: 'form' }, user });
        const stopped = await visitOnce(form, visitOf('sign-in'));
        expect(stopped.stop.code).toBe('left-without-token');
        expect(sentenceOf(stopped.stop)).toContain(`--sign-in-origin ${foreign}`);
        expect(stopped.hops.at(-1)).toMatchObject({ credentials: true, status: 307 });
        expect(heardThere.filter((one) => one.method === 'POST')).toHaveLength(0);

        const named = { ...form, signInOrigins: [foreign] };
        expect((await visitOnce(named, visitOf('sign-in'))).stop.code).toBe('callback');
        const [post] = heardThere.filter((one) => one.method === 'POST');
        expect(post?.body).toContain('pw=correct+horse');
      });
    },
  );
});

test('the sign-in pages of the fixtures', async () => {
  const server = await openSignInPages(docsOrigin, facts);
  for (const { name, ends } of signInPages) {
    const target = targetFor(`${server.origin}/${name}`, {
      signIn: { how: 'form' },
      user: server.user,
    });
    const { stop } = await visitOnce(target, visitOf('sign-in'));
    expect.soft(stop.code, `${name}: ${sentenceOf(stop)}`).toBe(ends);
  }
  expect(server.complaints.filter((one) => !one.startsWith('wrong-password'))).toEqual([]);
  await server.close();
});

test('the reference flow: signed in once, then a live session', async () => {
  const flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
  const [ann] = flow.users;
  const target = targetFor(flow.loginUrl, { signIn: { how: 'form' }, user: ann });
  await driving(target, async (driver) => {
    const returnTo = '/quickstart?x=1&y=2';
    const rows: readonly (readonly [
      'sign-in' | 'return' | 'stranger',
      StopCode,
      number,
      number,
    ])[] = [
      ['sign-in', 'callback', 1, 2],
      ['return', 'callback', 0, 1],
      ['stranger', 'sign-in-page', 0, 1],
    ];
    for (const [kind, code, signIns, hops] of rows) {
      const exchange = await driver.visit(visitOf(kind, { returnTo }));
      expect.soft(exchange.stop, kind).toMatchObject({ code });
      expect.soft([exchange.signIns, exchange.hops.length], kind).toEqual([signIns, hops]);
      const url = exchange.callback?.url.reveal();
      if (url) expect.soft(new URL(url).searchParams.get('redirect')).toBe(returnTo);
      const shown = JSON.stringify(exchange);
      const leaks = exchange.secrets.filter((secret) => shown.includes(secret.reveal()));
      expect.soft(leaks.length, kind).toBe(0);
    }
  });
  await flow.close();
});
