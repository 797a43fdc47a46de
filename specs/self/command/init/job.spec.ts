import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort } from '../../docs/page-flow.js';
import { repositoryIn, runnerVariables } from './faulty-repository.js';
import { readWorkflow, runSteps } from './job-steps.js';

const filesIn = (folder: string): readonly string[] => readdirSync(folder).sort();

test('from an empty repository to a gate: init, the job red, one fix, the job green', async ({}, info) => {
  test.setTimeout(120_000);
  const folder = info.outputPath('repository');
  const flow = repositoryIn(folder);
  const env = runnerVariables(info.outputPath());
  const command = (line: string): { readonly code: number | null; readonly said: string } => {
    const done = spawnSync('bash', ['-c', line], { cwd: folder, env, encoding: 'utf8' });
    return { code: done.status, said: done.stdout + done.stderr };
  };
  const installed = command('npm install --offline --no-audit --no-fund');
  expect(installed.code, installed.said).toBe(0);
  const before = filesIn(folder);

  const url = `http://localhost:${await freePort()}/docs-login`;
  const words = `npx --no -- docs-handshake init --yes --login-url ${url}`;
  const dry = command(`${words} --dry-run`);
  expect(dry.code, dry.said).toBe(0);
  expect(filesIn(folder)).toEqual(before);
  const made = command(words);
  expect(made.code, made.said).toBe(0);
  const configuration = 'docs-handshake.config.json';
  const workflow = '.github/workflows/docs-login.yml';
  expect(filesIn(folder)).toEqual([...before, '.github', configuration].sort());
  for (const file of [configuration, workflow]) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(dry.said).toContain(`--- ${file}\n${text}`);
  }

  const { jobs } = readWorkflow(readFileSync(join(folder, workflow), 'utf8'));
  const steps = jobs['docs-login']?.steps ?? [];
  const red = await runSteps(steps, folder, env);
  expect(red.code, red.said).toBe(1);
  expect(red.said).toMatch(/^::error [^\n]*title=token-exp-/m);
  expect(red.ran.at(-1)).toContain('actions/upload-artifact@');
  expect(readFileSync(join(info.outputPath(), 'summary.md'), 'utf8')).toContain('token-exp-');
  const reports = ['junit.xml', 'report.html', 'report.sarif'];
  expect(filesIn(join(folder, 'docs-handshake-report'))).toEqual(reports);

  writeFileSync(join(folder, 'docs-login.mjs'), flow);
  const green = await runSteps(steps, folder, env);
  expect(green.code, green.said).toBe(0);
  expect(green.ran).toEqual(red.ran);
});
