import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { chooseReports, deliver } from '../../../command/reporting.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import type { CollectedIo } from '../harness/collected-io.js';
import { runnerCommands } from '../reports/report-readers.js';
import { sampleReport } from '../harness/sample-report.js';

/** Delivers the sample report as a command line asks for it. */
async function delivered(
  cwd: string,
  values: readonly string[],
  env: NodeJS.ProcessEnv,
  location?: string,
): Promise<CollectedIo> {
  mkdirSync(cwd, { recursive: true });
  const io = collectedIo({ cwd, env });
  deliver(sampleReport(), await chooseReports(values, io, location), io, false);
  return io;
}

const commandsIn = (text: string): readonly string[] => [
  ...new Set(runnerCommands(text).map(({ name }) => name)),
];
const all = ['group', 'endgroup', 'error', 'warning'];

test("GitHub's report is on by itself in its CI, beside the others, unless it is switched off", async ({}, info) => {
  const cwd = info.outputPath();
  const summary = join(cwd, 'new/summary.md');
  const ci = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  const rows: readonly {
    readonly values: readonly string[];
    readonly env: NodeJS.ProcessEnv;
    readonly out: readonly string[];
    readonly err?: readonly string[];
  }[] = [
    { values: [], env: ci, out: all },
    { values: ['terminal'], env: ci, out: all },
    { values: ['github'], env: ci, out: all },
    { values: ['github'], env: { GITHUB_STEP_SUMMARY: summary }, out: all },
    { values: ['json'], env: ci, out: [], err: all },
    { values: ['json', 'terminal'], env: ci, out: [], err: all },
    { values: ['json=r.json'], env: ci, out: all },
    { values: ['no-github'], env: ci, out: [] },
    { values: ['json', 'no-github'], env: ci, out: [] },
    { values: [], env: { GITHUB_STEP_SUMMARY: summary }, out: [] },
  ];
  for (const { values, env, out, err = [] } of rows) {
    rmSync(summary, { force: true });
    const io = await delivered(cwd, values, env);
    const name = `${values.join(' ')} ${env['GITHUB_ACTIONS']}`;
    expect.soft(commandsIn(io.out()), name).toEqual(out);
    expect.soft(commandsIn(io.err()), name).toEqual(err);
    expect.soft(existsSync(summary), name).toBe(out.length + err.length > 0);
    if (values[0] === 'json')
      expect.soft(() => JSON.parse(io.out()) as unknown, name).not.toThrow();
  }
});

test('a summary is added to, and no longer than its file may be', async ({}, info) => {
  const cwd = info.outputPath();
  const summary = join(cwd, 'summary.md');
  const env = { GITHUB_STEP_SUMMARY: summary };
  mkdirSync(cwd, { recursive: true });
  const before = `${'x'.repeat(999_000)}\n`;
  writeFileSync(summary, before);
  await delivered(cwd, ['github'], env);
  const text = readFileSync(summary, 'utf8');
  expect(text.startsWith(before)).toBe(true);
  expect(text).toContain('Cut here');
  expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
  const unset = await delivered(cwd, ['github'], {});
  expect(unset.err()).toContain('GITHUB_STEP_SUMMARY is not set');
});

test('a report that cannot be written is said, and the verdict stands', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  const io = collectedIo({ cwd, env: { GITHUB_STEP_SUMMARY: cwd } });
  const requests = await chooseReports(
    ['terminal', 'json=a/r.json', 'junit=b/r.xml', 'github'],
    io,
  );
  // What could be written when the run began, and cannot any more.
  writeFileSync(join(cwd, 'a'), 'in the way');
  mkdirSync(join(cwd, 'b/r.xml'), { recursive: true });
  deliver(sampleReport(), requests, io, false);
  expect(io.out()).toContain('Exit code 1');
  const said = io.err().trimEnd().split('\n');
  expect(said).toHaveLength(3);
  for (const [index, name] of ['json', 'junit', 'github'].entries()) {
    const line = said[index] ?? '';
    expect(line).toMatch(new RegExp(`^docs-handshake: The ${name} report cannot be written to `));
    expect(line).toContain('The verdict stands without it.');
  }
});

test('what stands at a file needs one of this repository', async ({}, info) => {
  const root = info.outputPath('repository');
  const cwd = join(root, 'app');
  mkdirSync(join(root, '.git'), { recursive: true });
  mkdirSync(join(cwd, 'src'), { recursive: true });
  writeFileSync(join(cwd, 'src/login.ts'), '');
  writeFileSync(info.outputPath('elsewhere.ts'), '');
  const io = await delivered(cwd, ['gitlab'], {}, 'src/login.ts');
  expect(io.out()).toContain('"path": "app/src/login.ts"');
  const rows: readonly (readonly [words: readonly string[], says: RegExp])[] = [
    [['--report', 'sarif'], /--report sarif needs --report-location <file>/],
    [['--report', 'gitlab=g.json'], /--report gitlab needs --report-location <file>/],
    [['--report', 'sarif', '--report-location', 'none.ts'], /needs a file .*: none\.ts is none/],
    [['--report', 'sarif', '--report-location', 'src'], /needs a file .*: src is none/],
    [['--report', 'sarif', '--report-location', ''], /it is empty/],
    [['--report', 'sarif', '--report-location', '../../elsewhere.ts'], /not in this repository/],
    [['--report', 'github=x'], /--report github takes no path/],
    [['--report', 'github', '--report', 'github'], /two reports to stdout/],
    [['--report', 'no-gitub'], /Did you mean no-github\?/],
  ];
  for (const [words, says] of rows) {
    const wrong = collectedIo({ cwd });
    const code = await main(argv('check', 'http://127.0.0.1:9/login', ...words), wrong);
    expect.soft(code, words.join(' ')).toBe(2);
    expect.soft(wrong.err(), words.join(' ')).toMatch(says);
  }
  // Where there is a configuration file, findings are shown at it.
  writeFileSync(join(root, 'docs-handshake.config.json'), '{}');
  const told = collectedIo({ cwd });
  const words = ['check', 'http://127.0.0.1:9/login', '--driver', 'http', '--report', 'gitlab'];
  expect(await main(argv(...words), told)).toBe(3);
  expect(told.out()).toContain('"path": "docs-handshake.config.json"');
});
