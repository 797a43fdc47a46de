import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import type { RunReport } from '../../../../protocol/report.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import type { CollectedIo } from '../../harness/collected-io.js';
import { framable, groupsAsText, openSeveralTargets } from './several-targets.js';
import type { SeveralTargets } from './several-targets.js';

const nowhere = 'http://127.0.0.1:9/login';
let several: SeveralTargets;

test.beforeAll(async () => {
  several = await openSeveralTargets(
    mkdtempSync(join(tmpdir(), 'docs-handshake-targets-')),
    [
      { name: 'honest' },
      { name: 'groups as text', mutant: groupsAsText },
      { name: 'framable', mutant: framable },
    ],
    { only: ['frames-refused', 'user-groups', 'token-alg'] },
  );
  const file = join(several.folder, 'docs-handshake.config.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as { readonly targets: object[] };
  content.targets.push({ name: 'nobody there', loginUrl: nowhere, signIn: 'none' });
  writeFileSync(file, JSON.stringify(content));
});
test.afterAll(async () => {
  await several.close();
  rmSync(several.folder, { recursive: true, force: true });
});

/** Runs a command in the folder of the configuration file. */
async function run(...words: readonly string[]): Promise<{ readonly code: number } & CollectedIo> {
  const io = collectedIo({ cwd: several.folder, env: several.env, columns: 100 });
  return { ...io, code: await main(argv(...words), io) };
}

const readRun = (name: string): RunReport =>
  JSON.parse(readFileSync(join(several.folder, name), 'utf8')) as RunReport;

const names = ({ targets }: RunReport): readonly string[] => targets.map(({ name }) => name);

test('one run judges all targets: a table at the end, one report, one exit code', async () => {
  const done = await run('check', '--report', 'json=all.json', '--report', 'terminal');
  expect(done.code).toBe(1);
  const report = readRun('all.json');
  expect(report.targets.map(({ name, exitCode }) => [name, exitCode])).toEqual([
    ['honest', 0],
    ['groups as text', 1],
    ['framable', 0],
    ['nobody there', 3],
  ]);
  expect(report.exitCode).toBe(1);
  const lines = done.out().split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('Targets (4)')));
  for (const line of [
    /^ {2}Target +Verdict +Pass +Fail +Warn +Left out +Not judged +Exit +What gates$/,
    /^✓ honest +conforms +4 +0 +0 +66 +0 +0$/,
    /^✗ groups as text +failed +3 +1 +0 +66 +0 +1 +user-groups$/,
    /^✓ framable +conforms +3 +0 +1 +66 +0 +0$/,
    /^– nobody there +not judged +0 +0 +0 +66 +4 \(3 must\) +3$/,
    /^✗ Of 4 targets, 2 passed, 1 failed, 1 could not be judged\.$/,
    /^ {2}Exit code 1: /,
  ]) {
    expect.soft(table.filter((one) => line.test(one)).length, String(line)).toBe(1);
  }
  const full = done.out().match(/^━━ .* ━━$/gm);
  expect(full, 'who passed has its line alone').toEqual([
    '━━ groups as text ━━',
    '━━ nobody there ━━',
  ]);
  for (const name of names(report)) expect.soft(done.err()).toContain(`· ${name}: target `);
});

test('targets are chosen by name, in the order of the file; one alone has the report of one', async () => {
  const two = await run('check', '--target', 'framable', '--target', 'honest', '--report', 'json');
  expect(names(JSON.parse(two.out()) as RunReport)).toEqual(['honest', 'framable']);
  expect(two.code).toBe(0);
  const one = await run('check', '--target', 'framable', '--report', 'json', '--fail-on', 'should');
  expect([one.code, Object.keys(JSON.parse(one.out()) as object)]).toEqual([
    1,
    expect.arrayContaining(['verdicts', 'target']),
  ]);
});

test('what failed is judged again, and all of what could not be judged', async () => {
  await run('check', '--report', 'json=first.json');
  const again = await run('check', '--rerun-failed', 'first.json', '--report', 'json');
  const report = JSON.parse(again.out()) as RunReport;
  expect(names(report)).toEqual(['groups as text', 'framable', 'nobody there']);
  const fell = report.targets.slice(0, 2).map((one) => one.report?.verdicts.map(({ id }) => id));
  expect(fell).toEqual([
    ['callback-reached', 'user-groups'],
    ['callback-reached', 'frames-refused'],
  ]);
  expect(again.err()).toMatch(/Nothing fell before in honest: not judged again\./);
  const alone = ['--target', 'groups as text', '--rerun-failed', 'first.json'];
  expect((await run('check', ...alone)).code).toBe(1);
  const good = await run('check', '--target', 'honest', '--rerun-failed', 'first.json');
  expect([good.code, good.err()]).toEqual([2, expect.stringMatching(/nothing fell in it/)]);
});

