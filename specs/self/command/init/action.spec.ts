import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { freePort } from '../../docs/page-flow.js';
import { root } from '../../repository/source-tree.js';
import { repositoryIn, runnerVariables } from './faulty-repository.js';
import { runSteps } from './job-steps.js';
import type { JobStep } from './job-steps.js';

const { inputs, runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly JobStep[] };
};

/** Steps with what the runner puts in place of expressions, but in a command, where none may stand. */
function stepsWith(given: Readonly<Record<string, string>>, temp: string): readonly JobStep[] {
  const value = (text: string): string =>
    text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_all, name: string) => {
      if (name === 'runner.temp') return temp;
      const input = name.replace('inputs.', '');
      const known = given[input] ?? inputs[input]?.default;
      if (known === undefined) throw new Error(`action.yml has no input ${name}.`);
      return known;
    });
  return runs.steps.map((step) => ({
    ...step,
    ...(step.env && {
      env: Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, value(text)])),
    }),
    ...(step['working-directory'] && { 'working-directory': value(step['working-directory']) }),
  }));
}

test('the action judges what is installed, and no input can be a command', async ({}, info) => {
  test.setTimeout(120_000);
  const folder = info.outputPath('repository');
  const temp = info.outputPath('temp');
  mkdirSync(temp, { recursive: true });
  repositoryIn(folder);
  const output = join(temp, 'output');
  const env = {
    ...runnerVariables(temp),
    GITHUB_OUTPUT: output,
    DOCS_HANDSHAKE_PASSWORD: 'for-this-job-alone',
  };
  const line = `npm install --offline --no-audit --no-fund && npx --no -- docs-handshake init --yes --login-url http://localhost:${await freePort()}/docs-login`;
  const made = spawnSync('bash', ['-ec', line], { cwd: folder, env, encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);

  const reports = join(temp, 'docs-handshake-report');
  const hostile = '$(touch pwned)`touch pwned`"; touch pwned; #';
  for (const name of ['login-url', 'config', 'target', 'report-location']) {
    writeFileSync(output, '');
    const { code, said } = await runSteps(stepsWith({ [name]: hostile }, temp), folder, env);
    expect.soft(code, said).toBe(2);
    expect.soft(readFileSync(output, 'utf8'), name).toBe('exit-code=2\n');
    expect.soft(existsSync(join(folder, 'pwned')), name).toBe(false);
  }

  writeFileSync(output, '');
  const given = { 'report-location': 'docs-login.mjs' };
  const { code, said, ran } = await runSteps(stepsWith(given, temp), folder, env);
  expect(code, said).toBe(1);
  expect(said).toMatch(/^::error [^\n]*file=docs-login\.mjs,title=token-exp-/m);
  expect(readFileSync(output, 'utf8')).toBe('exit-code=1\n');
  expect(readdirSync(reports).sort()).toEqual(['junit.xml', 'report.html', 'report.sarif']);
  expect(ran.slice(1).map((action) => action.replace(/@.*/, ''))).toEqual([
    'actions/upload-artifact',
    'github/codeql-action/upload-sarif',
  ]);
});
