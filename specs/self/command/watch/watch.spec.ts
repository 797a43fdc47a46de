import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import { openForwarder } from './forwarder.js';
import { changingFlow, watchedCheck } from './watched-flow.js';
import type { ChangingFlow } from './watched-flow.js';

const waiting = /Waiting for a change\. Ctrl-C ends it\.\n/;
let flow: ChangingFlow;
let folder: string;

test.beforeEach(async ({}, info) => {
  flow = await changingFlow();
  folder = info.outputPath('a folder');
  mkdirSync(folder, { recursive: true });
});
test.afterEach(() => flow.close());

test('what fell comes first and over HTTP, then all; the report tells what has changed', async () => {
  flow.faults = { groups: true, days: true };
  const running = watchedCheck(flow.loginUrl, { ...flow.words, report: ['terminal'] }, folder);
  const first = await running.until(waiting);
  expect(first).toMatch(/Failed \(1\)[^]*user-groups[^]*Exit code 1/);

  flow.faults.groups = false;
  running.change('login.ts', 'token.ts', 'login.ts');
  const second = await running.until(waiting);
  expect(second).toMatch(/^\n· login\.ts and 1 more changed\.\n/);
  const fell = /What fell before, over HTTP \(\d+\.\d s\)\n([^]*?)· http/.exec(second)?.[1];
  expect(fell).toMatch(
    /^! token-exp-short {2}exp is 24 h ahead\.\n✓ user-groups {2}groups is an array of strings\n$/,
  );
  const all = /All requirements \(\d+\.\d s\)\n([^]*)· Waiting/.exec(second)?.[1] ?? '';
  expect(all).toMatch(/^! token-exp-short {2}exp is 24 h ahead\.\n✓ user-groups {2}groups is/);
  expect(all, 'a fall that is known is not told at length').not.toContain('Expected');
  expect(all).toMatch(/\n\d+ passed · 0 failed · 1 warning [^]*\n✓ The login flow conforms to /);

  // One that is new is told in full.
  flow.faults = { groups: true, days: false };
  running.change('login.ts');
  const third = await running.until(waiting);
  expect(third).toMatch(/✓ token-exp-short[^]*All requirements/);
  expect(third).toMatch(/✗ user-groups \(must, over HTTP\)\n[^]*Expected[^]*Actual[^]*Fix /);
  expect(third).toMatch(/\n✗ The login flow does not conform to /);

  // Where nobody gets in any more, what that leaves unjudged is told by its reason, and once it is judged again in a line.
  flow.faults = { groups: false, days: false };
  flow.beforeToken = () => Promise.reject(new Error('no token'));
  running.change('login.ts');
  const fourth = await running.until(waiting);
  expect(fourth).toMatch(/✗ callback-reached \(must, over HTTP\)[^]*– not reached[^]*token-alg, /);
  expect(fourth.split('\n').length).toBeLessThan(80);
  flow.beforeToken = async () => undefined;
  running.change('login.ts');
  const fifth = await running.until(waiting);
  expect(fifth).toMatch(/✓ callback-reached {2}[^]*\n✓ \d+ judged again, and met\n\d+ passed/);
  expect(fifth.split('\n').length).toBeLessThan(20);

  for (const line of running.said().split('\n')) expect.soft(line.length, line).toBeLessThan(200);
  const own = [second, third, fourth, fifth].join('').split('\n');
  for (const line of own) if (!line.startsWith('http')) expect.soft(line.length).toBeLessThan(81);
  expect(running.said()).not.toMatch(/\u001b/);
  expect(await running.interrupt()).toMatchObject({ message: 'interrupted' });
});

test('what fell is judged again in less than a second', async () => {
  flow.faults.groups = true;
  const only = { only: 'user-groups' };
  const running = watchedCheck(flow.loginUrl, { ...flow.words, ...only }, folder);
  await running.until(waiting);
  const times: number[] = [];
  // The promise is about an idle machine, and this one may be busy for a while.
  while (times.length < 10 && !times.some((ms) => ms < 1_000)) {
    const from = performance.now();
    running.change('login.ts');
    await running.until(/✗ user-groups/);
    times.push(performance.now() - from);
    await running.until(waiting);
  }
  expect(Math.min(...times)).toBeLessThan(1_000);
  await running.interrupt();
});

