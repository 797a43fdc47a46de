import { createServer, type IncomingMessage } from 'node:http';

import { expect, test } from '@playwright/test';
import type { Page } from 'playwright';

import { judgeLocation } from '../../../../runner/report/recorded.js';
import { authentication, play } from '../../harness/mock-host-setup.js';
import { listen } from '../../harness/routed-flow.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

const browser = sharedBrowser();

const ticked = (page: Page): Promise<string> =>
  page
    .locator('.step.done')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['step']).join(' '));

test('in the inspector of a running host the first steps tick themselves off, one after the other', async ({}, info) => {
  const asked: IncomingMessage[] = [];
  let handOver: (() => string) | undefined;
  const flow = createServer((request, response) => {
    asked.push(request);
    const location = handOver?.();
    if (location === undefined || request.method === 'HEAD') response.end('Log in');
    else response.writeHead(303, { location }).end();
  });
  const url = `http://127.0.0.1:${await listen(flow)}/docs-login?client_secret=canary-of-the-url`;
  const { host, mint } = await play(authentication, {
    control: { port: 0, judgeLocation },
    loginUrls: [{ name: 'Foo', url }],
  });
  const { control, origin } = host;
  if (control === undefined) throw new Error('no control origin');
  const context = await browser().newContext();
  const inspector = await context.newPage();
  const faults: string[] = [];
  inspector.on('pageerror', (error) => faults.push(error.message));
  await inspector.goto(`${control.inspectorUrl}#${control.token}`);
  await expect.poll(() => ticked(inspector), { timeout: 10_000 }).toBe('key login-url');
  expect(asked.map(({ method, url: path }) => `${method} ${path}`)).toEqual(['HEAD /docs-login']);
  await expect(inspector.getByRole('tab')).toHaveCount(8);
  await expect(inspector.locator('.snippet pre')).toContainText(`${origin}/login/jwt-callback`);
  await inspector.screenshot({ path: info.outputPath('inspector.png'), fullPage: true });
  const docs = await context.newPage();
  await docs.goto(`${origin}/quickstart`);
  await expect.poll(() => ticked(inspector)).toBe('key login-url visitor');
  const callback = `${origin}/login/jwt-callback?redirect=%2Fquickstart`;
  handOver = () => `${callback}#${mint({ host: 'elsewhere' })}`;
  await docs.goto(`${origin}/quickstart`);
  await expect.poll(() => ticked(inspector)).toBe('key login-url visitor token');
  await inspector.screenshot({ path: info.outputPath('refused.png'), fullPage: true });
  handOver = () => `${callback}#${mint()}`;
  await docs.goto(`${origin}/quickstart`);
  await expect(inspector.locator('.step')).toHaveCount(0);
  expect(await inspector.content()).not.toContain('canary-of-the-url');
  expect(faults).toEqual([]);
  await context.close();
  await host.close();
  flow.closeAllConnections();
  flow.close();
});
