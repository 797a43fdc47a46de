import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { rush } from '../../../../handshakes/shared/sign-in-visits.js';
import { configurationFromEnvironment } from '../../../../configuration/configure.js';
import type { Configuration } from '../../../../configuration/configuration.js';
import { runTargets } from '../../../../runner/targets/run-targets.js';
import { run } from '../../../../runner/run.js';
import type {
  EndSignIns,
  SignInLedger,
  SignInsWanted,
} from '../../../../runner/sign-ins/sign-in-ledger.js';
import { openSignInTurns } from '../../../../runner/sign-ins/sign-in-turns.js';
import { openSeveralTargets } from '../../command/targets/several-targets.js';
import type { SeveralTargets } from '../../command/targets/several-targets.js';

let several: SeveralTargets;
test.beforeAll(async () => {
  several = await openSeveralTargets(mkdtempSync(join(tmpdir(), 'docs-handshake-turns-')), [
    { name: 'a' },
    { name: 'b' },
  ]);
});
test.afterAll(async () => {
  await several.close();
  rmSync(several.folder, { recursive: true, force: true });
});

const configured = (env: Readonly<Record<string, string>>): Promise<Configuration> =>
  configurationFromEnvironment(
    { ...several.env, DOCS_HANDSHAKE_TARGET: 'a', ...env },
    several.folder,
  );

/** A ledger that lets everybody in, says that they waited, and writes down who came. */
function openNotes(): SignInLedger & {
  readonly wanted: readonly SignInsWanted[];
  readonly ended: readonly number[];
} {
  const wanted: SignInsWanted[] = [];
  const ended: number[] = [];
  return {
    wanted,
    ended,
    enter: async (one): Promise<EndSignIns> => {
      wanted.push(one);
      one.waits(12_000);
      return (made = one.count) => void ended.push(made);
    },
  };
}

for (const driver of ['http', 'browser']) {
  test(`${driver}: each sign-in of a run has its turn, is counted as it was made, and the wait is said`, async () => {
    test.slow();
    const ledger = openNotes();
    const said: string[] = [];
    const env = { DOCS_HANDSHAKE_MAX_SIGN_INS_PER_MINUTE: '5', DOCS_HANDSHAKE_DRIVER: driver };
    const report = await run(await configured(env), {
      env: process.env,
      progress: (line) => said.push(line),
      signIns: ledger,
    });
    expect(report.signIns).toBeGreaterThan(0);
    expect(ledger.ended.reduce((sum, made) => sum + made, 0)).toBe(report.signIns);
    expect(ledger.ended.length).toBe(ledger.wanted.length);
    expect(ledger.wanted.every(({ host, most }) => host === '127.0.0.1' && most === 5)).toBe(true);
    expect(said).toContain(
      'waiting for 12 s to sign in: at most 5 a minute at 127.0.0.1 (--max-sign-ins-per-minute)',
    );
    expect(report.remarks).toContainEqual(
      expect.stringMatching(
        /^\d+ sign-ins? waited \d+ s in all, since there are at most 5 a minute at 127\.0\.0\.1 \(--max-/,
      ),
    );
    expect(report.remarkCauses).toContainEqual({ code: 'sign-ins-spaced' });
    expect(report.exitCode).toBe(0);
  });
}

test('without a limit nothing is counted, and what may never have its turn is not made and not green', async () => {
  const plain = await run(await configured({}), { env: {}, progress: () => undefined });
  expect(plain.remarkCauses).not.toContainEqual({ code: 'sign-ins-spaced' });
  const env = {
    DOCS_HANDSHAKE_MAX_SIGN_INS_PER_MINUTE: '1',
    DOCS_HANDSHAKE_INTRUSIVE: '1',
    DOCS_HANDSHAKE_ONLY: 'wrong-password',
  };
  const ledger = openNotes();
  const strict = await run(await configured(env), {
    env: {},
    progress: () => undefined,
    signIns: ledger,
  });
  const verdict = strict.verdicts.find(({ id }) => id === 'wrong-password');
  expect(verdict?.outcome).toBe('not-reached');
  expect(verdict?.actual).toMatch(
    /^It makes 2 sign-ins at a time, and there are at most 1 a minute/,
  );
});

test('sign-ins that are made at the same time have their turn together', async () => {
  const ledger = openNotes();
  const turns = openSignInTurns(
    await configured({ DOCS_HANDSHAKE_MAX_SIGN_INS_PER_MINUTE: '20' }),
    {
      ledger,
      together: rush.length,
      progress: () => undefined,
      now: () => 0,
    },
  );
  const turn = turns.turn(undefined);
  const ends = await Promise.all(rush.map((visit) => turn(visit)));
  expect(ledger.wanted.map(({ count }) => count)).toEqual([20]);
  for (const end of ends.slice(1)) end(1);
  expect(ledger.ended).toEqual([]);
  ends[0]?.(0);
  expect(ledger.ended).toEqual([19]);
  const [first] = rush;
  expect(first && turns.refuses(first)).toBeUndefined();
  const few = openSignInTurns(await configured({ DOCS_HANDSHAKE_MAX_SIGN_INS_PER_MINUTE: '19' }), {
    ledger,
    together: rush.length,
    progress: () => undefined,
  });
  expect(first && few.refuses(first)).toMatch(/^It makes 20 sign-ins at a time/);
});

test('all targets of a run count together, and the end of the run ends the waiting', async () => {
  const configuration = await configured({ DOCS_HANDSHAKE_MAX_SIGN_INS_PER_MINUTE: '1' });
  const other = await configured({ DOCS_HANDSHAKE_TARGET: 'b' });
  const said: string[] = [];
  const done = await runTargets(
    [
      { name: 'b', configuration: other },
      { name: 'a', configuration },
    ],
    {
      concurrency: 2,
      maxTimeMs: 4_000,
      of: (name) => ({ env: {}, progress: (line) => said.push(`${name}: ${line}`) }),
      judged: () => undefined,
    },
  );
  const [free, limited] = done.targets;
  expect(free?.exitCode, 'who has no limit does not wait').toBe(0);
  expect(limited?.exitCode).toBe(3);
  expect(limited?.report?.remarks.join(' ')).toMatch(/The run was ended after 4 s \(--max-time\)/);
  expect(said.filter((line) => line.startsWith('a: waiting ')).length).toBeGreaterThan(0);
  expect(said.filter((line) => line.startsWith('b: waiting '))).toEqual([]);
});
