import { createServer, type IncomingMessage, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import type { Page } from 'playwright';

import { firstStepsStyle } from '../../../../mock-host/first-run/first-steps-style.js';
import type { FirstRunState } from '../../../../mock-host/first-run/first-steps.js';
import { askedOrigins } from '../../../../mock-host/first-run/login-probe.js';
import { loginSetup } from '../../../../mock-host/first-run/login-setup.js';
import { foundation } from '../../../../page-parts/foundation.js';
import { authentication } from '../../harness/mock-host-setup.js';
import { listen } from '../../harness/routed-flow.js';
import { freePort } from '../../docs/page-flow.js';
import { examine } from '../../harness/browser/looks.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

const style = `${foundation}${firstStepsStyle}
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
.aside { color: var(--soft); } .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
button.button { font: inherit; cursor: pointer; }`;
const browser = sharedBrowser();

/** The page of the steps, told by a state that tests change. */
interface Shown {
  readonly page: Page;
  readonly state: { now: FirstRunState };
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

async function shown(
  loginUrl: string,
  width = 1100,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Shown> {
  const setup = loginSetup({
    handshake: authentication,
    edition: authentication.facts.editions.at(-1)?.id ?? '',
    docsOrigin: 'http://localhost:4747',
    docsPath: '',
    returnParam: 'redirect',
    loginUrl,
  });
  const state: Shown['state'] = {
    now: {
      docsUrl: 'http://localhost:4747',
      keys: ['the key that was made at this start (SHA-256 fingerprint 0011223344556677…)'],
      loginUrls: [loginUrl],
      visitorSent: false,
      tokenCame: false,
      tokenAccepted: false,
      ...(setup && { setup }),
    },
  };
  const file = fileURLToPath(new URL('first-steps-page.tsx', import.meta.url));
  const made = await build({ entryPoints: [file], bundle: true, format: 'iife', write: false });
  const script = made.outputFiles[0]?.text ?? '';
  const policy = `default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self' ${askedOrigins([loginUrl]).join(' ')}`;
  const server = createServer((request, response) => {
    if (request.url === '/state') response.end(JSON.stringify(state.now));
    else if (request.url === '/page.js')
      response.setHeader('content-type', 'text/javascript').end(script);
    else
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .setHeader('content-security-policy', policy)
        .end(
          `<!doctype html><html lang="en"><title>First steps</title><meta name="viewport" content="width=device-width"><style>${style}</style><main id="root"></main><script src="/page.js"></script>`,
        );
  });
  const port = await listen(server);
  const context = await browser().newContext({
    viewport: { width, height: 900 },
    colorScheme,
    bypassCSP: false,
  });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  return {
    page,
    state,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await closed(server);
    },
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** The steps that are ticked. */
const ticked = (page: Page): Promise<string> =>
  page
    .locator('.step.done')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['step']).join(' '));

test('steps tick themselves off, and the page asks the login URL, without a cookie, until it answers', async () => {
  const port = await freePort();
  const asked: IncomingMessage[] = [];
  await using steps = await shown(`http://127.0.0.1:${port}/docs-login`);
  const { page, state } = steps;
  await expect.poll(() => ticked(page)).toBe('key');
  await expect(page.getByText('does not answer: start your login flow')).toBeVisible();
  await page
    .context()
    .addCookies([{ name: 'login', value: 'canary', url: `http://127.0.0.1:${port}` }]);
  // A login flow that sends its visitors on to another origin answers, too.
  const flow = createServer((request, response) => {
    asked.push(request);
    response.writeHead(302, { location: 'https://idp.invalid/authorize' }).end();
  });
  await new Promise<void>((resolve) => flow.listen(port, '127.0.0.1', resolve));
  await expect.poll(() => ticked(page), { timeout: 15_000 }).toBe('key login-url');
  expect(asked[0]).toMatchObject({ method: 'HEAD', url: '/docs-login' });
  expect(asked[0]?.headers.cookie).toBeUndefined();
  expect(asked[0]?.headers.referer).toBeUndefined();
  state.now = { ...state.now, visitorSent: true };
  await expect.poll(() => ticked(page)).toBe('key login-url visitor');
  state.now = { ...state.now, tokenCame: true };
  await expect(page.getByText('It was refused')).toBeVisible();
  state.now = { ...state.now, tokenAccepted: true };
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your login works');
  await expect(page.locator('p[role="status"]')).toHaveText('5 of 5 steps are done.');
  const count = asked.length;
  await page.waitForTimeout(2500);
  expect(asked.length, 'nobody is asked any more').toBe(count);
  await closed(flow);
});

test('a snippet of each language is shown, by keyboard too, on a phone and in the dark', async ({}, info) => {
  for (const [width, scheme] of [
    [1100, 'light'],
    [390, 'dark'],
    [1100, 'dark'],
    [390, 'light'],
  ] as const) {
    await using steps = await shown('http://127.0.0.1:9/docs-login', width, scheme);
    const { page } = steps;
    const tabs = page.getByRole('tab');
    await expect(tabs).toHaveText([
      'Express',
      'Next.js',
      'Flask',
      'Django',
      'Go',
      'Rails',
      'PHP',
      'Java',
    ]);
    await expect(page.locator('pre')).toContainText("import express from 'express'");
    await tabs.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { selected: true })).toHaveText('Flask');
    await expect(page.getByRole('tab', { selected: true })).toBeFocused();
    await expect(page.locator('pre')).toContainText('http://localhost:4747/login/jwt-callback');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('tab', { selected: true })).toHaveText('Java');
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    expect(sideways, `${width}`).toBe(false);
    await tabs.first().click();
    await page.screenshot({ path: info.outputPath(`${width}-${scheme}.png`), fullPage: true });
    await examine(page, `${width} ${scheme}`);
  }
});
