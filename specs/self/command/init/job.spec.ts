import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort, shownFile } from '../../docs/page-flow.js';
import { readWorkflow, runSteps } from '../../harness/job-steps.js';
import { root } from '../../repository/source-tree.js';

const honest = 'exp: now + 10,';
const planted = 'exp: Date.now() + 10_000,';

/** A repository with the first flow of `docs/login-flow.md`, a fault in it, and this package as it is built. */
function repositoryIn(folder: string): string {
  const flow = shownFile('docs-login.mjs');
  expect(flow).toContain(honest);
  mkdirSync(join(folder, '.git'), { recursive: true });
  writeFileSync(join(folder, 'docs-login.mjs'), flow.replace(honest, planted));
  // A package without dependencies: what is built finds them beside its true place.
  const vendored = join(folder, 'vendor', 'docs-handshake');
  mkdirSync(vendored, { recursive: true });
  symlinkSync(join(root, 'dist'), join(vendored, 'dist'));
  const { name, version, bin, type, exports } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  writeFileSync(
    join(vendored, 'package.json'),
    JSON.stringify({ name, version, bin, type, exports }),
  );
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      scripts: { start: 'node docs-login.mjs' },
      devDependencies: { 'docs-handshake': 'file:vendor/docs-handshake' },
    }),
  );
  return flow;
}

/** What a runner sets, its files empty. */
function runnerVariables(folder: string): NodeJS.ProcessEnv {
  const summary = join(folder, 'summary.md');
  writeFileSync(summary, '');
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|DOCS_HANDSHAKE_PASSWORD$|FORCE_COLOR$)/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: folder,
    // A browser takes most of a minute, and shows nothing else here.
    DOCS_HANDSHAKE_DRIVER: 'http',
  };
}

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
  const words = `npx --no docs-handshake init --yes --login-url ${url}`;
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
