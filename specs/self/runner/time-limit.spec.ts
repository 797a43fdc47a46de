import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { outcome } from '../harness/configuration-attempt.js';

/** A flow that signs the first token and keeps everybody waiting for the next one. */
const hangsAfterOne = (claims: Readonly<Record<string, unknown>>): Mutant => {
  let tokens = 0;
  return {
    name: 'hangs-after-one',
    change: (honest) => ({
      claims: (request) => ({ ...honest.claims(request), ...claims }),
      token: (...step) => {
        tokens += 1;
        return tokens === 1 ? honest.token(...step) : new Promise<never>(() => undefined);
      },
    }),
  };
};

interface Row {
  readonly name: string;
  readonly driver: 'http' | 'browser';
  readonly claims: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly most: string;
  readonly code: 1 | 3;
  readonly says: RegExp;
}

const rows: readonly Row[] = [
  {
    name: 'what was seen was right',
    driver: 'http',
    claims: {},
    most: '1.5',
    code: 3,
    says: /could not be judged in full\. Exit code 3: .* Remark The run was ended after 1\.5 s \(--max-time\)/,
  },
  {
    name: 'a must fell before',
    driver: 'http',
    claims: { groups: 'a,b' },
    most: '1.5',
    code: 1,
    says: /· The run was ended .* Failed \(1\) ✗ user-groups .* Exit code 1: a must/,
  },
  {
    name: 'nothing was seen yet',
    driver: 'browser',
    claims: {},
    most: '0.1',
    code: 3,
    says: /Exit code 3: .* Remark The run was ended after 0\.1 s \(--max-time\)/,
  },
];

test('a run ends in time with what was seen', async ({}, info) => {
  test.slow();
  for (const { name, driver, claims, most, code, says } of rows) {
    const docsOrigin = 'http://localhost:4747';
    const flow = await openReferenceFlow({
      handshake: 'mintlify-authentication',
      docsOrigin,
      mutant: hangsAfterOne(claims),
    });
    const [{ username, password }] = flow.users;
    const user = ['--sign-in', 'form', '--username', username, '--password', password.reveal()];
    const io = collectedIo({ cwd: info.outputPath() });
    const reports = ['--report', 'json=report.json', '--report', 'terminal'];
    const words = ['check', flow.loginUrl, ...user, '--driver', driver, '--max-time', most];
    const begun = performance.now();
    expect.soft(await main(argv(...words, ...reports), io), name).toBe(code);
    // One visit alone would have waited for half a minute.
    expect.soft(performance.now() - begun, name).toBeLessThan(25_000);
    await flow.close();
    expect.soft(io.out().replace(/\s+/g, ' '), name).toMatch(says);
    const path = info.outputPath('report.json');
    const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
    expect.soft(report.exitCode, name).toBe(code);
    // Which visit the clock cut short is a matter of the machine; those behind it may be spared for what that left open.
    const cut = report.visits.filter(({ stopped }) =>
      /^The run was ended after [\d.]+ s \(--max-time\)/.test(stopped),
    );
    expect.soft(cut.length, name).toBeGreaterThan(0);
    expect.soft(report.summary.error, name).toBe(0);
  }
});

test('a run that is done before says nothing of its limit', async () => {
  const io = collectedIo({ env: { DOCS_HANDSHAKE_MAX_TIME: '600' } });
  expect(await main(argv('check', 'http://127.0.0.1:9/', '--driver', 'http'), io)).toBe(3);
  expect(io.out()).not.toContain('max-time');
});

test('a limit is a number of seconds', async () => {
  for (const maxTime of ['', '0', '-1', 'soon', '1e3', '0.0', 'Infinity', '86401']) {
    expect(await outcome({ maxTime }), maxTime).toMatch(
      /^usage: --max-time must be a number of seconds above 0/,
    );
  }
  expect(await outcome({ maxTime: '90' })).toMatchObject({ maxTimeMs: 90_000 });
  const variable = { DOCS_HANDSHAKE_MAX_TIME: '5m' };
  expect(await outcome({}, variable)).toMatch(/^usage: DOCS_HANDSHAKE_MAX_TIME must be/);
});
