import { expect, test } from '@playwright/test';
import type { Page } from 'playwright';
import { createCertificate } from '../../../../mock-host/server/certificate.js';
import { openSink } from '../../../../mock-host/server/sink.js';
import type { StopCode } from '../../../../protocol/exchange.js';
import { sealAs } from '../../../../protocol/secrecy/sealed.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import type { SignInScript } from '../../../../protocol/visit.js';
import { flowScene, handOver } from '../../harness/browser-flow.js';
import { shape, visitOf } from '../../harness/browser-setup.js';

const scene = flowScene();

test('the sign-in, its cookies, and who gets what', async () => {
  const target = scene().target('/form', {
    cookies: [['edge', sealAs('cookie-for-the-gateway')]],
    headers: [['X-Gate', sealAs('header-for-the-gateway')]],
  });
  const driver = await scene().open(target);
  scene().flowSaw.splice(0);
  scene().sink.clear();
  const first = await driver.visit(visitOf('first', 'sign-in', '/q'));
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

  const live = await driver.visit(visitOf('live', 'return', '/q'));
  expect(shape(live)).toEqual(['start GET /form 302']);
  expect(live.hops[0]?.cookiesSent.toSorted()).toEqual(['edge', 'sid', 'theme']);
  expect(live.signIns).toBe(0);

  const anonymous = await driver.visit(visitOf('anonymous', 'stranger', '/q'));
  expect(anonymous.stop.code).toBe('sign-in-page');
  const [signingIn, , second, third] = scene().flowSaw.filter(({ path }) => path === '/form');
  expect(signingIn?.headers).toMatchObject({ 'x-gate': 'header-for-the-gateway' });
  expect(signingIn?.headers.cookie).toBe('edge=cookie-for-the-gateway');
  expect(second?.headers['user-agent']).toMatch(/docs-handshake/);
  expect(third?.headers).not.toHaveProperty('x-gate');
  expect(third?.headers).not.toHaveProperty('cookie');

  const handed = await driver.session();
  expect(
    handed.cookies.map(({ name, domain, hostOnly }) => `${name} ${domain} ${hostOnly}`).toSorted(),
  ).toEqual(['edge localhost true', 'sid localhost true', 'theme localhost true']);
  expect(handed.userAgent).toMatch(/^Mozilla\/.* docs-handshake/);
  await driver.close();
  await driver.close();

  const other = await scene().open(target);
  await other.adopt(handed);
  const adopted = await other.visit(visitOf('adopted', 'return', '/q'));
  expect(shape(adopted)).toEqual(['start GET /form 302']);
  await other.close();
});

test('a leak reaches the sink, a configured header does not', async () => {
  const driver = await scene().open(
    scene().target('/evil', { headers: [['X-Gate', sealAs('header-for-the-gateway')]] }),
  );
  scene().sink.clear();
  const exchange = await driver.visit(visitOf('hostile', 'return', '//evil.example'));
  expect(exchange.stop.code).toBe('left');
  const [record] = scene().sink.records();
  expect(record).toMatchObject({ scheme: 'https', host: 'evil.example:8443', method: 'GET' });
  expect(record?.headers.map(([name]) => name.toLowerCase())).not.toContain('x-gate');
  await driver.close();
});

test('a refused password is tried once', async () => {
  const password = sealAs('wrong-password');
  const driver = await scene().open(
    scene().target('/form', { user: { username: 'ann@foo.com', password } }),
  );
  const first = await driver.visit(visitOf('first', 'sign-in'));
  expect(first.stop.code).toBe('sign-in-refused');
  expect(sentenceOf(first.stop)).toMatch(/Wrong password.*--username and --password/);
  expect(first.signIns).toBe(1);
  const second = await driver.visit(visitOf('second', 'sign-in'));
  expect(second.stop.code).toBe('not-made');
  await driver.close();

  const nobody = await scene().open(
    scene().target('/form', { user: { username: 'ann', password } }),
  );
  const unsent = await nobody.visit(visitOf('unsent', 'sign-in'));
  expect(sentenceOf(unsent.stop)).toMatch(/was not sent, because the browser says .*@.*--username/);
  expect(unsent.signIns).toBe(0);
  await nobody.close();
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
    const driver = await scene().open(
      scene().target('/form', { signIn: { how: 'script', signIn } }),
    );
    const exchange = await driver.visit(visitOf('script', 'sign-in', '/q'));
    expect.soft(exchange.stop.code).toBe(code);
    expect.soft(sentenceOf(exchange.stop)).toMatch(sentence);
    await driver.close();
  }
});

test('faults of the target, an interruption, and a browser that goes away', async () => {
  const { port } = scene().flow;
  const shut = await openSink(await createCertificate());
  const { port: closed } = shut;
  await shut.close();
  const rows: readonly (readonly [string, StopCode, RegExp])[] = [
    ['http://127.0.0.1:9/login', 'unreachable', /refuse to connect to port 9/],
    [
      `http://127.0.0.1:${closed}/login`,
      'unreachable',
      /refuses connections; start the login flow/,
    ],
    ['http://no-such-host.invalid/login', 'unreachable', /does not resolve/],
    [`https://127.0.0.1:${port}/302`, 'callback', /to the docs/],
    [`http://127.0.0.1:${port}/hang`, 'timeout', /did not answer within 1 s/],
    [`http://127.0.0.1:${port}/loop`, 'loop', /more than 20 times/],
  ];
  for (const [loginUrl, code, sentence] of rows) {
    const driver = await scene().open(scene().target('/', { loginUrl, timeoutMs: 1_000 }));
    const exchange = await driver.visit(visitOf('honest', 'sign-in'));
    expect.soft(exchange.stop.code, loginUrl).toBe(code);
    expect.soft(sentenceOf(exchange.stop), loginUrl).toMatch(sentence);
    await driver.close();
  }
  const controller = new AbortController();
  const driver = await scene().open(scene().target('/hang'), { signal: controller.signal });
  const hanging = driver.visit(visitOf('hanging', 'sign-in'));
  scene().flowSaw.splice(0);
  await expect.poll(() => scene().flowSaw.length).toBeGreaterThan(0);
  controller.abort(new Error('interrupted by the test'));
  await expect(hanging).rejects.toThrow('interrupted by the test');
  await driver.close();
});
