import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { configurationFromEnvironment } from '../../../configuration/configure.js';
import { readConfigurationFile } from '../../../configuration/file/load.js';
import { members } from '../../../configuration/file/members.js';
import { optionsOf } from '../../../configuration/options.js';
import type { Settings } from '../../../configuration/settings.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { loginUrl, pem } from '../harness/configuration-attempt.js';
import { base, name, read, user, written } from './file-attempt.js';

test('typed wins over a variable, a variable over the file, and a password stays with its user', async ({}, info) => {
  const folder = info.outputPath();
  const content = {
    ...base,
    driver: 'http',
    failOn: 'should',
    signIn: 'form',
    users: [user('ann', { expect: { groups: ['a'] } }), user('bo')],
  };
  const env = { ANN_PASSWORD: 'ann-password', BO_PASSWORD: 'bo-password' };
  const seen = async (typed: Settings, more: NodeJS.ProcessEnv = {}): Promise<unknown> => {
    const found = await read(folder, content, typed, { ...env, ...more });
    if (typeof found === 'string') return found;
    const { user: first, secondUser } = found.target;
    return [first, secondUser].map((one) => one && `${one.username}:${one.password.reveal()}`);
  };
  const ann = 'ann:ann-password';
  const bo = 'bo:bo-password';
  expect(await seen({})).toEqual([ann, bo]);
  expect(await seen({ username: 'bo' })).toEqual([bo, ann]);
  expect(await seen({}, { DOCS_HANDSHAKE_PASSWORD: 'other' })).toEqual(['ann:other', bo]);
  expect(await seen({ username: 'cy', password: 'p' })).toEqual(['cy:p', undefined]);
  expect(await seen({ username: 'cy' })).toMatch(/^--username needs --password/);
  expect(await read(folder, content, { signIn: 'none' })).toMatchObject({ driver: 'http' });
  const all = await read(
    folder,
    content,
    { driver: 'browser' },
    { ...env, DOCS_HANDSHAKE_DRIVER: 'both', DOCS_HANDSHAKE_FAIL_ON: 'must' },
  );
  expect(all).toMatchObject({
    driver: 'browser',
    failOn: 'must',
    expect: { ann: { groups: ['a'] } },
  });
});

test('it is found up to the root of the repository, in each of its languages; paths start from it', async ({}, info) => {
  const content = `{ loginUrl: '${loginUrl}', key: 'keys/own.pem', report: 'json=out.json', start: 'x' }`;
  const languages: Readonly<Record<string, string>> = {
    'docs-handshake.config.ts': `const found: { key: string } = ${content};\nexport default found;\n`,
    'docs-handshake.config.js': `export default ${content};\n`,
    'docs-handshake.config.json': content.replace(/(\w+): '/g, '"$1": \'').replaceAll("'", '"'),
  };
  for (const [file, text] of Object.entries(languages)) {
    const root = info.outputPath(file);
    const cwd = join(root, 'a', 'b');
    for (const folder of [cwd, join(root, '.git'), join(root, 'keys')])
      mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"type": "module"}');
    writeFileSync(join(root, 'keys', 'own.pem'), pem('ed25519', 'public'));
    writeFileSync(join(root, file), text);
    expect.soft(await configurationFromEnvironment({}, cwd), file).toMatchObject({
      keys: [{ name: '../../keys/own.pem' }],
      reports: ['json=../../out.json'],
      start: { cwd: root },
    });
    mkdirSync(join(root, 'a', '.git'));
    expect.soft(await readConfigurationFile(undefined, cwd), 'not beyond the root').toBeUndefined();
    expect.soft(await readConfigurationFile(join('..', '..', file), cwd)).toHaveLength(1);
  }
  const two = info.outputPath('docs-handshake.config.js');
  writeFileSync(join(two, 'docs-handshake.config.json'), '{}');
  await expect(readConfigurationFile(undefined, two)).rejects.toThrow(/keep one of them/);
});

