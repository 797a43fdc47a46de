import { expect, test, type Browser, type Page } from '@playwright/test';
import { chromium } from 'playwright';

import { findBrowser } from '../../drivers/find-browser.js';
import { authentication, personalization, play, type Played } from './mock-host-stand-in.js';

const callback = '/login/jwt-callback';
const outcomeOf = 'meta[name="docs-handshake-outcome"]';

let browser: Browser | undefined;

test.beforeAll(async () => {
  const found = await findBrowser(process.env);
  if (found === undefined) return;
  const env = Object.fromEntries(
    Object.entries({ ...process.env, ...found.env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath: found.executable, env, args });
});
test.afterAll(() => browser?.close());
test.beforeEach(() => expect(browser, 'no browser was found').toBeDefined());

/** A page of a fresh visitor, with what went wrong on it and what it handed over. */
interface Witness {
  readonly page: Page;
  readonly faults: string[];
  readonly handed: { readonly fragment: string; readonly path: string }[];
  /** Every address that the visitor can go back to, and what the page's timing still tells. */
  readonly traces: () => Promise<string>;
}

async function visitor(): Promise<Witness> {
  if (browser === undefined) throw new Error('no browser');
  const context = await browser.newContext();
  const page = await context.newPage();
  const faults: string[] = [];
  const handed: { fragment: string; path: string }[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // A refusal is an answer of 403, which the browser mentions, and so is logging out.
    if (!/Failed to load resource|Clear-Site-Data/.test(message.text()))
      faults.push(message.text());
  });
  page.on('request', (request) => {
    if (request.method() === 'POST') handed.push(request.postDataJSON());
  });
  const session = await context.newCDPSession(page);
  const traces = async (): Promise<string> => {
    const { entries } = await session.send('Page.getNavigationHistory');
    const timing = await page.evaluate(() => JSON.stringify(performance.getEntries()));
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    return JSON.stringify(entries) + timing + kept + page.url();
  };
  return { page, faults, handed, traces };
}

/** Where the visitor ends up, once the host has spoken. */
async function outcome(page: Page): Promise<string | null> {
  await page.waitForSelector(outcomeOf, { state: 'attached' });
  return page.locator(outcomeOf).getAttribute('content');
}

