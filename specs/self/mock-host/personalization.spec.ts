import { expect, test } from '@playwright/test';

import { playControlled } from '../harness/control-client.js';
import { personalization, play } from '../harness/mock-host-setup.js';
import { host, open, outcome, visitor } from '../harness/mock-host-visitor.js';
import { sharedBrowser } from '../harness/browser/shared-browser.js';

const browser = sharedBrowser();

test('personalization: the page takes the token, keeps the reader, and goes to the anchor', async () => {
  const played = await play(personalization, { docsPath: '/docs' });
  const { page, faults, handed, told, traces } = await visitor(browser());
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
  expect(told.map(({ outcome }) => outcome)).toEqual(rows.map(() => 'accepted'));

  const loaded = page.waitForEvent('load');
  await page.evaluate((token) => (location.hash = token), played.mint(user));
  await loaded;
  expect(await outcome(page)).toBe('accepted');
  expect(told).toHaveLength(rows.length + 1);
  expect(handed).toEqual([]);

  await page.getByRole('link', { name: 'Log out' }).click();
  await expect(page.getByRole('heading')).toHaveText('You are logged out');
  await open(page, quickstart);
  await expect(page.getByText('Hello, stranger')).toBeVisible();
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: names of any length stay on the page, and no page claims what it is not', async () => {
  const played = await play(personalization);
  const { page, faults } = await visitor(browser());
  const firstName = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(4);
  await open(page, `${host(played)}/admin#${played.mint({ content: { firstName } })}`);
  expect(await outcome(page)).toBe('accepted');
  await expect(page.locator('[data-user="name"]')).toHaveText(firstName);
  for (const width of [380, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${width} px`).toBeLessThanOrEqual(width);
    const card = await page.locator('.rail .card').boundingBox();
    const name = await page.locator('[data-user="name"]').boundingBox();
    expect((name?.x ?? 0) + (name?.width ?? 0)).toBeLessThanOrEqual(
      (card?.x ?? 0) + (card?.width ?? 0),
    );
  }
  await expect(page.locator('.lead')).toContainText('Everybody can open this page.');
  await expect(page.locator('.lead')).not.toContainText('404');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: a token outside the docs, and a reader who replaces another', async () => {
  const played = await play(personalization, { docsPath: '/docs' });
  const { page, faults, handed, notices } = await visitor(browser());
  const quickstart = `${host(played)}/docs/quickstart`;
  await open(page, `${host(played)}/quickstart#${played.mint()}`);
  await expect(page.getByRole('status')).toContainText('it belongs at a docs page below /docs');
  expect(handed).toEqual([]);
  const expiresAt = played.seconds() + 3600;
  const ann = { content: { firstName: 'Ann' }, expiresAt };
  const notice = page.getByText('This login replaced the session of a reader with other data');
  const rows: readonly (readonly [claims: Record<string, unknown>, replaces: boolean])[] = [
    [ann, false],
    [{ ...ann, expiresAt: expiresAt + 1 }, false],
    [{ ...ann, content: { firstName: 'Mallory' } }, true],
  ];
  for (const [claims, replaces] of rows) {
    await open(page, `${quickstart}#${played.mint(claims)}`);
    expect(await outcome(page)).toBe('accepted');
    if (replaces) await expect(notice).toBeVisible();
    else await expect(notice).toBeHidden();
    // To the second that the token names, whatever the way of the answer took.
    const until = new Date(Number(claims['expiresAt']) * 1000).toISOString();
    await expect(page.getByText(until)).toBeVisible();
  }
  await expect
    .poll(() => played.host.events().map(({ kind }) => kind))
    .toContain('session-replaced');
  expect(notices).toHaveLength(2);
  await open(page, `${quickstart}#${played.mint({ exp: 1 })}`);
  expect(await outcome(page)).toBe('refused:token-exp-future');
  const back = page.getByText('You are still logged in to the docs.').getByRole('link');
  await expect(back).toHaveAttribute('href', '/docs/quickstart');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: anchors are never handed over, broken tokens are refused', async () => {
  const played = await play(personalization);
  const { page, faults, handed } = await visitor(browser());
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
    ['#jwt=undefined&anchor=x', 'callback-reached'],
    ['#jwt=x&anchor=undefined', 'callback-token-in-fragment'],
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
  const { page, faults } = await visitor(browser());
  await page.clock.install();
  const token = played.mint({ expiresAt: played.seconds() + 3600, content: { firstName: 'Zoë' } });
  await open(page, `${host(played)}/#${token}`);
  await expect(page.getByText('Hello, Zoë')).toBeVisible();
  await page.clock.fastForward(3_599_000);
  await page.clock.fastForward(2_000);
  await expect(page.getByText('Hello, stranger')).toBeVisible();
  // A hash of the token stays: it is not to be brought again on a clock that was moved back.
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['docs-handshake-used']);
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: a clock that is moved back revives no reader, and a reset forgets all of them', async () => {
  const played = await playControlled(personalization);
  const { page, faults } = await visitor(browser());
  const home = `${host(played)}/`;
  const claims = { expiresAt: played.seconds() + 3600, content: { firstName: 'Zoë' } };
  const hello = page.getByText('Hello, Zoë');
  const stranger = page.getByText('Hello, stranger');
  const first = played.mint({ ...claims, exp: played.seconds() + 60 });
  await open(page, `${home}#${first}`);
  await expect(hello).toBeVisible();
  // Each thing happens at a time of its own.
  const later = (): number => (played.clock.now += 5_000);
  later();
  await played.call('PUT', '/clock', { offsetMs: 7_200_000 });
  await played.call('PUT', '/clock', { offsetMs: 0 });
  await open(page, home);
  await expect(stranger).toBeVisible();
  await open(page, `${home}#${first}`);
  expect(await outcome(page)).toBe('refused:replay');
  later();
  await open(page, `${home}#${played.mint(claims)}`);
  await expect(hello).toBeVisible();
  await expect(page.getByText('This login replaced')).toBeHidden();
  await open(page, home);
  await expect(hello, 'who logged in since then is not touched by it').toBeVisible();
  later();
  await played.call('POST', '/reset');
  await open(page, home);
  await expect(stranger).toBeVisible();
  later();
  await open(page, `${home}#${first}`);
  expect(await outcome(page), 'a token is new again').toBe('accepted');
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('personalization: whom a login replaces is told by the clock of the host', async () => {
  const played = await playControlled(personalization);
  const { page } = await visitor(browser());
  const home = `${host(played)}/`;
  const replaced = page.getByText('This login replaced the session of a reader');
  const mint = (firstName: string, ms: number): string =>
    played.mint({
      exp: played.seconds() + ms / 1000 + 10,
      expiresAt: played.seconds() + ms / 1000 + 60,
      content: { firstName },
    });
  await open(page, `${home}#${mint('Ann', 0)}`);
  await expect(page.getByText('Hello, Ann')).toBeVisible();
  await played.call('PUT', '/clock', { offsetMs: 3_600_000 });
  await open(page, `${home}#${mint('Ben', 3_600_000)}`);
  await expect(page.getByText('Hello, Ben')).toBeVisible();
  await expect(replaced, 'the session of the first was over').toBeHidden();
  await open(page, `${home}#${mint('Cat', 3_600_000)}`);
  await expect(replaced).toBeVisible();
  await page.context().close();
  await played.host.close();
});
