import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect, test, type Browser, type Page } from '@playwright/test';
import type { BrowserContextOptions } from 'playwright';

import { launch } from '../../harness/mock-host-visitor.js';
import { openInspectedHost } from './inspected-host.js';
import { makeSamples } from './sample-handshakes.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser | undefined;

test.beforeAll(async () => {
  browser = await launch();
});
test.afterAll(() => browser?.close());

const desk = { width: 1400, height: 900 };
const phone = { width: 390, height: 844 };
const looks: readonly BrowserContextOptions[] = [
  { viewport: desk, colorScheme: 'light' },
  { viewport: desk, colorScheme: 'dark' },
  { viewport: phone, colorScheme: 'light' },
  { viewport: phone, colorScheme: 'dark' },
];

/** What axe finds, once nothing moves any more, and whether anything sticks out. */
async function examine(page: Page, said: string): Promise<void> {
  await page.evaluate(async () => {
    const finite = document
      .getAnimations()
      .filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.all(finite.map((one) => one.finished));
  });
  await page.evaluate(axe);
  const { passed, found } = await page.evaluate<{ passed: number; found: unknown }>(
    `axe.run().then(({ passes, violations }) => ({ passed: passes.length, found: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html.slice(0, 200))) }))`,
  );
  expect.soft(found, said).toEqual([]);
  expect.soft(passed, 'it did look').toBeGreaterThan(12);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, `${said}: nothing sticks out`).toBeLessThanOrEqual(0);
}

for (const how of looks) {
  const called = `${how.colorScheme} ${how.viewport?.width}`;
  test(`the inspector in ${called}: no violation, nothing sticks out`, async () => {
    expect(browser, 'no browser was found').toBeDefined();
    const [host, samples] = await Promise.all([openInspectedHost(), makeSamples()]);
    const context = await browser!.newContext({ ...how, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${host.origin}/_docs-handshake/`);
    await expect(page.getByRole('heading', { name: 'The inspector is locked' })).toBeVisible();
    await examine(page, `${called}, locked`);
    await page.goto('about:blank');
    await page.goto(host.url);
    await expect(page.getByRole('heading', { name: 'From here to the first login' })).toBeVisible();
    await examine(page, `${called}, empty`);
    host.judge(1, await samples.judge('refused'));
    host.tell({ ...samples.refused, faults: ['f1'] });
    host.judge(2, await samples.judge('accepted'));
    host.tell(samples.accepted);
    await expect(page.getByText(/\d+ passed/)).toBeVisible();
    await page.getByText('Faults, clock, reset').click();
    await page.getByRole('button', { name: 'Order' }).click();
    await expect(page.getByRole('list', { name: 'Ordered faults' })).toBeVisible();
    await page.getByRole('button', { name: '5 s later', exact: true }).click();
    await examine(page, `${called}, taken`);
    await page.getByRole('link', { name: /Refused/ }).click();
    await expect(page.getByText(/\d+ failed/)).toBeVisible();
    await page.locator('details.fold > summary').first().click();
    await examine(page, `${called}, refused`);
    host.tell(samples.left);
    await page.getByRole('link', { name: /At the login/ }).click();
    await expect(page.getByText('Nothing came back so far.')).toBeVisible();
    await examine(page, `${called}, away`);
    await context.close();
    await host.close();
  });
}
