import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from './source-tree.js';

const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const shipped = join(root, 'dist', 'playwright.config.js');

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
    expect.soft(said, name).toMatch(/1 failed[^]*70 skipped/);
    expect.soft(said, name).not.toMatch(/passed|No tests found|reference flow/);
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
    expect.soft(titles.length, url).toBe(71);
    const named = titles.filter((line) => line.includes(' reference flow: '));
    expect.soft(named.length, url).toBe(reference ? 71 : 0);
  }
});
