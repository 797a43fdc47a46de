import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { main } from '../../../command/main.js';
import { configurationFrom } from '../../../configuration/configure.js';
import { openHttpDriver } from '../../../drivers/http/driver.js';
import { finderOf } from '../../../fixtures/targets/canaries.js';
import type { Twist } from '../../../fixtures/targets/canary-flow.js';
import { canaryScene } from '../harness/canary-setup.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { sentenceOf } from '../../../protocol/stop.js';

const { docsOrigin, canaries, key, flow, leaks, credentials } = canaryScene();

interface Look {
  readonly terminal?: boolean;
  readonly more?: readonly string[];
  readonly password?: 'typed';
}

/** A check of one login URL, and everything that it wrote. */
async function judged(
  path: string,
  cwd: string,
  look: Look = {},
): Promise<{ readonly text: string; readonly code: number }> {
  const summary = join(cwd, 'summary.md');
  rmSync(summary, { force: true });
  const io = collectedIo({
    cwd,
    terminal: look.terminal ?? false,
    env: {
      DOCS_HANDSHAKE_KEY: key.privateText.reveal().replaceAll('\n', '\\n'),
      DOCS_HANDSHAKE_DEBUG: '1',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
      ...(look.password === 'typed' ? {} : { DOCS_HANDSHAKE_PASSWORD: canaries.password }),
    },
  });
  const { formats } = await import('../../../reports/index.js');
  const { github: _logged, ...filed } = formats;
  const reports = Object.keys(filed).flatMap((name) => ['--report', `${name}=${name}.out`]);
  const words = [
    'check',
    `${flow().origin}${path}`,
    ...credentials,
    '--verbose',
    ...reports,
    '--report-location',
    import.meta.filename,
    '--report',
    'terminal',
    '--report',
    'json',
    ...(look.password === 'typed' ? [`--password=${canaries.password}`] : []),
    ...(look.more ?? ['--driver', 'http', '--only', 'callback-reached']),
  ];
  const code = await main(argv(...words), io);
  const names = [...Object.keys(filed).map((name) => `${name}.out`), 'summary.md'];
  const files = names.map((name) => readFileSync(join(cwd, name), 'utf8'));
  return { text: [io.out(), io.err(), ...files].join('\n'), code };
}

test('a full run over HTTP shows no secret, on a terminal and in a log', async ({}, info) => {
  mkdirSync(info.outputPath(), { recursive: true });
  const honest: Look = { more: ['--driver', 'http'] };
  for (const look of [honest, { ...honest, terminal: true, password: 'typed' } as const]) {
    const { text, code } = await judged('/docs-login/honest', info.outputPath(), look);
    expect(text, 'the run did reach the docs').toContain('sent the visitor to the docs');
    expect([0, 1]).toContain(code);
    expect(text).toContain('The password field of /docs-login/honest comes with a value');
    expect(leaks(text)).toEqual([]);
  }
});

/** Rows that quote what a token or a callback holds. */
const rows = [
  'callback-token-in-fragment',
  'callback-fragment-form',
  'callback-path',
  'user-content',
  'user-groups',
  'user-known-fields',
  'user-no-placeholder',
  'user-no-secrets',
  'user-host',
].join(',');

test('a flow that repeats secrets cannot make a report repeat them', async ({}, info) => {
  mkdirSync(info.outputPath(), { recursive: true });
  const secrets = [...Object.keys(canaries), 'token', 'pem', 'body', 'jwk'];
  const echoes: readonly Twist[] = ['title', 'refusal', 'detour', 'foreign', 'reason', 'claims'];
  const places = echoes.flatMap((twist) => secrets.map((name) => `${twist}/${name}`));
  for (const place of [...places, 'query', 'path', 'cookie']) {
    const all = place.startsWith('claims') || !place.includes('/');
    const { text } = await judged(`/docs-login/${place}`, info.outputPath(), {
      terminal: place.length % 2 === 0,
      ...(all ? { more: ['--driver', 'http', '--only', rows] } : {}),
    });
    expect.soft(leaks(text), place).toEqual([]);
    expect.soft(text, place).toMatch(/callback-reached/);
  }
});

test('in a browser, too, nothing that a flow repeats is repeated', async ({}, info) => {
  test.slow();
  mkdirSync(info.outputPath(), { recursive: true });
  const more = ['--driver', 'browser', '--only', 'callback-reached'];
  // What a customer's own script says when it fails may hold what it typed.
  const script = join(info.outputPath(), 'sign-in.mjs');
  const fails = "throw new Error('x'.repeat(100) + user.password)";
  writeFileSync(script, `export const signIn = async (page, user) => { ${fails}; };`);
  const scripted = await judged('/docs-login/honest', info.outputPath(), {
    more: [...more, '--sign-in', script],
  });
  expect(scripted.text.replace(/\s+/g, ' ')).toContain('The script of --sign-in failed');
  expect(leaks(scripted.text)).toEqual([]);
  const places = [
    'title/password',
    'refusal/session',
    'title/prefilled',
    'detour/password',
    'foreign/token',
    'cookie',
  ];
  for (const place of places) {
    const { text } = await judged(`/docs-login/${place}`, info.outputPath(), { more });
    expect.soft(leaks(text), place).toEqual([]);
    expect.soft(text, place).toMatch(/in a browser/);
  }
});

