import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../../drivers/chromium/find.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import { html, openScene, redirect, visitOf } from '../../harness/browser-setup.js';
import { handOver } from '../../harness/browser-flow.js';
import type { Scene } from '../../harness/browser-setup.js';

/** Pages that make events for ever, each in its own way. */
const pages: Readonly<Record<string, string>> = {
  '/reloads': '<title>Wait</title><script>setTimeout(() => location.reload(), 300)</script>',
  '/asks': "<title>Wait</title><script>setInterval(() => fetch('/x'), 30)</script>",
  '/moves':
    "<title>Wait</title><script>let n = 0; setInterval(() => history.replaceState(0, '', '?' + ++n), 50); setInterval(() => 0, 500)</script>",
};
const mostMs = 2_500;

let scene: Scene;
test.beforeAll(async () => {
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('No browser was found.');
  scene = await openScene(found, () => ({
    ...Object.fromEntries(
      Object.entries(pages).map(([path, page]) => [
        path,
        (_request, response) => html(response, page),
      ]),
    ),
    '/x': (_request, response) => void response.end('x'),
    '/home': (_request, response) => redirect(response, handOver),
  }));
});
test.afterAll(() => scene.close());

test('a page that makes events for ever is given up, and nothing is said of it', async () => {
  for (const path of Object.keys(pages)) {
    const said: string[] = [];
    const progress = (line: string): void => void said.push(line);
    const driver = await scene.open(scene.target(path), { mostMs, progress });
    const from = performance.now();
    const { stop, hops, signIns, durationMs } = await driver.visit(visitOf('first', 'sign-in'));
    expect.soft(performance.now() - from, path).toBeGreaterThan(mostMs - 100);
    expect.soft(stop.code, path).toBe('not-made');
    const sentence = 'The visit was given up after 3 s: its page came to no end.';
    expect.soft(sentenceOf(stop), path).toBe(sentence);
    expect.soft([hops.length, signIns, durationMs], path).toEqual([0, 0, mostMs]);
    expect.soft(said, path).toEqual([`first: ${sentence}`]);

    // Two of them take minutes in earnest; a third one is not made.
    await driver.visit(visitOf('second', 'stranger'));
    const again = performance.now();
    const third = await driver.visit(visitOf('third', 'stranger'));
    expect.soft(performance.now() - again, path).toBeLessThan(mostMs / 2);
    expect
      .soft(sentenceOf(third.stop), path)
      .toBe('The visits first and second came to no end, so no further one was made.');
    await driver.close();
  }
});

test('one that comes to an end in time is not touched', async () => {
  const driver = await scene.open(scene.target('/home', { signIn: { how: 'none' } }));
  const exchange = await driver.visit(visitOf('plain', 'return'));
  await driver.close();
  expect(exchange.stop.code).toBe('callback');
});
