import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../drivers/chromium/find.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../../../fixtures/reference/flow.js';
import { freePort } from '../docs/page-flow.js';
import { openCallerProject } from './caller-project.js';
import type { CallerProject } from './caller-project.js';

/** A browser that says another name: Chromium stands in for those that cannot be led to another port. */
const files = {
  'package.json': '{ "name": "caller", "private": true }',
  'playwright.config.ts': `
    import { defineConfig } from '@playwright/test';
    export default defineConfig({
      fullyParallel: true,
      outputDir: process.env.OUTPUT,
      use: { browserName: process.env.NAME, docsHandshake: JSON.parse(process.env.SETTINGS ?? '{}') },
    } as object);`,
  'own.spec.ts': `
    import { chromium } from '@playwright/test';
    import { expect, test as base } from 'docs-handshake/playwright';
    const { BROWSER, BROWSER_ENV = '{}' } = process.env;
    const test = base.extend({
      browser: [
        async ({}, use) => {
          const browser = await chromium.launch({ executablePath: BROWSER, env: JSON.parse(BROWSER_ENV) });
          await use(browser);
          await browser.close();
        },
        { scope: 'worker' },
      ],
    } as object);
    for (const which of ['one', 'two']) {
      test(which + ' reader', async ({ handshake, docsHost, page, browserName }) => {
        const exchange = await handshake.visit('/quickstart');
        expect(exchange).toConform();
        expect(exchange.report.target.driver).toBe('http');
        expect(exchange.report.signIns).toBe(1);
        // The real port: the browser gets there by itself.
        await page.goto(docsHost.url + '/_docs-handshake/nothing');
        console.log([browserName, docsHost.port, docsHost.url].join(' '));
      });
    }`,
};

let flow: ReferenceFlow;
let caller: CallerProject;
let port: number;

// In one worker: each one would pack the package and install it for itself.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  port = await freePort();
  const docsOrigin = `http://localhost:${port}`;
  flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
  caller = openCallerProject(files);
});
test.afterAll(async () => {
  caller.close();
  await flow.close();
});

/** Runs the tests in a browser of that name, and gives what Playwright's JSON reporter printed. */
async function ran(name: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('No browser was found.');
  const [ann] = flow.users;
  const settings = {
    loginUrl: flow.loginUrl,
    docsOrigin: `http://localhost:${port}`,
    key: flow.keys.own.publicPem,
    signIn: 'form',
    username: ann.username,
    password: ann.password.reveal(),
  };
  const { code, out, err } = await caller.playwright(
    ['own.spec.ts', '--reporter=json', '--workers=1'],
    {
      OUTPUT: name,
      NAME: name,
      SETTINGS: JSON.stringify(settings),
      BROWSER: found.executable,
      BROWSER_ENV: JSON.stringify(found.env),
    },
  );
  return { code, out: `${out}${err}`.replace(/\\u001b\[[\d;]*m/g, '') };
}

for (const name of ['firefox', 'webkit']) {
  test(`${name} gets the real port, and the test says how its visits are made`, async () => {
    test.setTimeout(120_000);
    const { code, out } = await ran(name);
    expect(code, out).toBe(0);
    const url = `http://localhost:${port}`;
    expect(out.split(`${name} ${port} ${url}`).length - 1, 'both tests').toBe(2);
    const says = `${name} goes to ${url} itself: one worker. The visits are made over plain HTTP with its cookies.`;
    expect(out.split(`"description": "${says}"`).length - 1).toBeGreaterThanOrEqual(2);
  });
}
