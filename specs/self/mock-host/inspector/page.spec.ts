import { expect, test } from '@playwright/test';

import type { HandshakeRecord } from '../../../../protocol/handshake-record.js';
import { inspectedHosts, look } from './looking.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

const browser = sharedBrowser();
const { host, samples, tellRefused } = inspectedHosts();

test('a handshake is there when the visitor leaves, and goes on by itself', async () => {
  const { context, page, faults } = await look(browser(), host().url);
  await expect(page.getByRole('heading', { name: 'From here to the first login' })).toBeVisible();
  host().tell(samples().left);
  await expect(page.getByRole('heading', { name: /At the login flow for \d+ s/ })).toBeVisible();
  const seconds = async (): Promise<number> =>
    Number(/for (\d+) s/.exec((await page.locator('h1').textContent()) ?? '')?.[1]);
  const first = await seconds();
  await expect.poll(seconds, 'it counts').toBeGreaterThan(first);
  host().judge(3, await samples().judge('accepted'));
  host().tell({ ...samples().accepted, id: 3 });
  await expect(page.getByRole('heading', { name: 'The token was taken' })).toBeVisible();
  await expect(page.locator('.sequence .gap')).toContainText(
    '2.3 s, which the docs host does not see',
  );
  await expect(page.locator('tr', { hasText: /^exp\d/ })).toContainText(
    /(in \d+ s|now|\d+ s ago), [89](?:\.\d)? s after it arrived/,
  );
  expect(faults).toEqual([]);
  await context.close();
});

test('every verdict is the very one of the judge, and what was not judged is named', async () => {
  await tellRefused();
  const judged = await samples().judge('refused');
  const { context, page } = await look(browser(), host().url);
  const shown = page.locator('[data-requirement]');
  await expect.poll(() => shown.count()).toBe(judged.verdicts.length + judged.notJudged.length);
  for (const fold of await page.locator('details.fold').all()) {
    await fold.evaluate((element: HTMLDetailsElement) => {
      element.open = true;
    });
  }
  const fell = judged.verdicts.filter(({ outcome }) => outcome === 'fail');
  expect(fell.map(({ id }) => id)).toEqual(['token-exp-future']);
  for (const { id, title, expected, actual, why, fix } of fell) {
    const place = page.locator(`[data-requirement="${id}"]`);
    for (const words of [title, expected ?? '', actual ?? '', why, fix]) {
      await expect.soft(place).toContainText(words);
    }
  }
  for (const { id, title } of judged.notJudged) {
    await expect.soft(page.locator(`[data-requirement="${id}"]`)).toContainText(title);
  }
  const passed = page.locator('details.fold', { hasText: 'Passed' }).locator('[data-requirement]');
  const passing = judged.verdicts.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id);
  expect(
    await passed.evaluateAll((all) => all.map((one) => one.getAttribute('data-requirement'))),
  ).toEqual(passing);
  await context.close();
});

test('what if: later, under another edition, for another docs host, and when the token is gone', async () => {
  host().judge(2, await samples().judge('accepted'));
  host().tell(samples().accepted);
  const answers = {
    5: await samples().judge('accepted', { laterSeconds: 5 }),
    15: await samples().judge('accepted', { laterSeconds: 15 }),
    host: await samples().judge('accepted', { docsHost: 'docs.foo.com' }),
  };
  host().suppose(({ laterSeconds, docsHost }) =>
    docsHost === 'docs.foo.com'
      ? answers.host
      : laterSeconds === 5 || laterSeconds === 15
        ? answers[laterSeconds]
        : undefined,
  );
  const { context, page } = await look(browser(), host().url);
  const log = page.getByRole('log', { name: 'Answers' });
  await page.getByRole('button', { name: '5 s later', exact: true }).click();
  await expect(log).toContainText(/5 s later: ✓ nothing falls of \d+ requirements/);
  await page.getByRole('button', { name: '15 s later' }).click();
  await expect(log).toContainText('15 s later: ✗ one requirement falls');
  await expect(log).toContainText('token-exp-future: It expired');
  await page.getByRole('textbox', { name: 'Docs host' }).fill('docs.foo.com');
  await page.keyboard.press('Enter');
  await expect(log).toContainText('For docs.foo.com: ✗');
  await expect(log).toContainText('user-host');
  await page.getByRole('button', { name: 'Under it' }).click();
  await expect(log).toContainText('Under edition 2025-06: The token is not kept any more.');
  expect(host().asked.filter((line) => line.includes('what-if'))).toEqual([
    'POST /handshakes/2/what-if {"laterSeconds":5}',
    'POST /handshakes/2/what-if {"laterSeconds":15}',
    'POST /handshakes/2/what-if {"docsHost":"docs.foo.com"}',
    'POST /handshakes/2/what-if {"edition":"2025-06"}',
  ]);
  await context.close();
});

