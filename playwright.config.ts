import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import type { PlaywrightTestConfig } from '@playwright/test';
import { sayThatThereIsATest } from './specs/empty-shard.js';

sayThatThereIsATest(process.env);

/** `LOGIN_URL` set: judge that login flow. Otherwise: prove the suite itself. Blank is not set, as in a pipeline. */
const loginUrl = ['LOGIN_URL', 'DOCS_HANDSHAKE_LOGIN_URL'].some(
  (name) => (process.env[name] ?? '').trim() !== '',
);

/** Run from the package, where the proof of the suite is not shipped. */
const installed = import.meta.url.endsWith('.js');

/** Where Playwright's reporters write, which take the folder of this file for the project's: never into the package. */
const folders: Readonly<Record<string, string>> = {
  PLAYWRIGHT_HTML_OUTPUT_DIR: 'playwright-report',
  PLAYWRIGHT_BLOB_OUTPUT_DIR: 'blob-report',
  PLAYWRIGHT_JSON_OUTPUT_DIR: '',
  PLAYWRIGHT_JUNIT_OUTPUT_DIR: '',
};
for (const [name, folder] of installed ? Object.entries(folders) : []) {
  process.env[name] ??= join(process.cwd(), folder);
}

/** Another module of the package, as source or built. */
const besideThis = (name: string): string =>
  fileURLToPath(new URL(`${name}.${installed ? 'js' : 'ts'}`, import.meta.url));

const handshake = {
  name: 'handshake',
  testMatch: /\/handshake\.spec\.[jt]s$/,
  fullyParallel: false,
};

const config: PlaywrightTestConfig = defineConfig({
  testDir: 'specs',
  outputDir: installed ? join(process.cwd(), 'test-results') : 'test-results',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  // A login flow is mostly waited for: two would leave two cores idle half of the time.
  workers: 4,
  timeout: 60_000,
  // What is waited for comes, late on a busy machine.
  expect: { timeout: 20_000 },
  reporter: 'list',
  globalSetup: besideThis('specs/empty-shard'),
  projects:
    loginUrl || installed ? [handshake] : [handshake, { name: 'self', testDir: 'specs/self' }],
});

export default config;
