import { expect, test } from '@playwright/test';

import { openInspectedHost } from './inspected-host.js';
import { makeSamples } from './sample-handshakes.js';
import { examine, lookName, looks } from '../../harness/browser/looks.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

const browser = sharedBrowser();

for (const how of looks) {
  const called = lookName(how);
  test(`the inspector in ${called}: no violation, nothing sticks out`, async () => {
    const [host, samples] = await Promise.all([openInspectedHost(), makeSamples()]);
    const context = await browser().newContext({ ...how, bypassCSP: true });
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
