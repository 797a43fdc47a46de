import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../../drivers/chromium/find.js';
import { callbackUrl, html, openScene, redirect, someToken } from '../../harness/browser-setup.js';
import type { Page, Scene } from '../../harness/browser-setup.js';

const form =
  '<form method="post"><input name="email"><input name="pw" type="password"><button>Go</button></form>';
const handOver = `${callbackUrl}#${someToken}`;
const onwards = `location.replace(${JSON.stringify(handOver)})`;

let scene: Scene;

test.beforeAll(async () => {
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('No browser was found.');
  /** A sign-in form at each path; what its answer is. */
  const answers: Readonly<Record<string, Page>> = {
    '/at-once': (_request, response) => redirect(response, handOver, 303),
    '/slow-steps': (_request, response) =>
      void setTimeout(() => redirect(response, '/step', 303), 900),
    '/by-script': (_request, response) =>
      html(response, `<title>Wait</title><script>setTimeout(() => ${onwards}, 250)</script>`),
    '/by-refresh': (_request, response) =>
      html(response, `<meta http-equiv="refresh" content="0;url=${handOver}">`),
    '/refused': (_request, response) => html(response, '<title>No</title>Not from there.', 403),
    '/shown-again': (_request, response) => html(response, form),
    '/nothing': (_request, response) => void response.writeHead(204).end(),
  };
  scene = await openScene(found, () => ({
    '/step': (_request, response) => void setTimeout(() => redirect(response, handOver), 900),
    ...Object.fromEntries(
      Object.entries(answers).map(([path, answer]) => [
        path,
        (...given: Parameters<typeof answer>) =>
          given[0].method === 'POST' ? answer(...given) : html(given[1], form),
      ]),
    ),
  }));
});
test.afterAll(() => scene?.close());

const rows = [
  ['/at-once', true, 303],
  ['/slow-steps', true, 303],
  ['/by-script', true, 200],
  ['/by-refresh', true, 200],
  ['/refused', false, 403],
  ['/shown-again', false, 200],
  ['/nothing', false, 204],
] as const;

test('what became of a sign-in form that another site sends', async () => {
  test.setTimeout(120_000);
  for (const [path, reachedDocs, status] of rows) {
    const driver = await scene.open(scene.target(path), { hostileHosts: ['evil.example'] });
    const { crossSitePost } = await driver.visit({
      kind: 'cross-site-form',
      name: 'cross-site',
      title: 'cross-site',
      drivers: ['browser'],
      postedFrom: 'https://evil.example',
    });
    await driver.close();
    expect.soft({ path, ...crossSitePost }).toEqual({
      path,
      sent: true,
      reachedDocs,
      sentence: expect.stringContaining(`answered with ${status}, `),
    });
  }
});
