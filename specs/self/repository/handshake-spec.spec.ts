import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { root } from './source-tree.js';

const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const shipped = join(root, 'dist', 'playwright.config.js');
const all = (await handshakes())[0]?.requirements.length ?? 0;
const allSkipped = new RegExp(`1 failed[^]*\\b${all} skipped`);

/** Runs Playwright as a customer does: nothing of this process's own environment but what any program needs. */
function playwrightTest(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): { readonly code: number | null; readonly said: string } {
  mkdirSync(cwd, { recursive: true });
  const { PATH = '', HOME = '' } = process.env;
  const done = spawnSync(process.execPath, [playwright, 'test', ...words], {
    cwd,
    encoding: 'utf8',
    env: { PATH, HOME, ...env },
  });
  return { code: done.status, said: done.stdout + done.stderr };
}

test('the shipped specs never judge anything but a login flow that was named', async ({}, info) => {
  test.slow();
  const rows: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{}, /LOGIN_URL is empty or not set: set it to the login URL/],
    [{ LOGIN_URL: ' ', DOCS_HANDSHAKE_LOGIN_URL: '' }, /LOGIN_URL is empty or not set/],
    [
      { LOGIN_URL: 'http://127.0.0.1:9/', DOCS_HANDSHAKE_HANDSHAKE: 'foo' },
      /Error: DOCS_HANDSHAKE_HANDSHAKE "foo" is not known: choose/,
    ],
    [
      { LOGIN_URL: 'http://127.0.0.1:9/', DOCS_HANDSHAKE_SIGN_IN: 'form' },
      /Error: DOCS_HANDSHAKE_SIGN_IN=form needs DOCS_HANDSHAKE_USERNAME and DOCS_HANDSHAKE_PASSWORD\./,
    ],
  ];
  for (const [index, [env, sentence]] of rows.entries()) {
    const { code, said } = playwrightTest(['-c', shipped], info.outputPath(String(index)), env);
    const name = JSON.stringify(env);
    expect.soft(code, name).toBe(1);
    expect.soft(said, name).toMatch(sentence);
    expect.soft(said, name).toMatch(allSkipped);
    expect.soft(said, name).not.toMatch(/passed|No tests found|reference flow/);
  }
});

test('a shard judges its part, and one that holds no test is no success', async ({}, info) => {
  const judged = { LOGIN_URL: 'http://127.0.0.1:9/' };
  // Each shard says itself that its part could not be judged.
  const half = /judged \(shard \d of 2\)[^]*1 failed[^]*\b3\d skipped/;
  const rows: readonly (readonly [
    words: readonly string[],
    env: Readonly<Record<string, string>>,
    code: 0 | 1,
    says: RegExp,
  ])[] = [
    [['-c', shipped, '--shard=1/2'], judged, 1, half],
    // Whoever asks for another reporter loses those of the configuration.
    [['-c', shipped, '--shard=2/2', '--reporter=line'], judged, 1, half],
    [['--project=self', 'empty-shard', '-g', 'sharded', '--shard=1/2'], {}, 0, /1 passed/],
    [['--project=self', 'empty-shard', '-g', 'sharded', '--shard=2/2'], {}, 1, /holds no test/],
  ];
  for (const [index, [words, env, code, says]] of rows.entries()) {
    const cwd = words.includes('-c') ? info.outputPath(String(index)) : root;
    const output = info.outputPath(`results-${index}`);
    const done = playwrightTest([...words, '--output', output], cwd, env);
    const name = words.join(' ');
    expect.soft(done.said, name).toMatch(says);
    expect.soft(done.code, name).toBe(code);
  }
});

test('in a clone the titles say whose flow is judged', async () => {
  const rows: readonly (readonly [url: string, reference: boolean])[] = [
    ['', true],
    ['http://127.0.0.1:9/', false],
  ];
  for (const [url, reference] of rows) {
    const words = ['--project', 'handshake', '--list'];
    const { code, said } = playwrightTest(words, root, { LOGIN_URL: url });
    expect.soft(code, url).toBe(0);
    const titles = said.split('\n').filter((line) => line.includes('handshake.spec.ts:'));
    expect.soft(titles.length, url).toBe(all + 1);
    const named = titles.filter((line) => line.includes(' reference flow: '));
    expect.soft(named.length, url).toBe(reference ? all + 1 : 0);
  }
});
