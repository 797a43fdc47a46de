import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../drivers/chromium/find.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakeNamed } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import { openCallerProject } from './caller-project.js';
import type { CallerProject } from './caller-project.js';

const id = 'mintlify-authentication';
const docsOrigin = 'https://docs.foo.example';
let flow: ReferenceFlow;
let caller: CallerProject;

/** The caller is CommonJS, as many test projects are. */
const files = {
  'package.json': '{ "name": "caller", "private": true }',
  'playwright.config.ts': `
    import { defineConfig } from '@playwright/test';
    const { BROWSER, BROWSER_ENV = '{}' } = process.env;
    export default defineConfig({
      fullyParallel: true,
      workers: 2,
      outputDir: process.env.OUTPUT ?? 'test-results',
      use: {
        docsHandshake: JSON.parse(process.env.SETTINGS ?? '{}'),
        launchOptions: { executablePath: BROWSER, env: JSON.parse(BROWSER_ENV), args: ['--host-resolver-rules=MAP other.example 127.0.0.1'] },
      },
    } as object);`,
  'own.spec.ts': `
    import { expect, test } from 'docs-handshake/playwright';
    for (const which of ['one', 'two']) {
      test(which + ' reader comes home', async ({ handshake, docsHost, page }) => {
        const exchange = await handshake.visit('/quickstart#step-one');
        expect(exchange).toConform();
        expect(exchange).toSatisfy('redirect-exact');
        await expect(exchange).toCarryUser({ groups: JSON.parse(process.env.GROUPS ?? '[]') });
        expect(await docsHost.nextHandshake()).toMatchObject({ accepted: true, path: '/quickstart' });
        await expect(page).toHaveURL(docsHost.url + '/quickstart');
        const again = await handshake.visit('/quickstart');
        expect(again.report.signIns).toBe(0);
        expect(again).toConform();
        console.log('PORT ' + docsHost.port);
      });
    }
    test('a diff', async ({ handshake }) => {
      const exchange = await handshake.visit('/quickstart');
      await expect(exchange).toCarryUser({ groups: ['admin', 'nobody'] });
    });
    test('what falls', async ({ handshake }) => {
      const exchange = await handshake.visit('/quickstart');
      expect(exchange).not.toSatisfy('token-exp-short');
      expect.soft(exchange).not.toConform();
      expect.soft(exchange).toSatisfy('redirect-stays-home');
      expect.soft(exchange).not.toSatisfy('redirect-stays-home');
      expect.soft(exchange).toSatisfy('redirect-exactly');
      expect.soft(exchange).toSatisfy('token-exp-short');
    });`,
  'conformance.spec.ts': `
    import { conformanceTests } from 'docs-handshake/playwright';
    conformanceTests({ ...JSON.parse(process.env.SETTINGS ?? '{}'), driver: 'http' });`,
};

// In one worker: each one would pack the package and install it for itself.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  const { requirements } = await handshakeNamed(id);
  const mutant = requirements.find((row) => row.id === 'token-exp-short')?.brokenBy[0];
  flow = await openReferenceFlow({ handshake: id, docsOrigin, ...(mutant && { mutant }) });
  caller = openCallerProject(files);
});
test.afterAll(async () => {
  caller.close();
  await flow.close();
});

/** The variables with which the caller's project is told whom to judge. */
function variables(output: string): Readonly<Record<string, string>> {
  const [ann] = flow.users;
  return {
    OUTPUT: output,
    GROUPS: JSON.stringify([...ann.groups].toReversed()),
    SETTINGS: JSON.stringify({
      loginUrl: flow.loginUrl,
      docsOrigin,
      key: flow.keys.own.publicPem,
      signIn: 'form',
      username: ann.username,
      password: ann.password.reveal(),
    }),
  };
}

/** The reports that a run kept for its workers. */
const kept = (output: string): readonly Report[] =>
  readdirSync(join(caller.folder, output))
    .filter((name) => name.startsWith('docs-handshake-'))
    .map(
      (name) =>
        (JSON.parse(readFileSync(join(caller.folder, output, name), 'utf8')) as { report: Report })
          .report,
    );

/** One test as Playwright's JSON reporter has it. */
interface Told {
  readonly title: string;
  readonly line: number;
  readonly tests: readonly {
    readonly results: readonly {
      readonly status: string;
      readonly errors: readonly { readonly message: string }[];
      readonly attachments: readonly { readonly name: string; readonly body?: string }[];
      readonly stdout: readonly { readonly text?: string }[];
    }[];
    readonly annotations: readonly { readonly type: string; readonly description?: string }[];
  }[];
}
interface Suite {
  readonly file: string;
  readonly specs?: readonly Told[];
  readonly suites?: readonly Suite[];
}

/** Every test of a report of Playwright's, however deep it stands. */
const toldIn = ({ specs = [], suites = [] }: Suite): readonly Told[] => [
  ...specs,
  ...suites.flatMap(toldIn),
];
const told = (json: string): readonly Told[] =>
  (JSON.parse(json) as { readonly suites: readonly Suite[] }).suites.flatMap(toldIn);
const resultOf = (all: readonly Told[], title: string) =>
  all.find((one) => one.title.startsWith(title))?.tests[0]?.results.at(-1);
