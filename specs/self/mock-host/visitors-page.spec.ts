import { expect, test } from '@playwright/test';

import { get, hand } from '../harness/mock-host-client.js';
import { authentication, personalization, play } from '../harness/mock-host-setup.js';
import { host, open, outcome, visitor } from '../harness/mock-host-visitor.js';
import { sharedBrowser } from '../harness/browser/shared-browser.js';

/** What a visitor's browser loads, and what other scripts of a page are told of its reader. */

const browser = sharedBrowser();

/** The values of `mintlify:user` since the page began, and what stands in `window.mintlify.user`. */
interface Announced {
  readonly events: readonly unknown[];
  readonly user: unknown;
}

for (const handshake of [authentication, personalization]) {
  test(`${handshake.facts.id}: scripts of a page are told who reads`, async () => {
    const played = await play(handshake);
    const { page, faults } = await visitor(browser());
    await page.addInitScript(() => {
      const events: unknown[] = [];
      Object.assign(window, { announced: events });
      addEventListener('mintlify:user', (event) => events.push((event as CustomEvent).detail));
    });
    const told = (): Promise<Announced> =>
      page.evaluate(() => {
        const { announced, mintlify } = window as unknown as {
          announced: unknown[];
          mintlify?: { user?: unknown };
        };
        return { events: announced, user: mintlify?.user };
      });
    await open(page, `${host(played)}/public`);
    await expect.poll(told).toEqual({ events: [null], user: undefined });
    const content = { firstName: 'Zoë', plan: { seats: 3 } };
    const { callbackPath } = handshake.facts;
    await open(page, `${host(played)}${callbackPath ?? '/public'}#${played.mint({ content })}`);
    expect(await outcome(page)).toBe('accepted');
    await expect.poll(told).toEqual({ events: [content], user: content });
    expect(faults).toEqual([]);
    await page.context().close();
    await played.host.close();
  });
}

test('a callback that only hands over loads its script and nothing else, and no page asks twice', async () => {
  const played = await play(authentication);
  const { page, faults } = await visitor(browser());
  const asked: string[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!response.request().url().startsWith('http')) return;
    asked.push(pathname.replace(/-[\w-]{12}\./, '.').replace(/landed\/.*/, 'landed'));
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const fromMemory = new Set<string>();
  const answered: { readonly id: string; readonly path: string }[] = [];
  session.on('Network.requestServedFromCache', ({ requestId }) => fromMemory.add(requestId));
  session.on('Network.responseReceived', ({ requestId: id, response }) => {
    if (!response.fromDiskCache) answered.push({ id, path: new URL(response.url).pathname });
  });
  await page.goto(`${host(played)}/login/jwt-callback?redirect=%2Fquickstart#${played.mint()}`);
  expect(await outcome(page)).toBe('accepted');
  await page.waitForLoadState('load');
  expect(asked.slice(0, 3)).toEqual([
    '/login/jwt-callback',
    '/_docs-handshake/take.js',
    '/_docs-handshake/verify',
  ]);
  await page.goto(`${host(played)}/public`);
  await page.goto(`${host(played)}/quickstart`);
  await page.waitForLoadState('load');
  const files = answered.flatMap(({ id, path }) =>
    /\.(?:js|css|svg)$/.test(path) && !fromMemory.has(id) ? [path] : [],
  );
  expect(files.length).toBeGreaterThan(2);
  expect(new Set(files).size, files.join(' ')).toBe(files.length);
  for (const path of files) {
    const answer = await get(played, path);
    expect(answer.headers.get('cache-control'), path).toBe('public, max-age=31536000, immutable');
  }
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a callback that stays shows itself, dressed', async () => {
  const played = await play(authentication);
  const { page } = await visitor(browser());
  await page.route('**/verify', () => undefined);
  await open(page, `${host(played)}/login/jwt-callback#${played.mint()}`);
  await expect(page.getByRole('heading')).toHaveText('Logging you in');
  const card = page.locator('.card');
  await expect(card).toHaveCSS('text-align', 'center');
  await expect(page.locator('.brand img')).toBeVisible();
  await page.context().close();
  await played.host.close();
});

for (const handshake of [authentication, personalization]) {
  test(`${handshake.facts.id}: the sample has its own pages, and every path is one in a check run alone`, async () => {
    const { docsAreOpen, callbackPath } = handshake.facts;
    for (const everyPathIsPage of [false, true]) {
      const played = await play(handshake, { everyPathIsPage });
      const cookie = docsAreOpen
        ? ''
        : ((await hand(played, played.mint(), callbackPath)).headers
            .getSetCookie()[0]
            ?.split(';', 1)[0] ?? '');
      for (const [path, status] of [
        ['/quickstart', 200],
        ['/', 200],
        ['/guides/of-mine', everyPathIsPage ? 200 : 404],
      ] as const) {
        expect((await get(played, path, { cookie })).status, path).toBe(status);
      }
      const missing = played.host.events().filter(({ kind }) => kind === 'page-missing');
      expect(missing.map(({ sentence }) => sentence.includes('--docs <folder>'))).toEqual(
        everyPathIsPage ? [] : [true],
      );
      await played.host.close();
    }
  });
}

test('up to ten login URLs: the visitor chooses, and the page that was asked for goes along', async () => {
  const loginUrls = Array.from({ length: 10 }, (_, at) => ({
    name: `Team ${at}`,
    url: `https://foo.test/login-${at}?tenant=${at}`,
  }));
  for (const handshake of [authentication, personalization]) {
    const played = await play(handshake, { loginUrls });
    const { page, faults } = await visitor(browser());
    const wanted = '/quickstart?a=1&b=ü';
    await open(page, `${host(played)}/login?redirect=${encodeURIComponent(wanted)}`);
    const links = page.getByRole('listitem').getByRole('link');
    await expect(links).toHaveText(loginUrls.map(({ name }) => name));
    for (const [at, link] of (await links.all()).entries()) {
      const href = (await link.getAttribute('href')) ?? '';
      expect(href).toBe(
        `https://foo.test/login-${at}?tenant=${at}&redirect=${encodeURIComponent(wanted)}`,
      );
    }
    // What may not be handed on goes no further than the choice.
    await open(page, `${host(played)}/login?redirect=${encodeURIComponent('//evil.example/')}`);
    await expect(links.first()).toHaveAttribute('href', 'https://foo.test/login-0?tenant=0');
    expect(faults).toEqual([]);
    await page.context().close();
    await played.host.close();
  }
});
