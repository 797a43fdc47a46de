import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect } from '@playwright/test';
import type { BrowserContextOptions, Page } from 'playwright';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const desk = { width: 1400, height: 900 };
const phone = { width: 390, height: 844 };

/** How a page is looked at: light and dark, at a desk and on a phone. */
export const looks: readonly BrowserContextOptions[] = [
  { viewport: desk, colorScheme: 'light' },
  { viewport: desk, colorScheme: 'dark' },
  { viewport: phone, colorScheme: 'light' },
  { viewport: phone, colorScheme: 'dark' },
];

/** How a look is called. */
export const lookName = ({ colorScheme, viewport }: BrowserContextOptions): string =>
  `${colorScheme} ${viewport?.width}`;

/**
 * Once nothing moves any more, axe finds no violation, and nothing sticks out.
 *
 * @param said what failures are told of
 * @param more that axe has to have found more rules met than this, or it did not look
 */
export async function examine(page: Page, said: string, more = 12): Promise<void> {
  await page.evaluate(async () => {
    const finite = document
      .getAnimations()
      .filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.all(finite.map((one) => one.finished));
  });
  await page.evaluate(`(() => { const module = undefined; ${axe} })()`);
  const { passed, found } = await page.evaluate<{ passed: number; found: unknown }>(
    `axe.run().then(({ passes, violations }) => ({ passed: passes.length, found: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html.slice(0, 200))) }))`,
  );
  expect.soft(found, said).toEqual([]);
  expect.soft(passed, `${said}: it did look`).toBeGreaterThan(more);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, `${said}: nothing sticks out`).toBeLessThanOrEqual(0);
}
