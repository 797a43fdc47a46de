import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import type { RunReport } from '../../../protocol/report.js';
import type { Outcome } from '../../../protocol/verdict.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { framable, groupsAsText, openSeveralTargets } from '../command/targets/several-targets.js';
import type { SeveralTargets } from '../command/targets/several-targets.js';
import { openCallerProject } from './caller-project.js';
import type { CallerProject } from './caller-project.js';

const configuration = 'docs-handshake.config.json';
const all = 12;
const shards = 2;

const files = {
  'package.json': '{ "name": "caller", "private": true }',
  'playwright.config.ts': `
    import { defineConfig } from '@playwright/test';
    export default defineConfig({ workers: 2, outputDir: process.env.OUTPUT });`,
  'all.spec.ts': `
    import { readFileSync } from 'node:fs';
    import { conformanceTests } from 'docs-handshake/playwright';
    conformanceTests(JSON.parse(readFileSync('${configuration}', 'utf8')));`,
};

let several: SeveralTargets;
let caller: CallerProject;

// In one worker: each one would pack the package and install it for itself.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'docs-handshake-shards-'));
  const names = Array.from({ length: all }, (_none, at) => `target ${at + 1}`);
  several = await openSeveralTargets(
    folder,
    names.map((name, at) => ({
      name,
      ...(at % 4 === 1 && { mutant: groupsAsText }),
      ...(at % 4 === 2 && { mutant: framable }),
    })),
  );
  caller = openCallerProject(files);
  for (const name of readdirSync(folder).filter((each) => each !== '.git')) {
    copyFileSync(join(folder, name), join(caller.folder, name));
  }
});
test.afterAll(async () => {
  caller.close();
  await several.close();
  rmSync(several.folder, { recursive: true, force: true });
});

interface Told {
  readonly title: string;
  readonly tests: readonly { readonly results: readonly { readonly status: string }[] }[];
}
interface Suite {
  readonly specs?: readonly Told[];
  readonly suites?: readonly Suite[];
}
const toldIn = ({ specs = [], suites = [] }: Suite): readonly Told[] => [
  ...specs,
  ...suites.flatMap(toldIn),
];

/** The status of every test by its title. */
const statuses = (json: string): ReadonlyMap<string, string> =>
  new Map(
    (JSON.parse(json) as { readonly suites: readonly Suite[] }).suites
      .flatMap(toldIn)
      .map(({ title, tests }) => [title, tests[0]?.results.at(-1)?.status ?? 'missing']),
  );

/** How a test stands that says an outcome. */
const standing: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  note: 'passed',
  warn: 'passed',
  known: 'passed',
  fail: 'failed',
  error: 'failed',
  'not-reached': 'skipped',
  'not-applicable': 'skipped',
};

/** Runs all shards of a caller's tests and merges what they report, as pipelines do. */
async function sharded(asked: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const blobs = test.info().outputPath('blobs');
  mkdirSync(blobs, { recursive: true });
  for (let shard = 1; shard <= shards; shard += 1) {
    const own = test.info().outputPath(`blob-${shard}`);
    const done = await caller.playwright(
      [...asked, `--shard=${shard}/${shards}`, '--reporter=blob'],
      {
        ...several.env,
        OUTPUT: test.info().outputPath(`output-${shard}`),
        PLAYWRIGHT_BLOB_OUTPUT_DIR: own,
      },
    );
    expect(readdirSync(own).length, done.out + done.err).toBe(1);
    for (const name of readdirSync(own)) copyFileSync(join(own, name), join(blobs, name));
  }
  const cli = 'node_modules/@playwright/test/cli.js';
  const file = test.info().outputPath('merged.json');
  const words = [cli, 'merge-reports', '--reporter=json', blobs];
  const merged = await caller.node(words, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  expect(merged.code, merged.err).toBe(0);
  return statuses(readFileSync(file, 'utf8'));
}

test('two shards over twelve targets give the verdicts of one machine', async () => {
  test.setTimeout(300_000);
  const io = collectedIo({ cwd: several.folder, env: several.env });
  expect(await main(argv('check', '--report', 'json=one-machine.json'), io)).toBe(1);
  const report = JSON.parse(
    readFileSync(join(several.folder, 'one-machine.json'), 'utf8'),
  ) as RunReport;
  const expected = new Map(
    report.targets.flatMap(({ name, report: own }) => [
      [`${name}: the login flow could be judged`, 'passed'] as const,
      ...(own?.verdicts ?? []).map(
        ({ id, title, outcome }) => [`${name}: ${id}: ${title}`, standing[outcome]] as const,
      ),
    ]),
  );
  expect([...expected.values()].filter((status) => status === 'failed').length).toBe(3);
  const merged = await sharded(['all.spec.ts']);
  expect(Object.fromEntries(merged)).toEqual(Object.fromEntries(expected));
  const kept = (shard: number): number =>
    readdirSync(test.info().outputPath(`output-${shard}`)).filter((name) =>
      name.startsWith('docs-handshake-'),
    ).length;
  expect([kept(1), kept(2)], 'no target is judged in both').toEqual([6, 6]);
});

test('the specs of the package judge the targets of the configuration file, shard by shard', async () => {
  test.setTimeout(240_000);
  const shipped = join('node_modules', 'docs-handshake', 'dist', 'playwright.config.js');
  const words = ['-c', shipped, '-g', 'callback-reached'];
  const merged = await sharded(words);
  expect([...merged.values()]).toEqual(Array.from({ length: all }, () => 'passed'));
  expect(new Set([...merged.keys()].map((title) => title.split(':')[0])).size).toBe(all);
});
