import { expect, test } from '@playwright/test';

import { inspectedHosts, look } from './looking.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

const browser = sharedBrowser();
const { host, samples, tellRefused } = inspectedHosts();

test('the token leaves the address at once, and goes nowhere but into Authorization', async () => {
  const { context, page, requests, faults } = await look(browser(), host().url);
  await expect(page.getByRole('heading', { name: 'From here to the first login' })).toBeVisible();
  expect(page.url()).toBe(`${host().origin}/_docs-handshake/`);
  const session = await context.newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  expect(JSON.stringify(entries), 'no way back to it').not.toContain(host().token);
  const timing = await page.evaluate(() => JSON.stringify(performance.getEntries()));
  expect(timing).not.toContain(host().token);
  expect(requests.filter((url) => url.includes(host().token))).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  expect(await page.content()).not.toContain(host().token);
  await page.reload();
  await expect(
    page.getByRole('heading', { name: 'From here to the first login' }),
    'this tab knows it',
  ).toBeVisible();
  expect(faults).toEqual([]);
  await context.close();
});

test('without the token it is locked; a tab beside one that knows it is let in', async () => {
  const locked = await look(browser(), `${host().origin}/_docs-handshake/`);
  await expect(locked.page.getByRole('heading', { name: 'The inspector is locked' })).toBeVisible();
  expect(host().asked, 'nothing was asked').toEqual([]);
  await locked.page.getByLabel('Token').fill('not the token at all');
  await locked.page.getByRole('button', { name: 'Open' }).click();
  await expect(locked.page.getByText('The host takes another token')).toBeVisible();
  await locked.page.getByLabel('Token').fill(host().token);
  await locked.page.getByRole('button', { name: 'Open' }).click();
  await expect(
    locked.page.getByRole('heading', { name: 'From here to the first login' }),
  ).toBeVisible();
  await tellRefused();
  const beside = await locked.context.newPage();
  await beside.goto(`${host().origin}/_docs-handshake/#handshake-1`);
  await expect(beside.getByRole('heading', { name: 'The login was refused' })).toBeVisible();
  await locked.context.close();
});

test('of eight inspectors in a browser one waits at the host, and all are told', async () => {
  const { context, page } = await look(browser(), host().url);
  await expect(page.getByRole('heading', { name: 'From here to the first login' })).toBeVisible();
  const pages = [page];
  while (pages.length < 8) {
    const next = await context.newPage();
    await next.goto(`${host().origin}/_docs-handshake/`);
    await expect(next.getByRole('heading', { name: 'From here to the first login' })).toBeVisible();
    pages.push(next);
  }
  await expect.poll(host().waiting).toBe(1);
  await tellRefused();
  for (const one of pages) {
    await expect(one.getByRole('heading', { name: 'The login was refused' })).toBeVisible();
  }
  await page.close();
  await expect.poll(host().waiting, 'another one waits in its place').toBe(1);
  host().tell(samples().left);
  for (const one of pages.slice(1)) {
    await expect(one.getByRole('link', { name: /At the login/ })).toBeVisible();
  }
  await context.close();
});

test('a host that goes away is said to be away, and followed again when it is back', async () => {
  const { context, page } = await look(browser(), host().url);
  await expect(page.getByText('live', { exact: true })).toBeVisible();
  const beside = await context.newPage();
  await beside.goto(`${host().origin}/_docs-handshake/`);
  const pages = [page, beside];
  for (const one of pages) await expect(one.getByText('live', { exact: true })).toBeVisible();
  await context.setOffline(true);
  host().tell(samples().left);
  for (const one of pages) await expect(one.getByText('the host does not answer')).toBeVisible();
  await context.setOffline(false);
  for (const one of pages) {
    await expect(one.getByText('live', { exact: true })).toBeVisible();
    await expect(one.getByRole('heading', { name: /At the login flow/ })).toBeVisible();
  }
  await context.close();
});
