import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Report } from '../../../protocol/report.js';
import { root, shippedFolders } from '../repository/source-tree.js';

/**
 * A handshake of another docs host is planted into a copy of the project, under a name that sorts first: it is judged,
 * served, shown and proven, and changes nothing of the others.
 */
test.describe.configure({ mode: 'default' });

const name = 'aaa-test';
const execute = promisify(execFile);
let copy = '';

/** What a script of a folder that holds the project says. */
async function says(folder: string, ...words: readonly string[]): Promise<string> {
  const [script = '', ...given] = words;
  const args = ['--import', 'tsx', join(folder, script), ...given];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' };
  return (await execute(process.execPath, args, { cwd: folder, env })).stdout;
}
const command = (folder: string, ...words: readonly string[]): Promise<string> =>
  says(folder, 'cli.ts', ...words);

test.beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'docs-handshake-planted-'));
  const files = ['cli.ts', 'index.ts', 'package.json', 'tsconfig.json'];
  for (const part of [...shippedFolders, ...files, 'scripts', 'specs']) {
    await cp(join(root, part), join(copy, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  await mkdir(join(copy, 'handshakes', name));
  const planted = await readFile(join(root, 'specs/self/handshakes/planted', `${name}.ts`), 'utf8');
  await writeFile(
    join(copy, 'handshakes', name, 'index.ts'),
    planted
      .replaceAll("'../../../../handshakes/", "'../")
      .replaceAll("'../../../../protocol/", "'../../protocol/"),
  );
});

test.afterAll(() => rm(copy, { recursive: true, force: true }));

test('a handshake whose name sorts first changes nothing of the others', async () => {
  const [before, after] = [await command(root, 'list'), await command(copy, 'list')];
  expect(after).toContain(`${name}: Aaa test`);
  for (const part of before.split(/\n(?=\S+: )/)) expect(after).toContain(part.trimEnd());
  const own = (await command(root, 'explain', 'token-alg')).split('\n\n').slice(0, 1);
  expect((await command(copy, 'explain', 'token-alg')).startsWith(own.join('\n\n'))).toBe(true);
  const demo = await command(copy, 'demo', '--driver', 'http', '--report', 'json');
  const byDefault = JSON.parse(demo) as Report;
  expect(byDefault.target.handshake).toBe('mintlify-authentication');
  expect(byDefault.summary.conforms).toBe(true);
});

test('it is judged by both drivers, its docs host lets the reader in, and no secret shows', async () => {
  test.setTimeout(180_000);
  const secret = join(copy, 'secret.txt');
  const made = await command(copy, 'keys', 'new', '--handshake', name, '--out', secret);
  const text = (await readFile(secret, 'utf8')).trim();
  expect(text).toMatch(/^[\w-]{43}$/);
  expect(made).toBe(`DOCS_HANDSHAKE_KEY="${text}"\n`);
  const given = ['--handshake', name, '--key', secret, '--report', 'json', '--driver', 'both'];
  const said = await command(copy, 'demo', ...given);
  const report = JSON.parse(said) as Report;
  const fell = report.verdicts.filter(({ outcome }) => /fail|warn|error|note/.test(outcome));
  expect(fell.map(({ id, actual }) => `${id}: ${actual}`)).toEqual([]);
  expect(report.summary.conforms).toBe(true);
  const verdictOf = (row: string): unknown => report.verdicts.find(({ id }) => id === row);
  const seen = { http: 'pass', browser: 'pass' };
  expect(verdictOf('token-signature')).toMatchObject({ outcome: 'pass', drivers: seen });
  expect(verdictOf('callback-token-in-fragment')).toMatchObject({
    outcome: 'pass',
    drivers: seen,
    source: { document: 'Aaa docs' },
  });
  const landed = report.visits.filter(
    ({ driver, name: visit }) => driver === 'browser' && visit === 'sign-in',
  );
  expect(landed.map(({ landing }) => landing)).toEqual(['accepted']);
  expect(said, 'the return value is a whole URL').toMatch(
    /location=https?%3A%2F%2F[^&]+%2Fquickstart/,
  );
  expect(said).toContain('jwt_token=');
  expect(said, 'a token in a query is masked').not.toMatch(/jwt_token=ey[\w-]{9}/);
  expect(said).not.toContain(text);
});

test('each of its mutants falls exactly its row', async () => {
  test.setTimeout(180_000);
  const given = ['--driver', 'http', '--sessions', 'with', '--handshake', name];
  const said = await says(copy, 'scripts/mutants.ts', ...given);
  const [, exact, all] = /^(\d+) of (\d+) mutants felled exactly their row\.$/m.exec(said) ?? [];
  expect(exact, said).toBe(all);
  expect(Number(all)).toBeGreaterThan(40);
});
