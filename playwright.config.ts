import { defineConfig } from '@playwright/test';

/** `LOGIN_URL` set: judge that login flow. Otherwise: prove the suite itself. */
const loginUrl = process.env['LOGIN_URL'] ?? process.env['DOCS_HANDSHAKE_LOGIN_URL'];

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: [['list']],
  projects: loginUrl
    ? [{ name: 'handshake', testMatch: 'handshake.spec.ts', fullyParallel: false }]
    : [
        { name: 'handshake', testMatch: 'handshake.spec.ts', fullyParallel: false },
        { name: 'self', testDir: 'specs/self' },
      ],
});
