import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { openHttpDriver } from '../../drivers/http.js';
import { finderOf, makeCanaries } from '../../fixtures/canaries.js';
import { openCanaryFlow } from '../../fixtures/canary-flow.js';
import type { CanaryFlow, Twist } from '../../fixtures/canary-flow.js';
import { makeKeyPair } from '../../fixtures/keys.js';
import { configurationFrom } from '../../runner/configuration.js';
import { main } from '../../runner/main.js';
import { argv, collectedIo } from './collected-io.js';

const docsOrigin = 'https://docs.foo.com';
const canaries = makeCanaries();
const key = makeKeyPair('EdDSA');
let flow: CanaryFlow;

test.beforeAll(async () => {
  flow = await openCanaryFlow(canaries, key, docsOrigin);
});
test.afterAll(() => flow.close());

/** What of the canaries, the key and every token handed out so far stands in an output. */
function leaks(output: string): readonly string[] {
  const given = flow.given().map((value, index) => ({ name: `given ${index}`, value }));
  const own = Object.entries(canaries).map(([name, value]) => ({ name, value }));
  return finderOf([...own, ...given])(output);
}

const credentials = [
  ['--sign-in', 'form', '--username', 'ann@example.com'],
  ['--header', `X-Gate: ${canaries.header}`, '--cookie', `crumb=${canaries.cookie}`],
  ['--docs-origin', docsOrigin],
].flat();

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
  const io = collectedIo({
    cwd,
    terminal: look.terminal ?? false,
    env: {
      DOCS_HANDSHAKE_KEY: key.privatePem.reveal().replaceAll('\n', '\\n'),
      DOCS_HANDSHAKE_DEBUG: '1',
      ...(look.password === 'typed' ? {} : { DOCS_HANDSHAKE_PASSWORD: canaries.password }),
    },
  });
  const { formats } = await import('../../reports/index.js');
  const reports = Object.keys(formats).flatMap((name) => ['--report', `${name}=${name}.out`]);
  const words = [
    ...['check', `${flow.origin}${path}`, ...credentials, '--verbose', ...reports],
    ...['--report', 'terminal', '--report', 'json'],
    ...(look.password === 'typed' ? [`--password=${canaries.password}`] : []),
    ...(look.more ?? ['--driver', 'http', '--only', 'callback-reached']),
  ];
  const code = await main(argv(...words), io);
  const files = Object.keys(formats).map((name) => readFileSync(join(cwd, `${name}.out`), 'utf8'));
  return { text: [io.out(), io.err(), ...files].join('\n'), code };
}

test('a full run over HTTP shows no secret, on a terminal and in a log', async ({}, info) => {
  mkdirSync(info.outputPath(), { recursive: true });
  const honest: Look = { more: ['--driver', 'http'] };
  for (const look of [honest, { ...honest, terminal: true, password: 'typed' } as const]) {
    const { text, code } = await judged('/docs-login/honest', info.outputPath(), look);
    expect(text, 'the run did reach the docs').toContain('sent the visitor to the docs');
    expect([0, 1]).toContain(code);
    expect(leaks(text)).toEqual([]);
  }
});

test('a flow that repeats secrets cannot make a report repeat them', async ({}, info) => {
  mkdirSync(info.outputPath(), { recursive: true });
  const secrets = [...Object.keys(canaries), 'token', 'signature', 'pem', 'body', 'jwk'];
  const echoes: readonly Twist[] = ['title', 'refusal', 'detour', 'foreign', 'reason', 'claims'];
  const places = echoes.flatMap((twist) => secrets.map((name) => `${twist}/${name}`));
  for (const place of [...places, 'query', 'path', 'cookie']) {
    const all = place.startsWith('claims') || !place.includes('/');
    const { text } = await judged(`/docs-login/${place}`, info.outputPath(), {
      terminal: place.length % 2 === 0,
      ...(all ? { more: ['--driver', 'http', '--skip', 'token-fresh'] } : {}),
    });
    expect.soft(leaks(text), place).toEqual([]);
    expect.soft(text, place).toMatch(/callback-reached/);
  }
});

