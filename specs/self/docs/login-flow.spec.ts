import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { configurationFrom } from '../../../configuration/configure.js';
import { defaultHandshake, handshakeNamed } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import { run } from '../harness/fitting-run.js';
import { root } from '../repository/source-tree.js';
import { openPageFlow, runs, shownFile } from './page-flow.js';
import { pageFlows } from './shown-flows.js';
import type { PageFlow } from './shown-flows.js';

/** Where the docs of a flow are: below a path where its handshake allows that. */
async function docsOf(flow: PageFlow): Promise<string> {
  const { facts } = await handshakeNamed(flow.handshake ?? defaultHandshake);
  return facts.allowsDocsPath ? 'https://foo.com/docs' : 'https://docs.foo.com';
}

/** What a browser alone sees, and what it sees by other means than plain HTTP. */
const onlyInBrowser = [
  'callback-reached',
  'handoff-not-blocked',
  'key-not-in-browser',
  'live-session-returns',
  'redirect-script-safe',
  'sign-in-csrf',
  'sign-in-required',
  'token-not-leaked',
  'token-signature',
].join(',');

/** Judges a flow of the page with two readers, as `check` would. */
async function judged(flow: PageFlow, folder: string, driver: string): Promise<Report> {
  const docsOrigin = await docsOf(flow);
  const open = await openPageFlow(flow, folder, docsOrigin);
  try {
    const configuration = await configurationFrom(
      {
        loginUrl: open.loginUrl,
        docsOrigin,
        ...(flow.handshake === undefined ? {} : { handshake: flow.handshake }),
        driver,
        signIn: 'form',
        username: 'ann@foo.com',
        password: open.password,
        secondUsername: 'bo@foo.com',
        secondPassword: open.password,
        // Every driver sees the same flow: what plain HTTP judges need not be waited for in a browser once more.
        ...(driver === 'http' ? { intrusive: true } : { only: onlyInBrowser }),
      },
      { env: { DOCS_HANDSHAKE_KEY: open.keys.publicPem }, cwd: folder },
    );
    return await run(configuration, { progress: () => undefined, env: process.env });
  } finally {
    open.close();
  }
}

for (const flow of pageFlows) {
  for (const driver of ['http', 'browser']) {
    test(`the login flow for ${flow.title} is right, over ${driver}`, async ({}, info) => {
      test.skip(!runs(flow.needs), `This machine has not what ${flow.title} needs.`);
      test.setTimeout(240_000);
      const { verdicts, exitCode, summary } = await judged(flow, info.outputPath(), driver);
      const raised = verdicts
        .filter(({ outcome }) => ['fail', 'warn', 'note', 'error'].includes(outcome))
        .map(({ id, outcome, actual }) => `${id}: ${outcome}. ${actual ?? ''}`);
      expect(raised).toEqual([]);
      expect({ exitCode, conforms: summary.conforms }).toEqual({ exitCode: 0, conforms: true });
    });
  }
}

/** Commands that read a file and run nothing of it. */
const readers: readonly (readonly [name: RegExp, command: readonly [string, ...string[]]])[] = [
  [/\.mjs$/, [process.execPath, '--check']],
  [
    /\.ts$/,
    [
      process.execPath,
      join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
      '--noEmit',
      '--strict',
      '--ignoreConfig',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      'node',
    ],
  ],
  [/\.py$/, ['python3', '-m', 'py_compile']],
  [/\.php$/, ['php', '-l']],
  [/\.go$/, ['gofmt', '-e']],
];

test('every flow of the page can be read by its language, where that is here', ({}, info) => {
  for (const { file } of pageFlows) {
    const path = join(info.outputPath(), file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, shownFile(file));
    const [, reader] = readers.find(([name]) => name.test(file)) ?? [];
    if (reader === undefined) continue;
    const [command, ...words] = reader;
    const { error, status, stdout, stderr } = spawnSync(command, [...words, path], {
      encoding: 'utf8',
    });
    if (error !== undefined) continue;
    expect.soft(status, `${file}: ${stderr}${stdout.slice(0, 2000)}`).toBe(0);
  }
});

test('the page shows one file for each flow, and names it', () => {
  for (const { title, file } of pageFlows) {
    expect.soft(shownFile(file).length, title).toBeGreaterThan(500);
  }
});
