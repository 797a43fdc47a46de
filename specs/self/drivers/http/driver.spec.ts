import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import type { StopCode } from '../../../../protocol/exchange.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import {
  docsOrigin,
  token,
  callback,
  user,
  withFlow,
  targetFor,
  overHttp,
  visitOf,
  driving,
  visitOnce,
  go,
  page,
  loginPage,
} from '../../harness/routed-flow.js';
import type { Route } from '../../harness/routed-flow.js';

test('redirects are followed by the rules of browsers', async () => {
  const loops: Record<string, Route> = {};
  for (let n = 0; n < 30; n += 1) loops[`GET /long/${n}`] = go(`/long/${n + 1}`);
  const routes: Readonly<Record<string, Route>> = {
    ...loops,
    'GET /short/0': go('/short/1#kept'),
    'GET /short/1': go(`${docsOrigin}/x`),
    'GET /empty': go(`${docsOrigin}/x#`),
    'GET /self': go('/self'),
    'GET /away': go(`https://www.foreign.example/x#${token}`),
    'GET /reserved': go('https://www.foreign.example/x'),
    'GET /script': go('javascript:alert(1)'),
    'GET /late': (_request, response) => {
      response.writeHead(302, { Location: callback, 'Content-Length': '10' }).flushHeaders();
    },
    'GET /big': page('x'.repeat(10_000_000)),
    'GET /meta': page('<meta http-equiv=refresh content="0; url=/next">'),
    'GET /refresh': page('', 200, { Refresh: '0; url=/next' }),
    'GET /assign': page('<script>window.location.href = "/next"</script>'),
    'GET /shell': page('<div id=root></div><script src=/app.js></script>'),
    'GET /plain': page('<title>Welcome back</title><p>Your dashboard'),
    'GET /json': (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    },
    'GET /broken': page('<title>Oops</title>', 500),
    'GET /form': loginPage,
  };
  const rows: readonly (readonly [path: string, StopCode, RegExp, url?: string])[] = [
    ['/short/0', 'callback', /docs/, `${docsOrigin}/x`],
    ['/empty', 'callback', /docs/, `${docsOrigin}/x#`],
    ['/self', 'loop', /in a circle/],
    ['/long/0', 'loop', /more than 20 times/],
    ['/away', 'left', /www\.foreign\.example/, `https://www.foreign.example/x#${token}`],
    ['/reserved', 'left-without-token', /without a token/],
    ['/script', 'left-without-token', /javascript:/],
    ['/late', 'callback', /docs/, callback],
    ['/big', 'page', /more than 2 MiB/],
    ['/meta', 'browser-needed', /refresh/],
    ['/refresh', 'browser-needed', /refresh/],
    ['/assign', 'browser-needed', /script/],
    ['/shell', 'browser-needed', /script/],
    ['/plain', 'page', /200 OK with a page titled “Welcome back”/],
    ['/json', 'page', /application\/json/],
    ['/broken', 'status', /500 Internal Server Error with a page titled “Oops”/],
    ['/lost', 'status', /404/],
    ['/form', 'sign-in-page', /--sign-in form with --username and --password/],
  ];
  await withFlow(routes, async (origin) => {
    for (const [path, code, sentence, url] of rows) {
      const exchange = await visitOnce(targetFor(origin + path), visitOf('return'));
      expect.soft(exchange.stop.code, path).toBe(code);
      expect.soft(sentenceOf(exchange.stop), path).toMatch(sentence);
      expect.soft(sentenceOf(exchange.stop), path).not.toContain(token);
      expect.soft(exchange.callback?.url.reveal(), path).toBe(url);
      const [last] = exchange.navigations.slice(-1);
      if (url) expect.soft(last?.url.reveal(), path).toBe(url);
      if (path === '/long/0') expect.soft(exchange.hops).toHaveLength(21);
    }
  });
});

test('the header of the first request can be replaced, Host included', async () => {
  await withFlow({ 'GET /a': go('/b'), 'GET /b': go(callback) }, async (origin, heard) => {
    const headers = [
      ['Host', 'evil.example'],
      ['X-Forwarded-Host', 'evil.example'],
    ] as const;
    await visitOnce(targetFor(`${origin}/a`), { ...overHttp, kind: 'odd-return', headers });
    expect(heard.map((one) => [one.headers.host, one.headers['x-forwarded-host']])).toEqual([
      ['evil.example', 'evil.example'],
      [new URL(origin).host, undefined],
    ]);
  });
});

