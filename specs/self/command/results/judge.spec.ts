import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { defaultHandshake } from '../../../../handshakes/registry.js';
import type { Recording } from '../../../../protocol/recording.js';
import type { Report } from '../../../../protocol/report.js';
import { argv, collectedIo } from '../../harness/collected-io.js';

const docsOrigin = 'http://localhost:4747';

/** Runs a command in a folder, with a text on its standard input. */
async function command(folder: string, words: readonly string[], stdin?: string) {
  const io = collectedIo({ cwd: folder });
  const given = stdin === undefined ? io : { ...io, stdin: () => Promise.resolve(stdin) };
  const code = await main(argv(...words), given);
  return { code, out: io.out(), err: io.err() };
}

test('a run is recorded, and it and its Locations are judged again', async () => {
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), 'docs handshake '));
  const flow = await openReferenceFlow({ handshake: defaultHandshake, docsOrigin });
  const [user] = flow.users;
  writeFileSync(join(folder, 'key.pem'), flow.keys.own.publicPem);
  const own = ['--username', user.username, '--password', user.password.reveal()];
  const check = [
    'check',
    flow.loginUrl,
    '--driver',
    'http',
    '--sign-in',
    'form',
    ...own,
    '--key',
    'key.pem',
  ];
  const only = ['--only', 'token-alg,token-signature,token-exp-future,redirect-exact'];
  try {
    // A repository that does not ignore the file gets no tokens.
    spawnSync('git', ['init', '--quiet', join(folder, 'repository')]);
    const refused = await command(folder, [...check, '--record', 'repository/run.json']);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('Add it to .gitignore'),
    ]);
    writeFileSync(join(folder, 'repository', '.gitignore'), 'run.json\n');
    const made = await command(folder, [...check, ...only, '--record', 'repository/run.json']);
    await flow.close();
    expect([made.code, made.err]).toEqual([0, expect.stringContaining('Tokens are whole in it')]);
    const path = join(folder, 'repository', 'run.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const again = await command(folder, [
      'judge',
      path,
      '--edition',
      '2025-02',
      '--report',
      'json',
    ]);
    const { target, verdicts, remarks } = JSON.parse(again.out) as Report;
    expect([again.code, target.edition, verdicts.length]).toEqual([0, '2025-02', 5]);
    expect(verdicts.find(({ id }) => id === 'token-signature')?.outcome).toBe('pass');
    expect(remarks[0]).toContain('Judged from a recording of ');
    const later = await command(folder, ['judge', path, '--at', '2040-01-01T00:00:00Z']);
    expect([later.code, later.out]).toEqual([1, expect.stringContaining('token-exp-future')]);

    const recording = JSON.parse(readFileSync(path, 'utf8')) as Recording;
    const visit = recording.visits.http?.find(({ name }) => name === 'deep-link');
    if (visit === undefined) throw new Error('The visit is not in the recording.');
    const callback = visit.exchange['callback'];
    const { location, arrivedAtMs } = callback as {
      location: { sealed: string };
      arrivedAtMs: number;
    };
    const at = new Date(arrivedAtMs).toISOString();
    const words = ['judge', '-', '--key', 'key.pem', '--at', at];
    const good = await command(
      folder,
      [...words, '--sent', '/quickstart'],
      `Location: ${location.sealed}\r\n`,
    );
    expect([good.code, good.out.replace(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining('what its URL does not show was left out'),
    ]);
    const elsewhere = await command(
      folder,
      [...words, '--sent', '/guides', '--report', 'json'],
      location.sealed,
    );
    const fell = (JSON.parse(elsewhere.out) as Report).verdicts.filter(
      ({ outcome }) => outcome === 'fail',
    );
    expect(fell.map(({ id }) => id)).toEqual(['redirect-exact']);

    const faults: readonly (readonly [readonly string[], string | undefined, RegExp])[] = [
      [['judge', 'missing.json'], undefined, /there is no such file/],
      [['judge', '-'], undefined, /no standard input: give a file/],
      [
        ['judge', '-'],
        'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
        /neither a recording of --record nor one absolute URL/,
      ],
      [['judge', '-'], '{"schema": 1}', /A JSON report holds no tokens/],
      [['judge', '-'], '{', /not valid JSON/],
      [['judge', path, '--sent', '/x'], undefined, /are for a Location/],
      [['judge', path, '--at', 'now'], undefined, /--at must be a time such as/],
    ];
    for (const [given, stdin, says] of faults) {
      const { code, err } = await command(folder, given, stdin);
      expect.soft([code, err], given.join(' ')).toEqual([2, expect.stringMatching(says)]);
      expect.soft(err).not.toContain('eyJhbGci');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