/** Leaves the current document, so that the next address is a load even where only its fragment differs. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(url);
}

const host = (played: Played): string => played.host.origin;

test('the callback takes the token and leaves no trace of it', async () => {
  const played = await play(authentication);
  const { page, faults, traces } = await visitor();
  const token = played.mint({ groups: ['admin'], content: { firstName: 'Zoë' } });
  await open(page, `${host(played)}${callback}?redirect=%2Fadmin%3Fx%3D1%23step-three#${token}`);
  expect(await outcome(page)).toBe('accepted');
  expect(page.url()).toBe(`${host(played)}/admin?x=1#step-three`);
  await expect(page.locator('#step-three')).toBeInViewport();
  await expect(page.locator('pre')).toContainText('Zoë');
  expect(await traces()).not.toContain(token.slice(0, 40));
  expect(await traces()).not.toContain(callback);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  const cookies = await page.context().cookies();
  const session = cookies.find((cookie) => cookie.name.startsWith('__Host-docs-session'));
  expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
  await page.getByRole('link', { name: 'Log out' }).click();
  await expect(page.getByRole('heading')).toHaveText('You are logged out');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a fragment at the callback that is no good token ends on a page that says why', async () => {
  const played = await play(authentication);
  const witness = await visitor();
  const { page, faults, handed, traces } = witness;
  const good = played.mint();
  const rows: readonly (readonly [fragment: string, code: string])[] = [
    ['', 'callback-reached'],
    ['#', 'callback-reached'],
    ['#step-one', 'callback-reached'],
    ['#%zz', 'callback-reached'],
    ['#jwt=', 'callback-fragment-form'],
    [`#jwt=${good}&anchor=x`, 'callback-fragment-form'],
    [`#${good}#${good}`, 'token-compact'],
    [`#${good}%0A`, 'token-compact'],
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
      '/login',
    );
  }
  expect(await traces()).not.toContain('eyJ');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a page that cannot hand the token over says what to do', async () => {
  const played = await play(authentication);
  const { page } = await visitor();
  await open(page, `http://127.0.0.1:${played.host.port}${callback}#${played.mint()}`);
  await expect(page.getByRole('status')).toHaveText(
    `Open the docs at ${host(played)} and log in there.`,
  );
  expect(page.url()).not.toContain('#');
  await played.host.close();
  await page.evaluate(() => (location.hash = 'x'));
  await expect(page.getByRole('status')).toContainText('could not be handed');
  await page.context().close();
});

test('claims and paths are text', async () => {
  const played = await play(authentication);
  const { page, faults } = await visitor();
  const hostile = '<img src=x onerror=alert(1)></pre></script><script>alert(2)</script>{{7*7}}';
  const token = played.mint({ groups: [hostile], content: { firstName: hostile, __proto__x: 1 } });
  const redirect = encodeURIComponent('/a?<script>alert(3)</script>');
  await open(page, `${host(played)}${callback}?redirect=${redirect}#${token}`);
  expect(await outcome(page)).toBe('accepted');
  await expect(page.locator('pre')).toContainText('onerror=alert(1)');
  expect(await page.locator('main script, main img').count()).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a token on a page that takes none is stripped and goes nowhere', async () => {
  const played = await play(authentication);
  const { page, handed, faults } = await visitor();
  const token = played.mint();
  const rows = ['/public', `${callback}/`, '/login/refused?reason=x', '/_mintlify/x'];
  for (const path of rows) {
    await open(page, `${host(played)}${path}#${token}`);
    expect(page.url(), path).toBe(`${host(played)}${path}`);
  }
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
  const { page, faults } = await visitor();
  await page.goto(`${host(played)}/quickstart#${played.mint()}`);
  expect(await outcome(page)).toBe('refused:callback-reached');
  expect(page.url()).not.toContain('#');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: the page takes the token, keeps the reader, and goes to the anchor', async () => {
  const played = await play(personalization, { docsPath: '/docs' });
  const { page, faults, handed, traces } = await visitor();
  const quickstart = `${host(played)}/docs/quickstart`;
  await open(page, `${quickstart}?x=1#step-two`);
  await expect(page.getByText('Hello, stranger')).toBeVisible();
  await expect(page.getByRole('link', { name: 'For admins' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'Log in' })).toHaveAttribute(
    'href',
    `/docs/login?redirect=${encodeURIComponent('/docs/quickstart?x=1#step-two')}`,
  );
  const user = { groups: ['admin'], content: { firstName: '<b>Zoë' } };
  const rows: readonly (readonly [fragment: (token: string) => string, anchor: string])[] = [
    [(token) => token, ''],
    [(token) => `jwt=${token}`, ''],
    [(token) => `jwt=${token}&anchor=`, ''],
    [(token) => `jwt=${token}&anchor=step-three`, '#step-three'],
    [(token) => `anchor=step-three&jwt=${token}`, '#step-three'],
    [(token) => `jwt=${token}&anchor=caf%C3%A9%20%22%3Cb`, '#caf%C3%A9%20%22%3Cb'],
  ];
  for (const [fragment, anchor] of rows) {
    const token = played.mint(user);
    await open(page, `${quickstart}?x=1#${fragment(token)}`);
    expect(await outcome(page), anchor).toBe('accepted');
    await expect.poll(() => page.url()).toBe(`${quickstart}?x=1${anchor}`);
    expect(await traces(), anchor).not.toContain(token.slice(0, 60));
    if (anchor === '#step-three') await expect(page.locator(anchor)).toBeInViewport();
  }
  await expect(page.getByText('Hello, <b>Zoë')).toBeVisible();
  await expect(page.getByRole('link', { name: 'For admins' })).toBeVisible();
  expect(handed).toHaveLength(rows.length);

  const loaded = page.waitForEvent('load');
  await page.evaluate((token) => (location.hash = token), played.mint(user));
  await loaded;
  expect(await outcome(page)).toBe('accepted');
  expect(handed).toHaveLength(rows.length + 1);

  await page.getByRole('link', { name: 'Log out' }).click();
  await expect(page.getByRole('heading')).toHaveText('You are logged out');
  await open(page, quickstart);
  await expect(page.getByText('Hello, stranger')).toBeVisible();
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: anchors are never handed over, broken tokens are refused', async () => {
  const played = await play(personalization);
  const { page, faults, handed } = await visitor();
  const anchors = [
    '#step-one',
    '#v1.2.3',
    '#experimental.features.flags',
    '#%zz',
    '#a=b&c',
    '#eye.x',
  ];
  for (const anchor of anchors) {
    await open(page, `${host(played)}/quickstart${anchor}`);
    expect(page.url(), anchor).toBe(`${host(played)}/quickstart${anchor}`);
  }
  expect(handed).toEqual([]);
  const rows: readonly (readonly [fragment: string, code: string])[] = [
    ['#jwt=', 'callback-reached'],
    ['#jwt=undefined&anchor=x', 'token-compact'],
    [`#${played.mint().slice(0, -1)}`, 'token-compact'],
    [`#${played.mint({ exp: 1 })}`, 'token-exp-future'],
  ];
  for (const [fragment, code] of rows) {
    await open(page, `${host(played)}/quickstart${fragment}`);
    expect(await outcome(page), fragment.slice(0, 20)).toBe(`refused:${code}`);
  }
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: the browser forgets the reader when the session ends', async () => {
  const played = await play(personalization);
  const { page, faults } = await visitor();
  await page.clock.install();
  const token = played.mint({ expiresAt: played.seconds() + 3600, content: { firstName: 'Zoë' } });
  await open(page, `${host(played)}/#${token}`);
  await expect(page.getByText('Hello, Zoë')).toBeVisible();
  await page.clock.fastForward(3_599_000);
  await page.clock.fastForward(2_000);
  await expect(page.getByText('Hello, stranger')).toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});