test('names below localhost are loopback, and Secure cookies work there', async () => {
  const routes: Readonly<Record<string, Route>> = {
    'GET /a': go('/b', 302, {
      'Set-Cookie': ['s=1234; Secure', 'd=1234; Domain=com', 'strict=1234; SameSite=Strict'],
    }),
    'GET /b': go(callback),
  };
  await withFlow(routes, async (origin, heard) => {
    const url = origin.replace('127.0.0.1', 'login.localhost');
    const exchange = await visitOnce(targetFor(`${url}/a`), visitOf('return'));
    expect(exchange.stop.code).toBe('callback');
    expect(exchange.hops[0]?.cookiesSet).toEqual(['s', 'd', 'strict']);
    // Redirects after the visitor's own navigation: the browser sends a Strict cookie along, too.
    expect(heard[1]?.headers.cookie).toBe('s=1234; strict=1234');
  });
});

test('compressed pages are read, and a connection closed while idle is opened again', async () => {
  let requests = 0;
  const routes: Readonly<Record<string, Route>> = {
    'GET /gzip': (_request, response) => {
      const html = gzipSync('<form method=post><input name=u><input type=password name=p></form>');
      response
        .writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' })
        .end(html);
    },
    'GET /idle': (request, response) => {
      requests += 1;
      if (requests === 2) response.destroy();
      else go(callback)(request, response);
    },
  };
  await withFlow(routes, async (origin) => {
    const gzip = await visitOnce(targetFor(`${origin}/gzip`), visitOf('return'));
    expect(gzip.stop.code).toBe('sign-in-page');
    expect(gzip.hops[0]?.body?.text?.reveal()).toContain('<form');
    await driving(targetFor(`${origin}/idle`), async (driver) => {
      for (const _ of [1, 2])
        expect((await driver.visit(visitOf('return'))).stop.code).toBe('callback');
    });
    expect(requests).toBe(3);
  });
});

test('cookies cross sites as their SameSite attribute says', async () => {
  const given = [
    'lax=1111; SameSite=Lax',
    'strict=1111; SameSite=Strict',
    'plain=1111',
    'gone=1111; Max-Age=0',
    'deep=1111; Path=/deep',
  ];
  await withFlow(
    { 'POST /in': go('/next', 307), 'POST /next': go(callback, 303) },
    async (origin, heard) => {
      const html = '<form method=post action=/in><input name=u><input type=password name=p></form>';
      const form = page(html, 200, { 'Set-Cookie': given });
      await withFlow(
        { 'GET /login': form, 'POST /in': go(`${origin}/next`, 307) },
        async (own, ownHeard) => {
          const target = targetFor(`${own}/login`, {
            signIn: { how: 'form' },
            user,
            signInOrigins: [origin],
          });
          expect((await visitOnce(target, visitOf('sign-in'))).stop.code).toBe('callback');
          // Its own page sends the form: nothing crosses a site, and a port does not part one.
          expect(ownHeard[1]?.headers.cookie).toBe('lax=1111; strict=1111; plain=1111');
          expect(heard[0]?.headers).toMatchObject({
            origin: own,
            'sec-fetch-site': 'same-site',
            cookie: 'lax=1111; strict=1111; plain=1111',
          });
        },
      );
      const there = origin.replace('127.0.0.1', 'idp.localhost');
      const foreign = page(html.replace('/in', `${there}/next`), 200, { 'Set-Cookie': given });
      await withFlow({ 'GET /login': foreign }, async (own) => {
        const target = targetFor(`${own}/login`, {
          signIn: { how: 'form' },
          user,
          signInOrigins: [there],
        });
        await visitOnce(target, visitOf('sign-in'));
        expect(heard.at(-1)?.headers).toMatchObject({
          origin: own,
          'sec-fetch-site': 'cross-site',
        });
        expect(heard.at(-1)?.headers.cookie).toBeUndefined();
      });
    },
  );
});