test('mutants that leak the token do not leak it into the report', async () => {
  const { handshakes } = await import('../../handshakes/registry.js');
  const { openReferenceFlow } = await import('../../fixtures/reference-flow.js');
  const { mutantCases, configurationFor } = await import('./mutant-proof.js');
  const { run } = await import('../../runner/run.js');
  const { terminal } = await import('../../reports/terminal.js');
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
      const pem = reference.keys.own.privatePem.reveal();
      const secrets = [
        { name: 'key', value: pem.split('\n').slice(1, -2).join('') },
        ...reference.users.map((user) => ({ name: 'password', value: user.password.reveal() })),
      ];
      const text = JSON.stringify(report) + terminal.render(report, view) + seen.join('\n');
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
      loginUrl: `${flow.origin}/docs-login/cookie`,
      docsOrigin,
      signIn: 'form',
      username: 'ann@example.com',
      password: canaries.password,
      header: [`X-Gate: ${canaries.header}`],
      cookie: [`crumb=${canaries.cookie}`],
    },
    { env: { DOCS_HANDSHAKE_KEY: key.privatePem.reveal() }, cwd: process.cwd() },
  );
  const paths = ['cookie', 'query', 'path', 'title/password', 'detour/password', 'detour/session'];
  for (const path of paths) {
    const target = { ...configuration.target, loginUrl: `${flow.origin}/docs-login/${path}` };
    const lines: string[] = [];
    const driver = await openHttpDriver(target, {
      version: '0',
      progress: (line) => lines.push(line),
    });
    const drivers = ['http'] as const;
    const visit = {
      name: 'a-visit',
      title: 'A visit',
      session: 'signing-in',
      honest: true,
    } as const;
    const exchange = await driver.visit({ ...visit, drivers });
    const cookies = await driver.cookies();
    await driver.close();
    const all = { exchange, cookies, configuration, target, lines };
    const text = [JSON.stringify(all), inspect(all, { depth: 12 }), `${exchange.stop.sentence}`];
    expect.soft(exchange.signIns, path).toBe(1);
    expect.soft(leaks(text.join('\n')), path).toEqual([]);
  }
});

test('wrong usage and an unexpected fault do not repeat what was typed', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  writeFileSync(
    join(cwd, 'throws.mjs'),
    `throw new Error(${JSON.stringify(`no ${canaries.password} ${key.privatePem.reveal()}`)});`,
  );
  const url = `${flow.origin}/docs-login/honest`;
  const rows: readonly (readonly string[])[] = [
    ['check', url, ...credentials, `--passwort=${canaries.password}`],
    ['check', url, ...credentials, canaries.password],
    ['check', `http://ann:${encodeURIComponent(canaries.password)}@127.0.0.1/`, ...credentials],
    ['check', url, '--header', canaries.header, '--cookie', canaries.cookie],
    ['check', url, '--header', `X-A: ${canaries.header}\r\nB: c`],
    ['check', url, '--cookie', `a=${canaries.cookie}; Path=/`],
    ['check', url, '--key', key.privatePem.reveal()],
    ['check', url, '--key', JSON.stringify(key.privateKey.export({ format: 'jwk' }))],
    ['check', url, '--sign-in', 'throws.mjs', `--password=${canaries.password}`, '--username', 'a'],
    ['check', url, '--sign-in', canaries.password],
    ['check', url, '--password', canaries.password],
    ['check', url, '--username', 'ann', '--password', canaries.password, '--only', 'x'],
    ['keys', 'public', key.privatePem.reveal()],
    ['explain', canaries.password],
    [canaries.password],
  ];
  for (const words of rows) {
    const env = { DOCS_HANDSHAKE_DEBUG: '1', DOCS_HANDSHAKE_PASSWORD: canaries.password };
    const io = collectedIo({ cwd, env });
    expect.soft(await main(argv(...words), io), words[0]).toBe(2);
    expect.soft(leaks(io.out() + io.err()), words.join(' ').slice(0, 90)).toEqual([]);
  }
  // Nothing may go wrong with writing; where it does, the fault must not repeat the settings.
  const broken = collectedIo({ cwd, env: { DOCS_HANDSHAKE_DEBUG: '1' } });
  const said: string[] = [];
  const io = {
    ...broken,
    stdout: {
      write: () => {
        throw new Error(`cannot write ${canaries.password}\n${canaries.header}`);
      },
    },
    stderr: { write: (text: string) => said.push(text) },
  };
  const words = ['check', url, ...credentials, '--password', canaries.password];
  expect(await main(argv(...words, '--driver', 'http', '--only', 'callback-reached'), io)).toBe(3);
  expect(said.join('')).toContain('the suite itself broke');
  expect(leaks(said.join(''))).toEqual([]);
});
