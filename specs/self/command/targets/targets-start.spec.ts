import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import type { RunReport } from '../../../../protocol/report.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import { startedFlow } from '../started-flow.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const built = existsSync(`${root}dist/cli.js`);

/** Writes a configuration with these targets. */
function configured(folder: string, targets: readonly object[]): string {
  mkdirSync(join(folder, '.git'), { recursive: true });
  writeFileSync(join(folder, 'docs-handshake.config.json'), JSON.stringify({ targets }));
  return folder;
}

/** The lines of a log that GitHub's runner would obey: it takes all for text between a stop and its end. */
function obeyedBy(log: string): readonly string[] {
  let stopped: string | undefined;
  return log.split('\n').filter((line) => {
    if (stopped !== undefined) {
      if (line === `::${stopped}::`) stopped = undefined;
      return false;
    }
    stopped = /^::stop-commands::(\w+)$/.exec(line)?.[1];
    return stopped === undefined && (/^\s*::/.test(line) || line.includes('##['));
  });
}

test('each target is started, waited for, judged and ended, and one that does not start stops no other', async ({}, info) => {
  test.slow();
  const flows = await Promise.all(
    ['one', 'two'].map((name) => startedFlow(info.outputPath(name, 'flow'))),
  );
  const says = { SAYS: '##[error]here' };
  const dead = { ...flows[0]?.target('dead'), loginUrl: 'http://127.0.0.1:9/', start: 'exit 7' };
  const targets = [...flows.map((flow, at) => flow.target(`flow ${at}`, says)), dead];
  const cwd = configured(info.outputPath('all'), targets);
  const { PATH = '' } = process.env;
  const io = collectedIo({ cwd, env: { PATH, GITHUB_ACTIONS: 'true' } });
  const words = ['--concurrency', '3', '--report', 'json', '--report', 'no-github'];
  expect(await main(argv('check', ...words), io)).toBe(3);
  const report = JSON.parse(io.out()) as RunReport;
  expect(report.targets.map(({ exitCode }) => exitCode)).toEqual([0, 0, 3]);
  expect(report.targets[2]?.failure).toMatch(/^The login flow of --start ended with code 7 before/);
  expect(flows.flatMap((flow) => flow.running())).toEqual([]);
  const log = io.err();
  for (const name of ['flow 0', 'flow 1'])
    expect(log).toMatch(new RegExp(`^target ${name}: `, 'm'));
  expect(log).toContain('##[error]here');
  expect(obeyedBy(log), 'one guard stands around the output of all').toEqual([]);
});

test('Ctrl-C ends all targets, and all that they started', async ({}, info) => {
  test.slow();
  const flows = await Promise.all(
    ['one', 'two'].map((name) => startedFlow(info.outputPath(name, 'flow'))),
  );
  const targets = flows.map((flow, at) => flow.target(`flow ${at}`, { MODE: 'hangs' }));
  const cwd = configured(info.outputPath('all'), targets);
  const command = built ? [`${root}dist/cli.js`] : ['--import', 'tsx', `${root}cli.ts`];
  const { FORCE_COLOR: _colour, ...env } = process.env;
  const child = spawn(process.execPath, [...command, 'check', '--concurrency', '2'], { cwd, env });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  for (const name of ['flow 0', 'flow 1']) {
    await expect.poll(() => said, { timeout: 30_000 }).toContain(`target ${name}: asked again`);
  }
  const closed = once(child, 'close');
  child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  expect(said).toContain('interrupted; everything that was started has been stopped.');
  expect(said, 'no table of half a run').not.toMatch(/Targets \(2\)|Exit code/);
  expect(flows.flatMap((flow) => flow.running())).toEqual([]);
});
