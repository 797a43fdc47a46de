import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from '@playwright/test';

import { findBrowser } from '../../../drivers/chromium/find.js';
import { startDocsHost, type DocsHost } from '../../../index.js';
import { root } from '../repository/source-tree.js';
import { blocks, pageAt } from './pages.js';

/** The examples of `docs/control-api.md` are run as they stand. */

const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');

/** A reader's project with every file of the page, and the package as it was built. */
function writeProject(folder: string): void {
  mkdirSync(join(folder, 'node_modules', '@playwright'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules', 'docs-handshake'));
  for (const name of ['@playwright/test', 'playwright', 'playwright-core']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  for (const { words, text } of blocks(pageAt('docs/control-api.md'))) {
    const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    if (file !== undefined) writeFileSync(join(folder, file), text);
  }
}

/** Runs a command in the project to its end. */
function run(
  folder: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, FORCE_COLOR: undefined, NODE_TEST_CONTEXT: undefined, ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (said += String(chunk)));
    }
    child.on('close', (code) => resolve({ code, said }));
  });
}

test('node:test', async ({}, info) => {
  const folder = info.outputPath('project');
  writeProject(folder);
  const { code, said } = await run(folder, process.execPath, ['--test', 'login.test.mjs']);
  expect(code, said).toBe(0);
  expect(said).toMatch(/pass 2/);
});

test('Playwright', async ({}, info) => {
  test.setTimeout(120_000);
  const found = await findBrowser(process.env);
  const folder = info.outputPath('project');
  writeProject(folder);
  const launchOptions =
    found === undefined || found.from === 'playwright'
      ? {}
      : { executablePath: found.executable, env: found.env };
  // Without an output folder of its own it would clear that of this run.
  const config = {
    testDir: '.',
    testMatch: '**/login.spec.mjs',
    outputDir: 'results',
    use: { launchOptions },
  };
  writeFileSync(join(folder, 'playwright.config.mjs'), `export default ${JSON.stringify(config)};`);
  const args = [playwright, 'test', '--reporter=line'];
  const { code, said } = await run(folder, process.execPath, args);
  expect(code, said).toBe(0);
  expect(said).toMatch(/1 passed/);
});

/** Runs an example beside a docs host and the login flow of the page. */
async function beside(
  folder: string,
  command: string,
  args: readonly string[],
): ReturnType<typeof run> {
  writeProject(folder);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const shown = (await import(pathToFileURL(join(folder, 'login-flow.mjs')).href)) as {
    readonly loginFlow: (docsUrl: () => string, key: unknown) => Server;
  };
  const served: { docs?: DocsHost } = {};
  const flow = shown.loginFlow(() => served.docs?.url ?? '', privateKey);
  await new Promise<void>((resolve) => flow.listen(0, resolve));
  const loginUrl = `http://localhost:${(flow.address() as AddressInfo).port}/docs-login`;
  const docs = await startDocsHost({ key: publicKey, loginUrl, port: 0, env: {} });
  served.docs = docs;
  try {
    const env = { DOCS_API: docs.apiUrl, DOCS_TOKEN: docs.apiToken, LOGIN_URL: loginUrl };
    return await run(folder, command, args, env);
  } finally {
    flow.close();
    await docs.stop();
  }
}

test('a shell', async ({}, info) => {
  const { code, said } = await beside(info.outputPath('project'), 'bash', ['login.sh']);
  expect(code, said).toBe(0);
  expect(said).toContain('"cleared":1');
});

const hasPytest = spawnSync('python3', ['-c', 'import pytest']).status === 0;

test('pytest', async ({}, info) => {
  test.skip(!hasPytest, 'This machine has no pytest.');
  const args = ['-m', 'pytest', '-q', 'test_login.py'];
  const { code, said } = await beside(info.outputPath('project'), 'python3', args);
  expect(code, said).toBe(0);
  expect(said).toMatch(/2 passed/);
});

/** Where Debian keeps it; `JUNIT_JAR` names another place. */
const junit = process.env['JUNIT_JAR'] ?? '/usr/share/java/junit-platform-console-standalone.jar';
const hasJunit = existsSync(junit) && spawnSync('javac', ['-version']).status === 0;

test('JUnit', async ({}, info) => {
  test.skip(!hasJunit, 'This machine has no JUnit.');
  const line =
    'javac -cp "$0" -d . LoginTest.java && java -jar "$0" -cp . --select-class LoginTest';
  const { code, said } = await beside(info.outputPath('project'), 'bash', ['-c', line, junit]);
  expect(code, said).toBe(0);
  expect(said).toMatch(/2 tests successful/);
});