test('faults, clock and reset are told to the host, and shown', async () => {
  await tellRefused();
  const { context, page } = await look(browser(), host().url);
  await page.getByText('Faults, clock, reset').click();
  await page
    .getByRole('combobox', { name: 'Fault' })
    .selectOption({ label: 'Refuse a good token as used before' });
  await page.getByLabel('until cleared').check();
  await page.getByRole('button', { name: 'Order' }).click();
  await expect(page.getByRole('list', { name: 'Ordered faults' })).toContainText('f1');
  await expect(page.getByRole('list', { name: 'The host' })).toContainText('1 ordered');
  await page.getByRole('button', { name: 'Clear fault f1' }).click();
  await expect(page.getByText('None ordered: the host behaves.')).toBeVisible();
  await page.getByRole('button', { name: '+ 1 min' }).click();
  await expect(page.getByRole('list', { name: 'The host' })).toContainText('Clock +1 min');
  await page.getByRole('button', { name: 'Reset the host' }).click();
  await expect(page.getByRole('heading', { name: 'From here to the first login' })).toBeVisible();
  expect(host().asked.filter((line) => !line.startsWith('GET'))).toEqual([
    'POST /faults {"kind":"refuse-token","as":"replay","times":"until-cleared"}',
    'DELETE /faults/f1',
    'PUT /clock {"offsetMs":60000}',
    'POST /reset',
  ]);
  await context.close();
});

test('the list is walked by the keyboard, and the check line is copied by it', async () => {
  await tellRefused();
  host().judge(2, await samples().judge('accepted'));
  host().tell(samples().accepted);
  const { context, page } = await look(browser(), host().url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('link', { name: /Taken/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'The login was refused' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Refused/ })).toHaveAttribute('aria-current', 'true');
  expect(new URL(page.url()).hash).toBe('#handshake-1');
  host().tell({ ...samples().left, id: 4 });
  await expect(page.getByRole('link', { name: /At the login/ })).toBeVisible();
  await expect(
    page.getByRole('heading', { name: 'The login was refused' }),
    'what was chosen stays',
  ).toBeVisible();
  await page.getByRole('button', { name: 'Copy' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(host().state().command);
  await page.getByRole('link', { name: 'Follow the latest' }).click();
  await expect(page.getByRole('heading', { name: /At the login flow/ })).toBeVisible();
  await context.close();
});

test('claims are text, a payload that cannot be read is said to be so, and no signature is anywhere', async () => {
  const hostile = '<img src=x onerror=alert(1)></code><script>alert(2)</script>{{7*7}}';
  const bad: HandshakeRecord = {
    ...samples().accepted,
    id: 5,
    page: `/${hostile}`,
    token: {
      header: { alg: 'EdDSA', [hostile]: hostile },
      claims: {
        sub: hostile,
        exp: 1e300,
        iat: 'yesterday',
        groups: [hostile],
        big: 'x'.repeat(50_000),
      },
      masked: 'eyJhbG…(300 characters)',
    },
    sentence: hostile,
    location: 'javascript:alert(3)',
  };
  host().tell(bad);
  const { context, page, faults } = await look(browser(), host().url);
  await expect(page.locator('.token')).toContainText(hostile);
  expect(await page.locator('img[src="x"], a[href^="javascript"]').count()).toBe(0);
  const { header } = samples().accepted.token ?? {};
  host().tell({
    ...samples().accepted,
    id: 6,
    token: { header: header ?? {}, masked: 'eyJhbG…(9 characters)' },
  });
  await expect(page.getByText('Its payload could not be read')).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  for (const canary of samples().canaries) expect(await page.content()).not.toContain(canary);
  expect(faults).toEqual([]);
  await context.close();
});