test('a file with several targets means all of them, or those that are named', async ({}, info) => {
  const folder = written(info.outputPath(), {
    driver: 'http',
    requirements: { 'frames-refused': 'warn' },
    targets: [
      { name: 'docs', loginUrl },
      {
        name: 'staging',
        loginUrl: 'https://b.example/login',
        driver: 'both',
        requirements: { 'chain-short': 'fail' },
      },
    ],
  });
  const rows: readonly (readonly [words: readonly string[], code: 0 | 2, says: RegExp])[] = [
    [[], 0, /"target": "docs".*"target": "staging"/s],
    [['--target', 'staging', '--target', 'docs'], 0, /"target": "docs".*"target": "staging"/s],
    [
      ['https://c.example/login'],
      2,
      /has several targets, and the login URL of one is given: choose one of "docs", "staging" with --target <name>\.$/,
    ],
    [['--record', 'r.json'], 2, /has several targets, and --record keeps one: choose one of /],
    [['--watch', '.'], 0, /"target": "docs"/],
    [['--concurrency', '0'], 2, /--concurrency must be a whole number from 1 to 64\.$/],
    [['--target', 'stagin'], 2, /^\S+ --target is none of .* Did you mean staging\?$/],
    [['--target', 'staging'], 0, /"value": "https:\/\/b\.example\/login"/],
  ];
  for (const [words, code, says] of rows) {
    const io = collectedIo({ cwd: folder });
    expect
      .soft(await main(argv('check', '--print-config', ...words), io), words.join(' '))
      .toBe(code);
    expect.soft(code === 0 ? io.out() : io.err().trimEnd()).toMatch(says);
  }
  const found = await configurationFromEnvironment({ DOCS_HANDSHAKE_TARGET: 'staging' }, folder);
  expect(found).toMatchObject({ driver: 'both' });
  expect([...(found.gate?.weights ?? [])]).toEqual([
    ['frames-refused', { weight: 'warn' }],
    ['chain-short', { weight: 'fail' }],
  ]);
});

test('--print-config tells every setting and its source, and nothing secret', async ({}, info) => {
  const folder = written(info.outputPath(), {
    ...base,
    key: { env: 'OWN_KEY' },
    signIn: 'form',
    users: [user('ann')],
    header: { 'X-Gate': { env: 'GATE' } },
    start: 'x',
    startEnv: { PORT: '{port}', API: { env: 'GATE' } },
  });
  const env = {
    OWN_KEY: pem('ed25519', 'private'),
    ANN_PASSWORD: 'hunter22',
    GATE: 'open-sesame-99',
    DOCS_HANDSHAKE_COOKIE: 'a=cookie-secret',
  };
  const io = collectedIo({ cwd: folder, env });
  expect(
    await main(argv('check', '--print-config', '--driver', 'http', '--password=typed-secret'), io),
    io.err(),
  ).toBe(0);
  const { file, settings } = JSON.parse(io.out()) as {
    file: string;
    settings: Record<string, unknown>;
  };
  expect(file).toBe(name);
  expect(settings).toMatchObject({
    driver: { value: 'http', from: 'command line' },
    password: { value: '…', from: 'command line' },
    cookie: { value: ['a=…'], from: 'DOCS_HANDSHAKE_COOKIE' },
    header: { value: ['X-Gate: …'], from: `header in ${name}` },
    startEnv: { value: ['PORT={port}', 'API=…'] },
    keyText: { value: '…', from: 'OWN_KEY' },
    failOn: { value: 'must', from: 'default' },
  });
  expect(io.out()).not.toMatch(/hunter22|open-sesame|cookie-secret|typed-secret|PRIVATE/);
});

test('every option of check is a member, but those that the page names', () => {
  const names = members.map((member) => member.name);
  const without = optionsOf('check')
    .filter(({ id, flag, argument }) => (flag ?? argument) !== undefined && !names.includes(id))
    .flatMap(({ flag }) => flag ?? []);
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  const about = ['--username', '--password', '--second-username', '--second-password', '--expect'];
  expect(without.filter((flag) => !page.includes(`\`${flag}\``) && !about.includes(flag))).toEqual(
    [],
  );
  expect(without.toSorted()).toEqual([...new Set(without)].toSorted());
});

test('a requirement gates as the file sets it, and the report says so', async ({}, info) => {
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'http://localhost:4747',
    mutant: {
      name: 'exp-one-day',
      change: (honest) => ({
        claims: (request) => ({
          ...honest.claims(request),
          exp: Math.floor(Date.now() / 1000) + 86_400,
        }),
      }),
    },
  });
  const [first] = flow.users;
  const short = 'token-exp-short';
  const fails = { [short]: { level: 'fail', reason: 'we were told to' } };
  const off = { [short]: { level: 'off', reason: 'known to us' } };
  const rows: readonly (readonly [content: object, code: number, says: string])[] = [
    [{ only: [short] }, 0, '1 warning'],
    [{ only: [short], failOn: 'should' }, 1, 'a should fell'],
    [{ only: [short], requirements: fails }, 1, 'Weighed we were told to'],
    [{ only: ['token-alg', 'chain-short'], failOn: 'should', requirements: off }, 0, 'known to us'],
  ];
  for (const [content, code, says] of rows) {
    const folder = written(info.outputPath(), {
      loginUrl: flow.loginUrl,
      signIn: 'form',
      driver: 'http',
      users: [{ username: first.username, password: { env: 'P' } }],
      ...content,
    });
    const io = collectedIo({ cwd: folder, env: { P: first.password.reveal() } });
    expect.soft(await main(argv('check'), io), io.out()).toBe(code);
    expect.soft(io.out().replace(/\s+/g, ' ')).toContain(says);
  }
  await flow.close();
});
