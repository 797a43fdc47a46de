import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../../drivers/chromium/find.js';
import type { StopCode } from '../../../../protocol/exchange.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import { handOver } from '../../harness/browser-flow.js';
import { html, openScene, visitOf } from '../../harness/browser-setup.js';
import type { Scene } from '../../harness/browser-setup.js';

const go = `location.replace(${JSON.stringify(handOver)})`;
const form =
  '<form method=post><input name=user><input type=password name=pw><button>Go</button></form>';
const pages: Readonly<Record<string, string>> = {
  '/timer': `Please wait<script>setTimeout(() => ${go}, 3500)</script>`,
  '/interval': `<p id=n></p><script>let n = 5; setInterval(() => { document.title = --n; if (n === 0) ${go}; }, 1000)</script>`,
  '/frames': `<script>const s = Date.now(); (function f() { if (Date.now() - s > 4000) ${go}; else requestAnimationFrame(f); })()</script>`,
  '/animation': `<style>@keyframes k { to { opacity: 0 } } p { animation: k 4s }</style><p>Wait</p><script>document.querySelector('p').onanimationend = () => ${go}</script>`,
  '/task': `Please wait<script>scheduler.postTask(() => ${go}, { delay: 4000 })</script>`,
  '/in-frame': `Please wait<iframe srcdoc="<script>setTimeout(() => parent.go(), 4000)</script>"></iframe><script>function go() { ${go} }</script>`,
  '/late-form': `<div></div><script>setTimeout(() => { document.querySelector('div').innerHTML = '${form}'; }, 3500)</script>`,
  '/heartbeat': '<title>Home</title>Welcome<script>setInterval(() => 0, 700)</script>',
  '/far': '<title>Home</title>Welcome<script>setTimeout(() => 0, 60000)</script>',
  '/spinner': `<title>Home</title><style>@keyframes k { to { opacity: 0 } } p { animation: k 1s infinite }</style><p>Welcome</p><script>1</script>`,
};

let scene: Scene;
test.beforeAll(async () => {
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('No browser was found.');
  scene = await openScene(found, () =>
    Object.fromEntries(
      Object.entries(pages).map(([path, page]) => [
        path,
        (request, response) => {
          if (request.method === 'POST') response.writeHead(303, { location: handOver }).end();
          else html(response, page);
        },
      ]),
    ),
  );
});
test.afterAll(() => scene.close());

test('a page that has something under way is waited for', async () => {
  test.setTimeout(180_000);
  const ends: readonly (readonly [string, 'sign-in' | 'stranger', StopCode])[] = [
    ['/timer', 'stranger', 'callback'],
    ['/interval', 'sign-in', 'callback'],
    ['/frames', 'sign-in', 'callback'],
    ['/animation', 'sign-in', 'callback'],
    ['/task', 'sign-in', 'callback'],
    ['/in-frame', 'sign-in', 'callback'],
    ['/late-form', 'sign-in', 'callback'],
    ['/late-form', 'stranger', 'sign-in-page'],
  ];
  for (const [path, kind, stop] of ends) {
    const driver = await scene.open(scene.target(path));
    const exchange = await driver.visit(visitOf('honest', kind));
    await driver.close();
    expect.soft(exchange.stop.code, `${path}: ${sentenceOf(exchange.stop)}`).toBe(stop);
  }
});

test('a page whose timers lead nowhere is waited for once, and the end says so', async () => {
  test.setTimeout(120_000);
  const driver = await scene.open(scene.target('/heartbeat'));
  const first = await driver.visit(visitOf('first', 'sign-in'));
  const second = await driver.visit(visitOf('second', 'sign-in'));
  await driver.close();
  expect(first.stop.code).toBe('no-form');
  expect(sentenceOf(first.stop)).toMatch(/It had timers under way and was waited for, 15 s/);
  expect(second.stop).toEqual(first.stop);
  expect(first.durationMs).toBeGreaterThan(14_000);
  expect(second.durationMs).toBeLessThan(first.durationMs / 2);
});

test('what cannot lead on in time is not waited for', async () => {
  test.setTimeout(60_000);
  for (const path of ['/far', '/spinner']) {
    const driver = await scene.open(scene.target(path));
    const { stop } = await driver.visit(visitOf('honest', 'sign-in'));
    await driver.close();
    expect.soft(stop.code, path).toBe('no-form');
    expect.soft(sentenceOf(stop), path).not.toContain('waited');
  }
});

test('what runs in pages stands alone, however it was compiled', async () => {
  const { transform } = await import('esbuild');
  for (const [file, last, end] of [
    ['chromium/page-timers', 'function keepTimers(', 'const answerMs'],
    ['chromium/page-probe', 'function nameWritten(', 'const everyFrame'],
    ['browser/form/form-reader', 'function shownForm(', 'const source'],
  ] as const) {
    const source = await readFile(
      new URL(`../../../../drivers/${file}.ts`, import.meta.url),
      'utf8',
    );
    const { code } = await transform(source, { loader: 'ts', keepNames: true });
    const parts = code.slice(0, code.indexOf(end));
    expect(parts, file).toContain(last);
    expect(parts.split('\n').filter((line) => /^\s.*__name\(/.test(line))).toEqual([]);
  }
});