const plain = (text: string): string => text.replace(/\x1b\[[\d;]*m/g, '');

test('fixtures and matchers work from the tarball, with docs hosts side by side', async () => {
  test.setTimeout(240_000);
  const found = await findBrowser(process.env);
  if (found === undefined) throw new Error('no browser');
  const done = await caller.playwright(['own.spec.ts', '--reporter=json'], {
    ...variables('own'),
    BROWSER: found.executable,
    BROWSER_ENV: JSON.stringify(found.env),
  });
  expect(done.code, done.err).toBe(1);
  const all = told(done.out);
  const one = resultOf(all, 'one reader');
  const two = resultOf(all, 'two reader');
  expect([one?.status, two?.status], plain(done.out)).toEqual(['passed', 'passed']);
  const ports = [one, two].map((result) => result?.stdout.map(({ text }) => text).join(''));
  expect(new Set(ports).size, 'each worker has a port of its own').toBe(2);
  expect(one?.attachments.map(({ name }) => name)).toEqual([
    'handshake /quickstart#step-one',
    'handshake /quickstart',
  ]);
  const attached = Buffer.from(one?.attachments[0]?.body ?? '', 'base64').toString();
  expect(JSON.parse(attached)).toMatchObject({ schema: 1, signIns: 1 });
  expect(attached).not.toContain(flow.users[0].password.reveal());
  expect(attached).not.toMatch(/eyJ[\w-]{20}/);
  const diff = plain(resultOf(all, 'a diff')?.errors[0]?.message ?? '');
  expect(diff).toMatch(/- +"nobody",\n\+ +"beta testers",/);
  const said = resultOf(all, 'what falls')?.errors.map(({ message }) => plain(message)) ?? [];
  const sentences = [
    /not\.toConform.*Expected a requirement to fall/s,
    /redirect-stays-home is not judged on such a visit/,
    /redirect-stays-home is not judged on such a visit/,
    /There is no requirement redirect-exactly\. Did you mean redirect-exact/,
    /token-exp-short: The token lives.*Expected: .*Actual: .*Why: .*Fix: .*Source: /s,
  ];
  expect(said.length).toBe(sentences.length);
  for (const [at, sentence] of sentences.entries()) expect.soft(said[at]).toMatch(sentence);
});

test('what these fixtures do not act on is refused', async () => {
  test.setTimeout(120_000);
  const { SETTINGS = '' } = variables('');
  for (const more of [{ wait: 5 }, { start: 'exit 7' }]) {
    const settings = { ...(JSON.parse(SETTINGS) as object), ...more };
    const run = { ...variables('refused'), SETTINGS: JSON.stringify(settings) };
    const done = await caller.playwright(['own.spec.ts', '-g', 'a diff'], run);
    expect.soft(done.code).toBe(1);
    const says = `${Object.keys(more).join()} does nothing for these fixtures: start the login`;
    expect.soft(plain(done.out)).toContain(says);
  }
});

test('shards split the requirements, and -g leaves out the visits of the others', async () => {
  test.setTimeout(240_000);
  const { requirements } = await handshakeNamed(id);
  const run = (output: string, ...words: readonly string[]) =>
    caller.playwright(['conformance.spec.ts', '--reporter=json', ...words], variables(output));
  const [first, second, few, dead] = [
    await run('first', '--shard=1/2'),
    await run('second', '--shard', '2/2'),
    await run('few', '-g', 'token-alg|token-exp-short'),
    await caller.playwright(['conformance.spec.ts', '--reporter=dot', '-g', 'token-alg'], {
      SETTINGS: JSON.stringify({ loginUrl: 'http://127.0.0.1:9/' }),
      OUTPUT: 'dead',
    }),
  ];
  const all = [first, second].flatMap(({ out }) => told(out));
  const ids = all
    .map(({ title }) => title.split(':')[0] ?? '')
    .filter((title) => !title.includes(' '));
  expect(ids.toSorted()).toEqual(requirements.map((row) => row.id).toSorted());
  expect(all.filter(({ title }) => title.startsWith('the login flow could be judged')).length).toBe(
    2,
  );
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(new Set(all.map(({ line }) => line)), 'where the caller stands').toEqual(new Set([3]));
  const visits = (output: string): number =>
    kept(output).reduce((sum, report) => sum + report.visits.length, 0);
  expect([kept('first').length, kept('second').length, kept('few').length]).toEqual([1, 1, 1]);
  expect(visits('few')).toBeLessThan(visits('first'));
  expect(told(few.out).map(({ title }) => title.split(':')[0])).toEqual([
    'token-alg',
    'token-exp-short',
  ]);
  const warned = told(few.out)[1]?.tests[0];
  expect(warned?.annotations).toEqual([{ type: 'warning', description: expect.any(String) }]);
  expect(warned?.results[0]?.stdout[0]?.text).toMatch(/^warning token-exp-short: /);
  expect(dead.code, 'nothing is green that was not judged').toBe(1);
});

test('the specs of the package write below the folder of the caller', async () => {
  test.setTimeout(120_000);
  const own = join(caller.folder, 'node_modules', 'docs-handshake');
  const before = readdirSync(own, { recursive: true }).length;
  const shipped = ['-c', join(own, 'dist', 'playwright.config.js'), '--reporter=html,blob'];
  const [ann] = flow.users;
  const done = await caller.playwright([...shipped, '-g', 'callback-reached'], {
    LOGIN_URL: flow.loginUrl,
    DOCS_HANDSHAKE_DOCS_ORIGIN: docsOrigin,
    DOCS_HANDSHAKE_DRIVER: 'http',
    DOCS_HANDSHAKE_SIGN_IN: 'form',
    DOCS_HANDSHAKE_USERNAME: ann.username,
    DOCS_HANDSHAKE_PASSWORD: ann.password.reveal(),
    PLAYWRIGHT_HTML_OPEN: 'never',
  });
  expect(done.code, done.out + done.err).toBe(0);
  expect(readdirSync(own, { recursive: true }).length).toBe(before);
  for (const name of ['playwright-report', 'blob-report', 'test-results']) {
    expect.soft(existsSync(join(caller.folder, name)), name).toBe(true);
  }
});
