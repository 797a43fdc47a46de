import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { updateBaseline } from '../../../../command/results/update-baseline.js';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { defaultHandshake } from '../../../../handshakes/registry.js';
import type { BaselineEntry } from '../../../../protocol/gate.js';
import type { Mutant } from '../../../../protocol/plan.js';
import type { Report } from '../../../../protocol/report.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import { sampleReport } from '../../harness/sample-report.js';

const docsOrigin = 'http://localhost:4747';
const rows = 'user-groups,token-exp-short,token-alg,frames-refused';

const groupsAsText: Mutant = {
  name: 'groups-csv',
  change: (honest) => ({ claims: (request) => ({ ...honest.claims(request), groups: 'a,b' }) }),
};
const wrongAlgorithm: Mutant = {
  name: 'no-type',
  change: (honest) => ({
    claims: (request) => ({ ...honest.claims(request), groups: 'a,b' }),
    pageHeaders: () => [],
  }),
};

interface Ran {
  readonly code: number;
  readonly report: Report;
  readonly said: string;
}

/** Runs `check` on the reference flow with one thing changed. */
async function ran(
  folder: string,
  mutant: Mutant | undefined,
  words: readonly string[],
  env = {},
): Promise<Ran> {
  const flow = await openReferenceFlow({
    handshake: defaultHandshake,
    docsOrigin,
    ...(mutant && { mutant }),
  });
  const io = collectedIo({ cwd: folder, env });
  const [user] = flow.users;
  const target = ['check', flow.loginUrl, '--driver', 'http', '--only', rows];
  const credentials = [
    '--sign-in',
    'form',
    '--username',
    user.username,
    '--password',
    user.password.reveal(),
  ];
  // The reference flow listens on a port of its own each time: what is written is put on the one that is judged.
  const path = join(folder, 'known.json');
  try {
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replaceAll(/http:\/\/127\.0\.0\.1:\d+\/[\w-]+/g, flow.loginUrl),
    );
  } catch {
    // There is none yet.
  }
  const reports = ['--report', 'json', '--report', 'terminal'];
  try {
    const code = await main(argv(...target, ...credentials, ...words, ...reports), io);
    const out = io.out();
    return {
      code,
      report: (out === '' ? {} : JSON.parse(out)) as Report,
      said: io.err().replace(/\s+/g, ' '),
    };
  } finally {
    await flow.close();
  }
}

const entriesIn = (folder: string): BaselineEntry[] =>
  (JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8')) as { entries: BaselineEntry[] })
    .entries;

test('a baseline from its first writing to its end', async () => {
  // Seven runs.
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), 'docs handshake '));
  const baseline = ['--baseline', 'known.json'];
  const update = [...baseline, '--update-baseline'];
  try {
    // Where a pipeline runs, nothing is accepted.
    const inPipeline = await ran(folder, groupsAsText, update, { CI: 'true' });
    expect([inPipeline.code, inPipeline.said]).toEqual([
      2,
      expect.stringContaining('is for people'),
    ]);
    expect((await ran(folder, groupsAsText, ['--update-baseline'])).said).toContain(
      'needs --baseline',
    );

    const written = await ran(folder, groupsAsText, update);
    expect(written.code).toBe(0);
    expect(written.said).toContain('known.json written: 0 kept, 1 new, 0 taken out.');
    expect(written.said).toContain('Fill in reason and owner of user-groups');
    const empty = await ran(folder, groupsAsText, baseline);
    expect([empty.code, empty.said]).toEqual([
      2,
      expect.stringContaining('reason is empty: fill it in'),
    ]);

    const filled = entriesIn(folder).map((one) => ({
      ...one,
      reason: 'Old client.',
      owner: 'ann',
    }));
    writeFileSync(join(folder, 'known.json'), JSON.stringify({ entries: filled }));
    const accepted = await ran(folder, groupsAsText, baseline);
    expect(accepted.code).toBe(0);
    const { summary, verdicts } = accepted.report;
    expect([summary.conforms, summary.fail, summary.known]).toEqual([false, 0, 1]);
    expect(verdicts.find(({ id }) => id === 'user-groups')?.known?.owner).toBe('ann');
    expect(accepted.said).toContain('Known, and accepted for a while');
    expect(accepted.said).toContain(
      'does not conform to mintlify-authentication 2026-03, but nothing new fell.',
    );
    expect(accepted.said).toContain('1 requirement was known to fall (--baseline)');

    // Reasons stay where more is written; what gates by --fail-on is written, too.
    const more = await ran(folder, wrongAlgorithm, [...update, '--fail-on', 'should']);
    expect([more.code, more.said]).toEqual([
      0,
      expect.stringContaining('1 kept, 1 new, 0 taken out'),
    ]);
    expect(entriesIn(folder).map(({ id, reason }) => [id, reason])).toEqual([
      ['user-groups', 'Old client.'],
      ['frames-refused', ''],
    ]);
    expect((await ran(folder, groupsAsText, update)).said).toContain('1 kept, 0 new, 1 taken out');

    // What is left out, or cannot be seen, is not taken for mended.
    const left = await ran(folder, groupsAsText, [...update, '--skip', 'user-groups']);
    expect(left.said).toContain('1 kept, 0 new, 0 taken out');

    const mended = await ran(folder, undefined, baseline);
    expect(mended.code).toBe(1);
    expect(mended.report.summary.conforms).toBe(true);
    expect(mended.said).toContain('user-groups no longer falls: take it out.');
    expect(mended.said).toContain('an entry of the baseline no longer holds');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('an entry of a target stays whichever of its names it has; new ones take the first', async ({}, info) => {
  const folder = info.outputPath();
  mkdirSync(folder, { recursive: true });
  const loginUrl = 'https://login.example/docs-login';
  const filled = { reason: 'old', owner: 'ann', expires: '2027-01-31' };
  const about = { handshake: defaultHandshake, ...filled };
  const old = [
    { id: 'user-host', target: loginUrl, ...about },
    { id: 'user-host', target: 'another', ...about },
    { id: 'token-size', target: 'app', ...about },
    // This run did not judge it, so it has not seen it mended; the last one stands for nothing.
    { id: 'frames-refused', target: 'app', ...about },
    { id: 'no-requirement', target: 'app', ...about },
  ];
  writeFileSync(join(folder, 'known.json'), JSON.stringify({ entries: old }));
  const known = ['user-host', 'redirect-exact', 'token-size', 'frames-refused'];
  const update = { file: 'known.json', cwd: folder, failOn: 'must', known, nowMs: 0 } as const;
  const done = await updateBaseline(sampleReport(), { ...update, names: ['app', loginUrl] });
  expect(done.says[0]).toBe('known.json written: 2 kept, 1 new, 2 taken out.');
  expect(entriesIn(folder).map(({ id, target, owner }) => [id, target, owner])).toEqual([
    ['user-host', 'another', 'ann'],
    ['user-host', loginUrl, 'ann'],
    ['frames-refused', 'app', 'ann'],
    ['handoff-not-blocked', 'app', ''],
  ]);
});
