import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../../drivers/chromium/find.js';
import type { Driver } from '../../../../protocol/driver.js';
import {
  callbackUrl,
  html,
  openScene,
  redirect,
  someToken,
  visitOf,
} from '../../harness/browser-setup.js';
import type { Scene } from '../../harness/browser-setup.js';

/** Which process of the browser is killed by the next request of `/kills`, and how often that goes on. */
let victim: 'browser' | 'renderer' | undefined;
let times = 0;

/** Process ids of the browser below this worker, or of its renderers. */
function processes(kind: 'browser' | 'renderer'): readonly number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const table = lines.flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
  const below = (root: number): readonly (typeof table)[number][] =>
    table
      .filter(({ parent }) => parent === root)
      .flatMap((one) => [one, ...below(one.pid)])
      .filter(({ args }) => args.includes('--user-data-dir') || args.includes('--type='));
  return below(process.pid)
    .filter(({ args }) =>
      kind === 'renderer' ? args.includes('--type=renderer') : !args.includes('--type='),
    )
    .map(({ pid }) => pid)
    .toSorted((a, b) => a - b);
}

let scene: Scene;

test.beforeAll(async () => {
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('No browser was found.');
  scene = await openScene(found, () => ({
    '/kills': (_request, response) => {
      if (victim !== undefined && times > 0) {
        times -= 1;
        // Pages are opened ahead, so the oldest renderer is the one that shows this visit.
        const [first = 0] = processes(victim);
        if (first > 0) process.kill(first, 'SIGKILL');
        // The answer comes too late for anybody.
        return void setTimeout(() => html(response, '<title>Home</title>'), 100);
      }
      redirect(response, `${callbackUrl}#${someToken}`);
    },
  }));
});
test.afterAll(() => scene?.close());

const said: string[] = [];
const open = (): Promise<Driver> => {
  said.splice(0);
  const progress = (line: string): void => void said.push(line);
  return scene.open(scene.target('/kills', { signIn: { how: 'none' } }), { progress });
};

for (const kind of ['browser', 'renderer'] as const) {
  test(`a ${kind} that is killed in the middle of a visit is no verdict: the visit is made again`, async () => {
    const driver = await open();
    victim = kind;
    times = 1;
    const exchange = await driver.visit(visitOf('plain', 'return'));
    expect(exchange.stop.code).toBe('callback');
    expect(exchange.landing?.accepted).toBe(true);
    expect(said.join('\n')).toMatch(/It is made again/);
    await driver.close();
  });

  test(`a ${kind} that is killed twice in one visit ends the run, and says so`, async () => {
    const driver = await open();
    victim = kind;
    times = 2;
    await expect(driver.visit(visitOf('plain', 'return'))).rejects.toThrow(
      kind === 'browser'
        ? 'The browser broke off. Run again, or use --driver http.'
        : 'The browser stopped answering: its page crashed. Run again, or use --driver http.',
    );
    await driver.close();
  });
}

test('two visits at the same time survive one break', async () => {
  const driver = await open();
  victim = 'browser';
  times = 1;
  const both = await Promise.all([
    driver.visit(visitOf('plain', 'return')),
    driver.visit(visitOf('stranger', 'stranger')),
  ]);
  expect(both.map(({ stop }) => stop.code)).toEqual(['callback', 'callback']);
  await driver.close();
});