test('a password that is an ordinary word leaves the report whole', async () => {
  for (const password of ['pass', 'http', 'callback', '1234', '….*']) {
    const io = collectedIo({ env: { DOCS_HANDSHAKE_PASSWORD: password } });
    const url = `${flow().origin}/docs-login/honest`;
    const words = ['check', url, ...credentials, '--driver', 'http', '--report', 'json'];
    await main(argv(...words, '--only', 'callback-reached'), io);
    const schema: unknown = JSON.parse(
      readFileSync(new URL('../../../reports/report.schema.json', import.meta.url), 'utf8'),
    );
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect(ajv.validate(schema as object, JSON.parse(io.out())), password).toBe(true);
    expect(io.out()).toMatch(/"outcome": "(?:pass|not-reached)"/);
  }
});

test('mutants that leak the token do not leak it into the report', async () => {
  const { handshakes } = await import('../../../handshakes/registry.js');
  const { openReferenceFlow } = await import('../../../fixtures/reference/flow.js');
  const { mutantCases, configurationFor } = await import('../harness/mutant-proof.js');
  const { run } = await import('../../../runner/run.js');
  const { terminal } = await import('../../../reports/terminal/terminal.js');
  const { openHtml } = await import('../../../reports/html/html.js');
  const html = await openHtml();
  const view = { columns: 80, colour: false, verbose: true };
  for (const handshake of await handshakes()) {
    const { id } = handshake.facts;
    if (id !== 'mintlify-authentication' && id !== 'mintlify-personalization') continue;
    const leaky = mutantCases(handshake).filter(({ requirement }) =>
      /^(?:callback-(?:token|fragment)|token-(?:compact|alg|json)|user-no|response-body)/.test(
        requirement.id,
      ),
    );
    expect(leaky.length).toBeGreaterThan(8);
    for (const { mutant, requirement } of leaky) {
      const reference = await openReferenceFlow({ handshake: id, docsOrigin, mutant });
      const configuration = await configurationFor(handshake, reference, docsOrigin, {
        only: [requirement.id],
      });
      const seen: string[] = [];
      const report = await run(configuration, { progress: (line) => seen.push(line), env: {} });
      await reference.close();
      const pem = reference.keys.own.privateText.reveal();
      const secrets = [
        { name: 'key', value: pem.split('\n').slice(1, -2).join('') },
        ...reference.users.map((user) => ({ name: 'password', value: user.password.reveal() })),
      ];
      const reports = [terminal, html].map((format) => format.render(report, view));
      const text = [JSON.stringify(report), ...reports, ...seen].join('\n');
      expect.soft(finderOf(secrets)(text), `${requirement.id}/${mutant.name}`).toEqual([]);
      // Three segments side by side are a token, whatever was done to its spelling.
      const whole = /e(?:y|w)[\w+/-]{20,}(?:=|%3D)*(?:\.|%2E)[\w+/%-]{20,}/i;
      expect.soft(text, `${requirement.id}/${mutant.name}`).not.toMatch(whole);
    }
  }
});

test('what a driver saw keeps its secrets in every printed form', async () => {
  const configuration = await configurationFrom(
    {
      loginUrl: `${flow().origin}/docs-login/cookie`,
      docsOrigin,
      signIn: 'form',
      username: 'ann@example.com',
      password: canaries.password,
      header: [`X-Gate: ${canaries.header}`],
      cookie: [`crumb=${canaries.cookie}`],
    },
    { env: { DOCS_HANDSHAKE_KEY: key.privateText.reveal() }, cwd: process.cwd() },
  );
  const paths = ['cookie', 'query', 'path', 'title/password', 'detour/password', 'detour/session'];
  for (const path of paths) {
    const target = { ...configuration.target, loginUrl: `${flow().origin}/docs-login/${path}` };
    const lines: string[] = [];
    const driver = await openHttpDriver(target, {
      version: '0',
      progress: (line) => lines.push(line),
    });
    const drivers = ['http'] as const;
    const visit = {
      name: 'a-visit',
      title: 'A visit',
      kind: 'sign-in',
    } as const;
    const exchange = await driver.visit({ ...visit, drivers });
    const { cookies } = await driver.session();
    await driver.close();
    const all = { exchange, cookies, configuration, target, lines };
    const text = [JSON.stringify(all), inspect(all, { depth: 12 }), sentenceOf(exchange.stop)];
    expect.soft(exchange.signIns, path).toBe(1);
    expect.soft(leaks(text.join('\n')), path).toEqual([]);
  }
});
