import { expect, test } from '@playwright/test';

import { sharedBrowser } from '../../harness/browser/shared-browser.js';
import {
  annsUser,
  grants,
  letsIn,
  logInAt,
  openToldServer,
  playClient,
  sends,
} from '../../harness/docs-host/oauth-host.js';
import { endingFaults, faultCounts } from '../../harness/docs-host/told-cases.js';
import { outcome, visitor } from '../../harness/mock-host-visitor.js';

/** What a page tells its host of a login, and what the host may tell the page. */

const browser = sharedBrowser();

test('faults on demand end a login, once, and say so', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'browser' });
  const { origin } = played.host;
  server.token = letsIn(origin, grants());
  server.info = letsIn(origin, sends(200, annsUser));
  const { page } = await visitor(browser());
  for (const [kind, code] of endingFaults) {
    const { body } = await played.call('POST', '/faults', { kind });
    await logInAt(page, `${origin}/quickstart`);
    expect(await outcome(page)).toBe(`refused:${code}`);
    await expect(page.locator('[data-part="failed"]')).toContainText(
      `clear the fault ${String(body['id'])}`,
    );
  }
  await played.call('POST', '/faults', { kind: 'slow-token', ms: 40 });
  await logInAt(page, `${origin}/quickstart`);
  await expect(page.getByRole('heading', { name: 'Hello, Zoë <b>' })).toBeVisible();
  expect(await faultCounts(played)).toEqual(Array.from({ length: 4 }, () => ['spent', 1]));
  await page.context().close();
  await Promise.all([played.host.close(), server.close()]);
});

test('an answer that is more than ten seconds late counts as none', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'browser' });
  const { page } = await visitor(browser());
  await page.clock.install();
  server.token = letsIn(played.host.origin, grants());
  const { body } = await played.call('POST', '/faults', { kind: 'slow-token', ms: 15_000 });
  await logInAt(page, `${played.host.origin}/quickstart`);
  const failed = page.locator('[data-part="failed"]');
  await expect(async () => {
    await page.clock.runFor(10_000);
    await expect(failed).toContainText(`clear the fault ${String(body['id'])}`, { timeout: 500 });
  }).toPass();
  expect(await outcome(page)).toBe('refused:token-endpoint-silent');
  await page.context().close();
  await Promise.all([played.host.close(), server.close()]);
});

test('a word that no page here sends is refused', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'browser' });
  const right = { outcome: 'identified', calls: [], rows: {}, faults: [] };
  const rows: readonly (readonly [object, number])[] = [
    [right, 200],
    [{ ...right, token: 'x' }, 400],
    [{ ...right, page: 'https://evil.example/' }, 400],
    [{ ...right, rows: { 'user-groups': '<b>' } }, 400],
    [{ ...right, outcome: 'refused', code: 'made-up' }, 400],
    [{ ...right, outcome: 'refused', code: 'no-code', error: '<script>' }, 400],
    [{ ...right, calls: [{ role: 'token', ms: 1, names: ['a b'] }] }, 400],
    [{ ...right, calls: [{ role: 'token', ms: 1, names: [], reason: 'cors' }] }, 200],
    [{ ...right, faults: ['slow'] }, 400],
  ];
  for (const [told, status] of rows) {
    const answer = await fetch(`${played.host.origin}/_docs-handshake/redeemed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(told),
    });
    expect(answer.status, JSON.stringify(told)).toBe(status);
  }
  await Promise.all([played.host.close(), server.close()]);
});
