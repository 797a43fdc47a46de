import { expect, test } from '@playwright/test';

import { authentication, play } from '../harness/mock-host-setup.js';
import { host, open, outcome, visitor } from '../harness/mock-host-visitor.js';
import { sharedBrowser } from '../harness/browser/shared-browser.js';

const callback = '/login/jwt-callback';
const browser = sharedBrowser();

test('the callback takes the token and leaves no trace of it', async () => {
  const played = await play(authentication);
  const { page, faults, traces } = await visitor(browser());
  const token = played.mint({ groups: ['admin'], content: { firstName: 'Zoë' } });
  await open(
    page,
    `${host(played)}${callback}?redirect=%2Fquickstart%3Fx%3D1%23step-three#${token}`,
  );
  expect(await outcome(page)).toBe('accepted');
  expect(page.url()).toBe(`${host(played)}/quickstart?x=1#step-three`);
  await expect(page.locator('#step-three')).toBeInViewport();
  await expect(page.locator('.rail pre')).toContainText('Zoë');
  expect(await traces()).not.toContain(token.slice(0, 40));
  expect(await traces()).not.toContain(callback);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  const cookies = await page.context().cookies();
  const session = cookies.find((cookie) => cookie.name.startsWith('docs-session-'));
  expect(session).toMatchObject({ httpOnly: true, secure: false, sameSite: 'Lax', path: '/' });
  await page.getByRole('link', { name: 'Log out' }).click();
  await expect(page.getByRole('heading')).toHaveText('You are logged out');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a fragment at the callback that is no good token ends on a page that says why', async () => {
  const played = await play(authentication);
  const witness = await visitor(browser());
  const { page, faults, handed, traces } = witness;
  const good = played.mint();
  const rows: readonly (readonly [fragment: string, code: string])[] = [
    ['', 'callback-reached'],
    ['#', 'callback-reached'],
    ['#step-one', 'callback-reached'],
    ['#%zz', 'callback-reached'],
    ['#jwt=', 'callback-fragment-form'],
    [`#jwt=${good}&anchor=x`, 'callback-fragment-form'],
    [`#${good}#${good}`, 'callback-fragment-form'],
    [`#${good}%0A`, 'callback-fragment-form'],
    [`#${good.split('.').slice(0, 2).join('.')}`, 'token-compact'],
    [`#${'x'.repeat(1_000_000)}`, 'token-size'],
    [`#${'eyJ.'.repeat(250_000)}`, 'token-size'],
    [`#${played.mint({ exp: 1 })}`, 'token-exp-future'],
    [`#${played.mint({ expiresAt: '<img src=x onerror=alert(1)>' })}`, 'user-expires-at'],
  ];
  for (const [fragment, code] of rows) {
    handed.length = 0;
    await open(page, `${host(played)}${callback}?redirect=%2Fquickstart${fragment}`);
    expect(await outcome(page), fragment.slice(0, 30)).toBe(`refused:${code}`);
    expect(handed, fragment.slice(0, 30)).toHaveLength(1);
    await expect(page.getByRole('link', { name: 'Log in again' })).toHaveAttribute(
      'href',
      '/login?redirect=%2Fquickstart',
    );
  }
  expect(await traces()).not.toContain('eyJ');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a page that cannot hand the token over says what to do', async () => {
  const played = await play(authentication);
  const { page } = await visitor(browser());
  await open(page, `http://127.0.0.1:${played.host.port}${callback}#${played.mint()}`);
  await expect(page.getByRole('status')).toHaveText(
    `Open the docs at ${host(played)} and log in there.`,
  );
  const heading = page.getByRole('heading');
  const link = page.getByRole('link', { name: 'To the docs' });
  await expect(heading).toHaveText('You are not logged in');
  await expect(link).toHaveAttribute('href', `${host(played)}/`);
  expect(await page.title()).toBe('You are not logged in · mock docs host');
  expect(page.url()).not.toContain('#');
  await open(page, `${host(played)}${callback}#step-one`);
  await expect(heading).toHaveText('This login was refused');
  const answers = `${host(played)}/_docs-handshake/verify`;
  await page.route(answers, (route) => route.abort());
  await open(page, `${host(played)}${callback}#${played.mint()}`);
  await expect(page.getByRole('status')).toContainText('could not be handed');
  await expect(heading).toHaveText('You are not logged in');
  await expect(link).toHaveAttribute('href', '/');
  await page.unroute(answers);
  // An answer that takes its time: until then the page says that it waits, and nothing else.
  await page.route(answers, () => undefined);
  await open(page, `${host(played)}${callback}#${played.mint()}`);
  await expect(heading).toHaveText('Logging you in');
  await expect(link).toBeHidden();
  await played.host.close();
  await page.context().close();
});

