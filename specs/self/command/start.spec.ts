import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import type { CollectedIo } from '../harness/collected-io.js';
import { startedFlow } from './started-flow.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const base = { PATH: process.env['PATH'] };

/** Runs the command line in this process. */
async function ran(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CollectedIo & { readonly code: number }> {
  const io = collectedIo({ env: { ...base, ...env } });
  return { ...io, code: await main(argv(...words), io) };
}

test('the login flow that a run starts ends with all that it started', async ({}, info) => {
  test.slow();
  for (const [mode, code] of [
    ['slow', 0],
    ['wrong', 1],
    ['dies', 3],
    ['stubborn', 0],
  ] as const) {
    const flow = await startedFlow(info.outputPath(mode));
    const from = performance.now();
    const { err, out, code: left } = await ran(flow.words(mode));
    expect.soft(left, `${mode}: ${out()}${err()}`).toBe(code);
    expect.soft(flow.running(), mode).toEqual([]);
    if (mode === 'stubborn') expect.soft(performance.now() - from).toBeGreaterThan(5_000);
    if (mode === 'dies')
      expect.soft(out().replace(/\s+/g, ' ')).toContain('ended with code 9 while');
  }
});

test('Ctrl-C ends it, too, where it ignores SIGTERM as well', async ({}, info) => {
  test.slow();
  for (const [signal, code, mode] of [
    ['SIGINT', 130, 'hangs'],
    ['SIGTERM', 143, 'stubborn'],
  ] as const) {
    const flow = await startedFlow(info.outputPath(mode));
    const words = flow.words(mode);
    const child = spawn(process.execPath, ['dist/cli.js', ...words], {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let written = '';
    child.stderr.on('data', (data: Buffer) => (written += data.toString()));
    const said = (): string => written;
    await expect.poll(() => flow.running().length, { timeout: 20_000 }).toBeGreaterThan(1);
    if (mode === 'hangs') await expect.poll(said, { timeout: 20_000 }).toContain('asked again');
    const closed = once(child, 'close');
    child.kill(signal);
    expect.soft((await closed)[0], mode).toBe(code);
    await expect.poll(flow.running, { message: mode }).toEqual([]);
  }
});

test('all of it ends where the system has no ps, as slim images', async ({}, info) => {
  test.slow();
  const flow = await startedFlow(info.outputPath());
  const bin = info.outputPath('bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  // Elsewhere nothing but ps tells, and no system is without.
  if (process.platform !== 'linux') symlinkSync('/bin/ps', join(bin, 'ps'));
  const child = spawn(join(bin, 'node'), ['dist/cli.js', ...flow.words('hangs')], {
    cwd: root,
    env: { PATH: bin },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let written = '';
  child.stderr.on('data', (data: Buffer) => (written += data.toString()));
  await expect.poll(() => written, { timeout: 20_000 }).toContain('asked again');
  expect(flow.running().length, 'one of them in a group of its own').toBeGreaterThan(1);
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  expect((await closed)[0]).toBe(143);
  expect(flow.running()).toEqual([]);
});

test('what does not come up is exit 3, with its code and its last 20 lines', async ({}, info) => {
  test.slow();
  const { loginUrl } = await startedFlow(info.outputPath());
  const rows: readonly (readonly [words: readonly string[], says: RegExp, lines: number])[] = [
    [
      ['--start', 'for i in $(seq 1 30); do echo "line $i"; done; echo last >&2; exit 7'],
      /ended with code 7 before it answered at http:\S+docs-login\. Its last 20 lines stand above\.$/,
      21,
    ],
    [['--start', 'kill -9 $$'], /was ended by SIGKILL before .* It wrote nothing\.$/, 0],
    [['--start', 'sleep 60 &'], /ended with code 0 before .*, so keep it in the foreground\./, 0],
    [['--start', 'nobody-has-this'], /ended with code 127 .* Its last line stands above\.$/, 1],
    [
      ['--start', 'echo up; sleep 60', '--wait', '1'],
      /--start did not answer at .* below 500 within 1 s \(--wait\): \S+ refuses connections\. Its last line stands above\.$/,
      1,
    ],
    [
      ['--wait', '0.5'],
      /The login flow did not answer .* within 0\.5 s .* refuses connections\.$/,
      0,
    ],
  ];
  for (const [words, says, lines] of rows) {
    const { code, err, out } = await ran(['check', loginUrl, '--driver', 'http', ...words]);
    expect.soft(code, words.join(' ')).toBe(3);
    expect.soft(err().trimEnd()).toMatch(says);
    expect.soft(err().match(/^target: .*$/gm) ?? [], words.join(' ')).toHaveLength(lines);
    expect.soft(out()).toBe('');
  }
});

test('what answers before the start is not taken for what is started', async ({}, info) => {
  test.slow();
  const flow = await startedFlow(info.outputPath());
  const server = createServer((_request, response) => response.writeHead(500).end());
  server.listen(flow.port, '127.0.0.1');
  await once(server, 'listening');
  const withKey = flow.words();
  const start = ['check', flow.loginUrl, '--start', 'exit 1', '--driver', 'http', '--wait', '0.5'];
  const rows: readonly (readonly [words: readonly string[], code: number, says: RegExp])[] = [
    [start, 2, /Something answers at \S+ before --start .* answered 500\): .* --reuse\.$/],
    [[...withKey, '--reuse'], 2, /runs already, so it cannot have the key that --key new makes/],
    [[...start, '--reuse'], 3, /did not answer at \S+ below 500 within 0\.5 s .* answered 500\.$/],
  ];
  for (const [words, code, says] of rows) {
    const done = await ran(words);
    expect.soft(done.err().trimEnd()).toMatch(says);
    expect.soft(done.code, words.join(' ')).toBe(code);
  }
  server.removeAllListeners('request');
  server.on('request', (_request, response) => response.writeHead(404).end());
  const reused = await ran([...start, '--reuse']);
  expect(reused.code).toBe(1);
  expect(reused.out().replace(/\s+/g, ' ')).toContain('ran already: nothing was started');
  server.close();
});

test('nothing that it writes gives a secret away, or is a command of a workflow', async ({}, info) => {
  test.slow();
  const flow = await startedFlow(info.outputPath());
  const password = 'hunter22-hunter22';
  const says = '::error::owned \u001b[31mred';
  const { out, err, code } = await ran(
    [...flow.words(undefined, says), '--report', 'json', '--verbose'],
    { GITHUB_ACTIONS: 'true', DOCS_HANDSHAKE_PASSWORD: password },
  );
  expect(code, err()).toBe(0);
  expect(() => JSON.parse(out()) as unknown, 'stdout holds the report alone').not.toThrow();
  const lines = err().split('\n');
  const first = lines.findIndex((line) => line.startsWith('::stop-commands::'));
  const end = lines.indexOf(`::${(lines[first] ?? '').slice('::stop-commands::'.length)}::`);
  expect(lines[first]).toMatch(/^::stop-commands::[0-9a-f]{32}$/);
  const said = lines.flatMap((line, at) => (line.startsWith('target: ') ? [at] : []));
  expect(said.length).toBeGreaterThan(5);
  expect(Math.min(...said)).toBeGreaterThan(first);
  expect(Math.max(...said)).toBeLessThan(end);
  expect(err()).toContain('target: ::error::owned  [31mred');
  expect(err()).not.toContain(password);
  expect(err()).not.toMatch(/PRIVATE KEY|MC4CAQAw|\u001b|eyJ[\w-]{20,}/);
});

test('settings about the start that fit nothing are refused', async () => {
  test.slow();
  const url = 'http://127.0.0.1:9/docs-login';
  const rows: readonly (readonly [words: readonly string[], says: RegExp])[] = [
    [['--reuse'], /^--reuse is about the login flow that --start starts: give that, too\.$/],
    [['--start-env', 'A=1'], /^--start-env is for the login flow that --start starts/],
    [['--start', ' '], /^--start needs a command\.$/],
    [['--start', 'x', '--wait', '0'], /^--wait is 0, but what --start starts needs a moment/],
    [['--start', 'x', '--wait', 'long'], /^--wait must be a number of seconds from 0 to 3600\.$/],
    [
      ['--key', 'new'],
      /^--key new makes a key that the login flow has to be given: start it with --start/,
    ],
    [
      ['--key', 'new', '--start', 'x', '--start-env', 'A={publicKey}'],
      /^--key new makes a key .*: name its variable with --start-env NAME=\{privateKey\}\.$/,
    ],
    [['--key', 'new', '--key', 'b.pem'], /^--key new makes the one key of this run/],
    [['--start', 'x', '--start-env', 'A'], /^--start-env must look like NAME=text\.$/],
    [['--start', 'x', '--start-env', '1A=2'], /^--start-env must look like NAME=text\.$/],
    [
      ['--start', 'x', '--start-env', 'A={docsorigin}'],
      /^--start-env A has \{docsorigin\}, which stands for nothing\. Did you mean docsOrigin\?$/,
    ],
    [['--start', 'x', '--start-env', 'A={privateKey}'], /and no private key was given/],
    [['--start', 'x', '--start-env', 'A={publicKey}'], /and no key was given/],
  ];
  for (const [words, says] of rows) {
    const { code, err } = await ran(['check', url, ...words]);
    expect.soft(err().trimEnd().replace('docs-handshake: ', ''), words.join(' ')).toMatch(says);
    expect.soft(code).toBe(2);
  }
});
