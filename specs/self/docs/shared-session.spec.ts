import { expect, test } from '@playwright/test';
import { startDocsHost } from '../../../api/docs-host.js';
import { outcome, visitor } from '../harness/mock-host-visitor.js';
import { sharedBrowser } from '../harness/browser/shared-browser.js';
import { openPageFlow } from './page-flow.js';
import { allIsRight, judgedAsShown, saidOf } from './page-judged.js';
import { sessionFlows } from './shown-flows.js';

/** The session APIs of `docs/shared-session.md`: each works with `serve`, and `check` finds nothing. */

const browser = sharedBrowser();

for (const flow of sessionFlows) {
  test(`a reader of the session API in ${flow.title} is known to the docs`, async ({}, info) => {
    const docs = await startDocsHost({
      handshake: 'mintlify-shared-session',
      sessionUrl: 'http://localhost:1/api/session',
      port: 0,
      env: {},
    });
    await docs.stop();
    const open = await openPageFlow(flow, info.outputPath(), docs.url);
    const origin = open.loginUrl.replace('127.0.0.1', 'localhost').replace(/\/sign-in$/, '');
    const host = await startDocsHost({
      handshake: 'mintlify-shared-session',
      sessionUrl: `${origin}/api/session`,
      loginUrl: `${origin}/sign-in`,
      port: docs.port,
      env: {},
    });
    const { page, faults } = await visitor(browser());
    try {
      await page.goto(`${host.url}/quickstart`);
      expect(await outcome(page)).toBe('stranger');
      expect(await host.nextHandshake()).toMatchObject({ accepted: false });
      await page.locator('[data-ask-notice]').getByRole('link', { name: 'Log in' }).click();
      await page.fill('[name="username"]', 'ann@foo.com');
      await page.fill('[name="password"]', open.password);
      await page.click('button');
      await page.goto(`${host.url}/quickstart`);
      expect(await outcome(page)).toBe('identified');
      await expect(page.getByRole('heading', { name: 'Hello, Ann' })).toBeVisible();
      const seen = await host.nextHandshake();
      expect(seen).toMatchObject({ accepted: true, path: '/quickstart' });
      expect(seen.user).toBeUndefined();
      await page.goto(`${origin}/sign-out`);
      await page.goto(`${host.url}/quickstart`);
      expect(await outcome(page)).toBe('stranger');
      expect(faults).toEqual([]);
    } finally {
      await page.context().close();
      await host.stop();
      open.close();
    }
  });

  for (const driver of ['http', 'browser']) {
    test(`the session API in ${flow.title} is right, over ${driver}`, async ({}, info) => {
      test.setTimeout(240_000);
      const docsOrigin = 'http://localhost:4747';
      const report = await judgedAsShown(flow, info.outputPath(), docsOrigin, { driver });
      expect(saidOf(report)).toEqual(allIsRight);
    });
  }
}
