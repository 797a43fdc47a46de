import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { defaultHandshake } from '../../../../handshakes/registry.js';
import type { Mutant } from '../../../../protocol/plan.js';
import type { Report } from '../../../../protocol/report.js';
import { argv, collectedIo } from '../../harness/collected-io.js';

const docsOrigin = 'http://localhost:4747';
const groupsAsText: Mutant = {
  name: 'groups-csv',
  change: (honest) => ({ claims: (request) => ({ ...honest.claims(request), groups: 'a,b' }) }),
};

/** Judges the reference flow; gives the exit code and what was said. */
async function judged(folder: string, mutant: Mutant | undefined, words: readonly string[]) {
  const flow = await openReferenceFlow({
    handshake: defaultHandshake,
    docsOrigin,
    ...(mutant && { mutant }),
  });
  const [user] = flow.users;
  const io = collectedIo({ cwd: folder });
  const own = ['--username', user.username, '--password', user.password.reveal()];
  const target = ['check', flow.loginUrl, '--driver', 'http', '--sign-in', 'form', ...own];
  const code = await main(argv(...target, ...words), io);
  await flow.close();
  return { code, said: io.err() };
}

async function command(folder: string, ...words: readonly string[]) {
  const io = collectedIo({ cwd: folder });
  const code = await main(argv(...words), io);
  return { code, out: io.out(), err: io.err() };
}

test('two reports are compared, and what fell is judged again', async () => {
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), 'docs handshake '));
  const only = ['--only', 'user-groups,token-alg'];
  try {
    expect((await judged(folder, undefined, [...only, '--report', 'json=good.json'])).code).toBe(0);
    expect((await judged(folder, groupsAsText, [...only, '--report', 'json=bad.json'])).code).toBe(
      1,
    );

    const worse = await command(folder, 'diff', 'good.json', 'bad.json');
    expect([worse.code, worse.out]).toEqual([
      1,
      expect.stringContaining('user-groups  pass → fail'),
    ]);
    const better = await command(folder, 'diff', 'bad.json', 'good.json', '--format', 'markdown');
    expect([better.code, better.out]).toEqual([
      0,
      expect.stringContaining('| <code>user-groups</code> | fail → pass |'),
    ]);

    const again = await judged(folder, groupsAsText, [
      '--rerun-failed',
      'bad.json',
      '--report',
      'json=again.json',
    ]);
    const { verdicts } = JSON.parse(readFileSync(join(folder, 'again.json'), 'utf8')) as Report;
    expect([again.code, verdicts.map(({ id }) => id)]).toEqual([
      1,
      ['callback-reached', 'user-groups'],
    ]);

    const none = await judged(folder, undefined, ['--rerun-failed', 'good.json']);
    expect([none.code, none.said]).toEqual([2, expect.stringContaining('nothing fell in it')]);
    const twice = await judged(folder, undefined, ['--rerun-failed', 'bad.json', ...only]);
    expect([twice.code, twice.said]).toEqual([2, expect.stringContaining('give one')]);

    writeFileSync(join(folder, 'other.json'), '{"schema": 2}');
    writeFileSync(join(folder, 'broken.json'), '{');
    const report = JSON.parse(readFileSync(join(folder, 'good.json'), 'utf8')) as Report;
    const target = { ...report.target, handshake: 'another-handshake' };
    writeFileSync(join(folder, 'elsewhere.json'), JSON.stringify({ ...report, target }));
    const faults: readonly (readonly [string, RegExp])[] = [
      ['missing.json', /The second report missing\.json: there is no such file/],
      ['broken.json', /it is not valid JSON/],
      ['other.json', /it is no JSON report of this version/],
      ['elsewhere.json', /judge two handshakes/],
    ];
    for (const [file, says] of faults) {
      const { code, err } = await command(folder, 'diff', 'good.json', file);
      expect.soft([code, err], file).toEqual([2, expect.stringMatching(says)]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