test('a login flow that goes away to reload in the middle of a run is judged again', async () => {
  const front = await openForwarder(Number(new URL(flow.loginUrl).port));
  const url = flow.loginUrl.replace(/:\d+/, `:${front.port}`);
  const options = { ...flow.words, only: 'user-groups', report: ['terminal'] };
  const running = watchedCheck(url, options, folder);
  try {
    expect(await running.until(waiting)).not.toContain('went away');
    front.goAfter(2);
    running.change('login.ts');
    await running.until(/The login flow went away meanwhile: it is judged again\.\n/);
    await front.comeBack();
    expect(await running.until(waiting)).toMatch(/✓ The login flow conforms/);
    await running.interrupt();

    // Where it does not come back, that is said, and the next change is its next chance.
    const patient = watchedCheck(url, { ...options, wait: '1' }, folder);
    await patient.until(waiting);
    front.goAfter(0);
    patient.change('login.ts');
    expect(await patient.until(waiting)).toMatch(/did not answer at \S+ below 500 within 1 s/);
    await front.comeBack();
    patient.change('login.ts');
    expect(await patient.until(waiting)).toMatch(/✓ The login flow conforms/);
    await patient.interrupt();
  } finally {
    await front.close();
  }
});

test('a change in the middle of a run ends it, and a new one begins', async () => {
  const only = { only: 'user-groups', report: ['terminal'] };
  const running = watchedCheck(flow.loginUrl, { ...flow.words, ...only }, folder);
  await running.until(waiting);
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  flow.beforeToken = () => {
    isAsked();
    return new Promise(() => undefined);
  };
  running.change('one.ts');
  await asked;
  flow.beforeToken = async () => undefined;
  running.change('two.ts');
  const said = await running.until(waiting);
  expect(said).toMatch(/· one\.ts changed\.[^]*· two\.ts changed\.[^]*All requirements/);
  expect(said.match(/All requirements/g)).toHaveLength(1);

  // A login flow that writes where it is watched would never be judged: that is said.
  flow.beforeToken = async () => running.change('sessions.db');
  running.change('three.ts');
  const never = await running.until(/no run comes\n? *to its end/);
  expect(never).toContain('sessions.db changed.');
  flow.beforeToken = async () => undefined;
  await running.until(waiting);
  await running.interrupt();
});

test('settings are read again; wrong ones are said, and mended without a new start', async () => {
  const file = `${folder}/docs-handshake.config.json`;
  const { username, password } = flow.words;
  const configured = (more: object): void => {
    const users = [{ username, password: { env: 'PW' } }];
    const { loginUrl } = flow;
    const content = { loginUrl, driver: 'http', signIn: 'form', users, ...more };
    writeFileSync(file, JSON.stringify(content));
  };
  configured({ only: ['user-groups'], report: ['terminal', 'json=out/r.json'], key: 'docs.pem' });
  writeFileSync(`${folder}/docs.pem`, 'no key');
  const env = { PW: String(password) };
  const attempt = watchedCheck(undefined, {}, folder, env);
  await expect(attempt.ended).rejects.toThrow(/docs\.pem/);

  configured({ only: ['user-groups'], report: ['terminal', 'json=out/r.json'] });
  const running = watchedCheck(undefined, {}, folder, env);
  await running.until(waiting);
  expect(running.covered()).toEqual([[folder, file], [`${folder}/out/r.json`]]);
  configured({ only: ['user-gruops'] });
  running.change('docs-handshake.config.json');
  expect(await running.until(waiting)).toMatch(/user-gruops", which is no requirement/);
  configured({ only: ['token-alg'] });
  running.change('docs-handshake.config.json');
  const said = await running.until(waiting);
  expect(said).toMatch(/docs-handshake\.config\.json changed\.[^]*✓ The login flow conforms/);
  await running.interrupt();
});

test('a --watch that would never end, or comes to nothing, is refused', async () => {
  const url = 'http://127.0.0.1:9/docs-login';
  const rows: readonly (readonly [words: readonly string[], env: object, says: RegExp])[] = [
    [['--watch', '.'], { CI: 'true' }, /^--watch runs until somebody ends it, and CI is set/],
    [['--watch', 'nowhere'], {}, /^--watch nowhere: there is no such file or folder\.$/],
    [['--watch', ''], {}, /^--watch : there is no such file or folder\.$/],
    [['--watch', '.', '--record', 'x'], {}, /^--record is for one run, and --watch makes many/],
    [['--watch', '.', '--update-baseline'], {}, /^--update-baseline is for one run/],
    [['--watch', '.', '--report', 'json'], {}, /after each change: write --report json=<path>\.$/],
    [['--watch', '.', '--edition', '1999-01'], {}, /^--edition/],
    [['--start-reloads'], {}, /^--start-reloads is about the login flow that --start starts/],
  ];
  for (const [words, env, says] of rows) {
    const io = collectedIo({ cwd: folder, env: { ...env } });
    expect.soft(await main(argv('check', url, ...words), io), words.join(' ')).toBe(2);
    expect.soft(io.err().replace('docs-handshake: ', '').trimEnd()).toMatch(says);
  }
});
