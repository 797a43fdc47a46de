import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import type { BrowserContextOptions, Page } from 'playwright';
import type { Report, RunReport } from '../../../protocol/report.js';
import { rendered } from '../../../reports/format.js';
import { formats } from '../../../reports/index.js';
import { fullReport, refilled } from './full-report.js';
import { runOf } from './run-of-targets.js';
import { sampleReport } from '../harness/sample-report.js';
import { examine, lookName } from '../harness/browser/looks.js';
import { sharedBrowser } from '../harness/browser/shared-browser.js';

const browser = sharedBrowser();

/** A report opened from disk, and all that it did besides standing there. */
interface Opened {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Opens a report as somebody who got it with a ticket does. */
async function opened(
  report: Report | RunReport,
  options: BrowserContextOptions = {},
  anchor = '',
): Promise<Opened> {
  const path = test.info().outputPath('report.html');
  const format = await formats['html']!();
  writeFileSync(path, rendered(format, report, { columns: 80, colour: false, verbose: false }));
  const context = await browser().newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => faults.push(message.text()));
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(?:file|data):/.test(request.url())) faults.push(request.url());
  });
  await page.goto(`${pathToFileURL(path).href}${anchor}`);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

const attack =
  '</script></style></title><script>document.title="owned";alert(1)</script><img src="https://evil.example/x" onerror=alert(1)><style>*{background:url(https://evil.example/)}</style>';

test('hostile texts do nothing: no dialog, no request, no script', async () => {
  const hostile = refilled(fullReport(), (_name, at) => `${attack}" onfocus="alert(1)" ${at}`);
  await using report = await opened(hostile);
  const { page, faults } = report;
  await page.getByRole('button', { name: 'Open all visits' }).click();
  for (const link of await page.locator('a').all()) await link.focus();
  await page.getByRole('searchbox').fill(attack);
  expect(await page.title()).not.toBe('owned');
  expect(faults).toEqual([]);
  expect(await page.locator('script, style').count(), 'its own and no other').toBe(2);
});

test('axe finds nothing, in light and dark, on a phone and on a desk', async () => {
  test.slow();
  const looks: readonly BrowserContextOptions[] = [
    { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    { colorScheme: 'dark', viewport: { width: 390, height: 800 } },
  ];
  const good = sampleReport({ exitCode: 0, verdicts: [], remarks: [] });
  for (const look of looks) {
    const several = runOf(['shop', 'a name that is rather long', 'dead', 'docs']);
    for (const model of [fullReport(), sampleReport({ exitCode: 3 }), good, several]) {
      await using report = await opened(model, look);
      const { page } = report;
      await page.evaluate(() =>
        document.querySelectorAll('details').forEach((fold) => fold.setAttribute('open', '')),
      );
      await examine(page, `${lookName(look)}, exit code ${model.exitCode}`, 15);
    }
  }
});

test('a link in the table leads to its target, and a filter is for all of them', async () => {
  await using report = await opened(runOf(['shop', 'docs', 'dead', 'staging']));
  const { page, faults } = report;
  await page.getByRole('link', { name: 'dead' }).click();
  await expect(page.getByRole('heading', { name: 'dead: not judged' })).toBeInViewport();
  await page.getByRole('searchbox').fill('user-host');
  await expect(page.getByRole('article', { name: 'shop: user-host' })).toBeVisible();
  await expect(page.getByRole('article', { name: 'docs: user-host' })).toBeVisible();
  await expect(page.getByRole('article', { name: 'shop: cache-no-store' })).toBeHidden();
  expect(faults).toEqual([]);
});

test('filters by outcome, level, driver and text, and says how much is left', async () => {
  await using report = await opened(fullReport());
  const { page, faults } = report;
  const tally = page.locator('.filters output');
  const ids = async (): Promise<readonly string[]> =>
    page
      .locator('[data-outcome]:visible')
      .evaluateAll((rows) => rows.map((row) => row.id || (row.querySelector('.inside')?.id ?? '')));
  await expect(tally).toHaveText('12 of 12 requirements, 7 of 7 visits');
  await page.getByRole('checkbox', { name: 'pass' }).uncheck();
  await expect(tally).toHaveText('8 of 12 requirements, 7 of 7 visits');
  await expect(page.getByRole('heading', { name: 'Passed' })).toBeHidden();
  await page.getByRole('checkbox', { name: 'must' }).uncheck();
  expect(await ids()).toEqual(['cache-no-store', 'token-size']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(tally).toHaveText('12 of 12 requirements, 7 of 7 visits');
  await page.getByRole('combobox', { name: 'Driver' }).selectOption('differ');
  expect(await ids()).toEqual(['handoff-not-blocked']);
  await page.getByRole('combobox', { name: 'Driver' }).selectOption('');
  await page.getByRole('searchbox').fill('form-action blocks');
  expect(await ids()).toEqual(['handoff-not-blocked']);
  await expect(tally).toHaveText('1 of 12 requirements, 0 of 7 visits');
  await page.getByRole('searchbox').press('Enter');
  expect(await ids(), 'nothing was sent').toEqual(['handoff-not-blocked']);
  expect(faults).toEqual([]);
});

test('a link leads to its requirement, though it is folded or filtered out', async () => {
  await using report = await opened(fullReport(), {}, '#token-alg');
  const { page } = report;
  await expect(page.locator('#token-alg')).toBeInViewport();
  await expect(page.locator('#token-alg').getByText('Fix', { exact: true })).toBeVisible();
  await page.getByRole('searchbox').fill('cache-control');
  await expect(page.locator('#user-host')).toBeHidden();
  await page.evaluate(() => {
    location.hash = 'user-host';
  });
  await expect(page.locator('#user-host')).toBeInViewport();
  await page.locator('#user-host').getByRole('link', { name: 'plain' }).click();
  await expect(page.locator('[id="visit.plain"]')).toBeInViewport();
});

test('without scripts everything is there but the filters, and a keyboard reaches it', async () => {
  await using report = await opened(fullReport(), { javaScriptEnabled: false });
  const { page } = report;
  await expect(page.locator('form.filters')).toBeHidden();
  await expect(page.getByText('The token has no host.')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the verdicts' })).toBeFocused();
  await page.locator('details.row summary').last().focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('details.row').last().getByText('Fix', { exact: true })).toBeVisible();
});

test('on paper it is light, without filters, and nothing open is lost', async () => {
  await using report = await opened(fullReport(), { colorScheme: 'dark' });
  const { page } = report;
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('form.filters')).toBeHidden();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(page.getByText('The token has no host.')).toBeVisible();
  await expect(page.locator('.sequence').first()).toBeVisible();
  await expect(page.locator('details.visit:not([open])').first()).toBeHidden();
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
});