test('two reports of several targets are compared by the names of their targets', async () => {
  await run('check', '--report', 'json=before.json');
  const report = readRun('before.json');
  const [honest, ...others] = report.targets;
  const [groups] = others;
  const swapped = [
    { ...honest, report: groups?.report },
    ...others.slice(1),
    { ...groups, name: 'new' },
  ];
  writeFileSync(
    join(several.folder, 'after.json'),
    JSON.stringify({ ...report, targets: swapped }),
  );
  const same = await run('diff', 'before.json', 'before.json');
  expect([same.code, same.out()]).toEqual([0, expect.stringMatching(/━━ framable ━━/)]);
  const worse = await run('diff', 'before.json', 'after.json');
  expect(worse.code).toBe(1);
  expect(worse.out()).toMatch(
    /━━ honest ━━\n\n· Another .*\n\nWorse \(1\)\n\n✗ user-groups {2}pass → fail/s,
  );
  expect(worse.out()).toMatch(/━━ new ━━\n\n· It is new: exit code 1\./);
  expect(worse.out()).toMatch(/━━ groups as text ━━\n\n· It is not in the second report\./);
  const table = await run('diff', 'before.json', 'after.json', '--format', 'markdown');
  expect(table.out()).toMatch(/^## honest\n\n\*\*1 worse/m);
  await run('check', '--target', 'honest', '--report', 'json=one.json');
  const mixed = await run('diff', 'before.json', 'one.json');
  expect([mixed.code, mixed.err()]).toEqual([2, expect.stringMatching(/compare two of one kind/)]);
});

test('a baseline holds for its target alone, and is written for all of them', async () => {
  const file = join(several.folder, 'baseline.json');
  const chosen = ['--target', 'honest', '--target', 'groups as text'];
  const update = ['check', ...chosen, '--baseline', 'baseline.json', '--update-baseline'];
  const written = await run(...update);
  expect([written.code, written.err()]).toEqual([
    0,
    expect.stringMatching(/groups as text: baseline\.json written: 0 kept, 1 new, 0 taken out\./),
  ]);
  const { entries } = JSON.parse(readFileSync(file, 'utf8')) as { readonly entries: object[] };
  expect(entries).toMatchObject([{ id: 'user-groups', target: 'groups as text' }]);
  const filled = entries.map((entry) => ({ ...entry, reason: 'Being mended.', owner: 'ann' }));
  writeFileSync(file, JSON.stringify({ entries: filled }));
  expect((await run('check', ...chosen, '--baseline', 'baseline.json')).code).toBe(0);
  const other = [{ ...filled[0], target: 'honest' }];
  writeFileSync(file, JSON.stringify({ entries: other }));
  const stale = await run('check', ...chosen, '--baseline', 'baseline.json', '--report', 'json');
  const { targets } = JSON.parse(stale.out()) as RunReport;
  expect(targets.map(({ exitCode }) => exitCode)).toEqual([1, 1]);
});

test('the time is up for all, and what had not begun says so', async () => {
  const words = ['check', '--concurrency', '1', '--max-time', '0.01', '--report', 'json'];
  const done = await run(...words);
  const { targets, exitCode } = JSON.parse(done.out()) as RunReport;
  expect([done.code, exitCode]).toEqual([3, 3]);
  const said = targets.map(({ report, failure }) => failure ?? report?.remarks[0] ?? '');
  for (const text of said) expect.soft(text).toMatch(/The run was ended after 0\.01 s \(--max-t/);
  expect(targets.at(-1)).toMatchObject({ name: 'nobody there', exitCode: 3 });
});

test('one target is watched, not several', async () => {
  const done = await run('check', '--watch', '.');
  expect([done.code, done.err()]).toEqual([
    2,
    expect.stringMatching(/has several targets, and --watch watches one: choose one of "honest", /),
  ]);
});

test('settings that are wrong for one target stop the run before it begins', async () => {
  const env = { ...several.env, PASSWORD_2: '' };
  const io = collectedIo({ cwd: several.folder, env });
  expect(await main(argv('check', '--report', 'json=never.json'), io)).toBe(2);
  expect(io.err()).toMatch(
    /^docs-handshake: Target "framable": The variable PASSWORD_2 is not set/,
  );
  expect(existsSync(join(several.folder, 'never.json'))).toBe(false);
});

test('a target may have a file of its own, but none that another report has', async () => {
  const file = join(several.folder, 'docs-handshake.config.json');
  const before = readFileSync(file, 'utf8');
  const content = JSON.parse(before) as { readonly targets: readonly object[] };
  const [first, ...others] = content.targets;
  const rows: readonly (readonly [report: string, code: number, says: RegExp])[] = [
    ['json=own.json', 1, /framable: /],
    ['json=all.json', 2, /writes two reports to .*all\.json: give each a file of its own\.$/],
    ['json', 2, /report of the target "honest" is json, without a file: give it =<path>/],
  ];
  for (const [report, code, says] of rows) {
    const targets = [{ ...first, report }, ...others];
    writeFileSync(file, JSON.stringify({ ...content, report: 'json=./all.json', targets }));
    const done = await run('check');
    expect.soft(done.code, report).toBe(code);
    expect.soft(done.err().trimEnd(), report).toMatch(says);
  }
  writeFileSync(file, before);
  const own = JSON.parse(readFileSync(join(several.folder, 'own.json'), 'utf8')) as object;
  expect(own).toMatchObject({ target: { loginUrl: several.loginUrls[0] }, exitCode: 0 });
  expect(names(readRun('all.json'))).toContain('honest');
});
