import { expect, test } from '@playwright/test';

import { examine, lookName, looks } from '../../harness/browser/looks.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';
import {
  annsUser,
  backWith,
  canary,
  grants,
  letsIn,
  logInAt,
  openToldServer,
  playClient,
  sends,
} from '../../harness/docs-host/oauth-host.js';
import { outcome, visitor } from '../../harness/mock-host-visitor.js';

/** The inspector, and the look of every page, of a docs host that is a client of an authorization server. */

const browser = sharedBrowser();

test('it shows each request, what came, what check says of it, and the line to go on with', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'host' });
  const { page, faults } = await visitor(browser());
  await page.goto(`${played.control.inspectorUrl}#${played.control.token}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('From here to the first reader');
  await expect(page.getByRole('group', { name: 'Registration' })).toContainText(
    `redirect_uri: ${played.host.origin}/login/callback/oauth`,
  );
  const docs = await page.context().newPage();
  const said = `no such code ${canary.code}`;
  server.token = sends(400, { error: 'invalid_grant', error_description: said });
  await docs.goto(`${played.host.origin}/quickstart`);
  expect(await outcome(docs)).toBe('refused:token-endpoint-answers');
  await expect(page.locator('#shown')).toHaveText('The login was refused');
  const token = page.locator('[data-call="token"]');
  await expect(token).toContainText(`POST ${server.tokenUrl}`);
  await expect(token).toContainText('error="invalid_grant" ("no such code');
  await token.getByText('Header fields').click();
  await expect(token.getByRole('row', { name: 'Authorization' })).toContainText('Basic …');
  await expect(page.locator('.arrow.from-2')).toHaveCount(2);
  await expect(page.getByText('What check says of it')).toBeVisible();
  await expect(page.getByText('token-endpoint-answers').first()).toBeVisible();
  const line = page.getByRole('group', { name: 'Command' });
  await expect(line).toContainText(`--client-id acme-docs --token-url ${server.tokenUrl}`);
  await expect(line).not.toContainText('--return-param');
  for (const secret of Object.values(canary)) expect(await page.content()).not.toContain(secret);
  server.token = grants();
  await docs.goto(`${played.host.origin}/quickstart`);
  await expect(page.locator('#shown')).toHaveText('The reader is logged in');
  await expect(page.locator('[data-call="info"]')).toContainText('200');
  await page.getByText('Faults, clock, reset').click();
  await page.getByLabel('Fault', { exact: true }).selectOption({ label: 'Refuse the code' });
  await page.getByRole('button', { name: 'Order' }).click();
  await expect(page.getByText('A code is refused as used before')).toBeVisible();
  expect(faults).toEqual([]);
  await page.context().close();
  await Promise.all([played.host.close(), server.close()]);
});

test('what a page could not read is shown with the fields to set', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'browser' });
  const { origin } = played.host;
  server.token = letsIn(origin, grants());
  const { page } = await visitor(browser());
  await page.goto(`${played.control.inspectorUrl}#${played.control.token}`);
  const docs = await page.context().newPage();
  await logInAt(docs, `${origin}/quickstart`);
  expect(await outcome(docs)).toBe('refused:info-cors-exact');
  const info = page.locator('[data-call="info"]');
  await expect(info.getByRole('group', { name: 'Header fields' })).toHaveText(
    `Access-Control-Allow-Origin: ${origin}\nAccess-Control-Allow-Headers: authorization`,
  );
  await expect(info).toContainText('none that could be read');
  await expect(page.locator('[data-call="token"]')).toContainText('yes');
  await page.context().close();
  await Promise.all([played.host.close(), server.close()]);
});

test('pages and inspector look right: on a phone, in the dark, without a mouse', async () => {
  test.slow();
  for (const by of ['host', 'browser'] as const) {
    const server = await openToldServer();
    const played = await playClient(server, { by });
    const { origin } = played.host;
    const { authorize } = server;
    const refused = backWith((state) => `?error=access_denied&state=${state}`);
    for (const look of looks) {
      const context = await browser().newContext({ ...look, bypassCSP: true });
      const page = await context.newPage();
      const open = async (): Promise<void> => {
        if (by === 'host') await page.goto(`${origin}/quickstart`);
        else await logInAt(page, `${origin}/quickstart`);
      };
      server.token = letsIn(origin, grants());
      server.info = letsIn(origin, sends(200, annsUser));
      server.authorize = refused;
      await open();
      await outcome(page);
      await examine(page, `${by} refused ${lookName(look)}`);
      server.authorize = authorize;
      server.info = sends(401, {});
      await open();
      await outcome(page);
      await examine(page, `${by} not told ${lookName(look)}`);
      await page.goto(`${played.control.inspectorUrl}#${played.control.token}`);
      await expect(page.locator('#shown')).toHaveText('The login was refused');
      await examine(page, `${by} inspector ${lookName(look)}`);
      await context.close();
    }
    await Promise.all([played.host.close(), server.close()]);
  }
});