test('without scripts the callback page says what is missing', async () => {
  const played = await play(authentication);
  const context = await browser().newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${host(played)}${callback}#${played.mint()}`);
  await expect(page.getByRole('heading')).toHaveText('This login needs JavaScript');
  await expect(page.getByRole('link', { name: 'To the docs' })).toHaveAttribute('href', '/');
  expect(await page.title()).toBe('Login · mock docs host');
  await context.close();
  await played.host.close();
});

test('claims and paths are text', async () => {
  const played = await play(authentication);
  const { page, faults } = await visitor(browser());
  const hostile = '<img src=x onerror=alert(1)></pre></script><script>alert(2)</script>{{7*7}}';
  const token = played.mint({ groups: [hostile], content: { firstName: hostile, __proto__x: 1 } });
  const redirect = encodeURIComponent('/a?<script>alert(3)</script>');
  await open(page, `${host(played)}${callback}?redirect=${redirect}#${token}`);
  expect(await outcome(page)).toBe('accepted');
  await expect(page.locator('.rail pre')).toContainText('onerror=alert(1)');
  expect(await page.locator('main script, main img').count()).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a token on a page that takes none is stripped and goes nowhere', async () => {
  const played = await play(authentication);
  const { page, handed, notices, faults } = await visitor(browser());
  const token = played.mint();
  const rows: readonly (readonly [path: string, says: boolean])[] = [
    ['/public', true],
    ['/login/refused?reason=x', true],
    ['/_mintlify/x', true],
    // This page is a refusal, which names the reason by itself.
    [`${callback}/`, false],
  ];
  for (const [path, says] of rows) {
    await open(page, `${host(played)}${path}#${token}`);
    expect(page.url(), path).toBe(`${host(played)}${path}`);
    const words = page.getByText(`nobody takes it here: it belongs at ${callback}.`);
    await expect(words, path).toHaveCount(says ? 1 : 0);
  }
  const astray = rows.filter(([, says]) => says).map(([path]) => path.split('?', 1)[0]);
  const told = (): unknown =>
    played.host.events().flatMap(({ kind, path }) => (kind === 'token-astray' ? [path] : []));
  await expect.poll(told).toEqual(astray);
  expect(notices).toEqual(astray.map((path) => ({ what: 'token-astray', path })));
  await open(page, `${host(played)}/public#step-two`);
  expect(page.url()).toBe(`${host(played)}/public#step-two`);
  expect(handed).toEqual([]);
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a login flow that leads back to the page is stopped before the browser gives up', async () => {
  const loginUrls: { name: string; url: string }[] = [{ name: 'a', url: 'http://localhost/' }];
  const played = await play(authentication, { loginUrls });
  loginUrls[0] = { name: 'a', url: `${host(played)}/quickstart` };
  const { page, faults } = await visitor(browser());
  await page.goto(`${host(played)}/quickstart#${played.mint()}`);
  expect(await outcome(page)).toBe('refused:callback-reached');
  expect(page.url()).not.toContain('eyJ');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});
