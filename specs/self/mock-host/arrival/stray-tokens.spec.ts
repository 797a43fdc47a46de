import { expect, test } from '@playwright/test';

import { callback } from '../../harness/mock-host-client.js';
import { openFlow, type Way } from '../../harness/docs-host/live-flow.js';
import {
  authentication,
  personalization,
  play,
  type Played,
} from '../../harness/mock-host-setup.js';
import { host, open, outcome, visitor } from '../../harness/mock-host-visitor.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

/** A token that comes where nobody takes it is named for where it came, and does not ride on. */

const browser = sharedBrowser();

/** A host whose login flow sends its visitors the wrong way. */
async function misled(way: Way, options = {}) {
  const flow = await openFlow((): Played => played, way);
  const played = await play(authentication, {
    loginUrls: [{ name: 'a', url: flow.url }],
    ...options,
  });
  return { flow, played };
}

test('a token at the wrong path, a token at a protected page, and no token have three texts', async () => {
  const rows: readonly (readonly [what: string, way: Way, code: string, says: string])[] = [
    [
      'at a misspelt callback',
      (token) => `${callback}/#${token}`,
      'callback-path',
      'another spelling of /login/jwt-callback',
    ],
    [
      'at the page that was asked for',
      (token, redirect) => `${redirect}#${token}`,
      'callback-path',
      'The token came to a protected page, which takes none',
    ],
    [
      'at another protected page',
      (token) => `/callback#${token}`,
      'callback-path',
      'The token came to a protected page, which takes none',
    ],
    ['not at all', () => callback, 'callback-reached', 'The callback URL has no fragment.'],
  ];
  for (const [what, way, code, says] of rows) {
    const { flow, played } = await misled(way);
    const { page, faults } = await visitor(browser());
    await page.goto(`${host(played)}/quickstart`);
    expect(await outcome(page), what).toBe(`refused:${code}`);
    await expect(page.getByText(says), what).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 }), what).toHaveText(
      'This login was refused',
    );
    expect(await page.title(), what).toBe('This login was refused · mock docs host');
    expect(flow.asked.length, what).toBeLessThan(3);
    expect(page.url(), what).not.toContain('eyJ');
    await expect
      .poll(() => played.host.events().some((event) => event.code === code), { message: what })
      .toBe(true);
    expect(faults, what).toEqual([]);
    await page.context().close();
    flow.close();
    await played.host.close();
  }
});

test('a page that finds no token goes on to the login', async () => {
  const { flow, played } = await misled((token, redirect) =>
    flow.asked.length < 3
      ? `${redirect}#step-two`
      : `${callback}?redirect=${encodeURIComponent(redirect)}#${token}`,
  );
  const { page, faults } = await visitor(browser());
  await page.goto(`${host(played)}/quickstart?a=1`);
  expect(await outcome(page)).toBe('accepted');
  expect(page.url()).toBe(`${host(played)}/quickstart?a=1`);
  expect(flow.asked).toEqual(Array(3).fill('?redirect=%2Fquickstart%3Fa%3D1'));
  expect(faults).toEqual([]);
  await page.context().close();
  flow.close();
  await played.host.close();
});

test('what a page finds is shown without scripts, too', async () => {
  const { flow, played } = await misled((token, redirect) => `${redirect}#${token}`);
  const context = await browser().newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${host(played)}/quickstart`);
  await expect(page.getByRole('heading')).toHaveText('On to the login');
  await expect(page.getByRole('link', { name: 'Log in' })).toHaveAttribute(
    'href',
    '/login?redirect=%2Fquickstart',
  );
  await context.close();
  flow.close();
  await played.host.close();
});

test('no fragment rides on to the login flow, but where a run shows what real hosts do', async () => {
  for (const inheritsFragment of [false, true]) {
    const { flow, played } = await misled(() => undefined, { inheritsFragment });
    const { page } = await visitor(browser());
    await open(page, `${host(played)}/quickstart#step-one`);
    await expect(page.getByRole('heading')).toHaveText('Who are you?');
    const { hash } = new URL(page.url());
    expect(hash).toBe(inheritsFragment ? '#step-one' : '');
    await page.context().close();
    flow.close();
    await played.host.close();
  }
});

test('personalization: what became of the way back is said on the page', async () => {
  const flow = await openFlow(
    (): Played => played,
    (token) => `/#${token}`,
  );
  const played = await play(personalization, { loginUrls: [{ name: 'a', url: flow.url }] });
  const { page, faults } = await visitor(browser());
  await page.goto(`${host(played)}/quickstart#step-two`);
  await page.getByRole('link', { name: 'Log in' }).click();
  expect(await outcome(page)).toBe('accepted');
  await expect(page.getByRole('status')).toHaveText(
    'The way back (page-preserved): The visitor arrives at /. Expected: The visitor returns to /quickstart. Redirect to the page in the return parameter after checking that it is on the docs.',
  );
  await page.reload();
  await expect(page.getByRole('status')).toHaveCount(0);
  expect(faults).toEqual([]);
  await page.context().close();
  flow.close();
  await played.host.close();
});
