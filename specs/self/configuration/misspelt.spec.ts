import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { configurationFrom } from '../../../configuration/configure.js';
import { readConfigurationFile } from '../../../configuration/file/load.js';
import { allVariables } from '../../../configuration/options.js';
import type { Settings } from '../../../configuration/settings.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { loginUrl, outcome } from '../harness/configuration-attempt.js';
import { read, written } from './file-attempt.js';

test('a variable of our prefix that is none of ours is refused, with the one that was meant', async () => {
  const rows: readonly (readonly [name: string, meant: string | undefined])[] = [
    ['DOCS_HANDSHAKE_LOGINURL', 'DOCS_HANDSHAKE_LOGIN_URL'],
    ['DOCS_HANDSHAKE_PASSWORT', 'DOCS_HANDSHAKE_PASSWORD'],
    ['DOCS_HANDSHAKE_REQIRE', 'DOCS_HANDSHAKE_REQUIRE'],
    ['DOCS_HANDSHAKE_USER', 'DOCS_HANDSHAKE_USERNAME'],
    ['DOCS_HANDSHAKE_KYE_FILE', 'DOCS_HANDSHAKE_KEY_FILE'],
    ['DOCS_HANDSHAKE_KEYS', 'DOCS_HANDSHAKE_KEY'],
    ['DOCS_HANDSHAKE_TIMOUT', 'DOCS_HANDSHAKE_TIMEOUT'],
    ['DOCS_HANDSHAKE_CACHE', undefined],
    ['DOCS_HANDSHAKE_IMAGE', undefined],
    ['DOCS_HANDSHAKE_VERSION', undefined],
    ['DOCS_HANDSHAKE_', undefined],
  ];
  for (const [name, meant] of rows) {
    const said = await outcome({}, { [name]: 'hunter22' });
    if (meant === undefined) {
      expect.soft(said).toContain(`usage: The variable ${name} is not known, and names that `);
      for (const known of allVariables.filter((one) => one.startsWith('DOCS_HANDSHAKE_'))) {
        expect.soft(said).toMatch(new RegExp(`[ ,]${known.slice('DOCS_HANDSHAKE_'.length)}[,; ]`));
      }
    } else {
      expect.soft(said).toBe(`usage: The variable ${name} is not known. Did you mean ${meant}?`);
    }
    expect.soft(said).not.toContain('hunter22');
    // serve reads a key alone, and one that is not found there is as dangerous; what is check’s business is not its own.
    const io = collectedIo({ env: { [name]: 'hunter22' } });
    expect.soft(await main(argv('serve', '--edition', 'none'), io)).toBe(2);
    expect.soft(io.err(), name).toContain(meant ?? '--edition');
    expect.soft(io.err()).not.toContain('hunter22');
  }
  const both = { DOCS_HANDSHAKE_IMAGE: 'x', DOCS_HANDSHAKE_PASSWORT: 'y' };
  expect(await outcome({}, both), 'the slip tells more').toContain('DOCS_HANDSHAKE_PASSWORD?');
  expect(await outcome({}, { OTHER_LOGINURL: 'x' })).toMatchObject({ driver: 'auto' });
});

test('a variable that the settings name is known, and so is meant by one that is nearly it', async ({}, info) => {
  const folder = info.outputPath('a folder');
  const mine = 'DOCS_HANDSHAKE_GATE_TOKEN';
  const env = { [mine]: 'hunter22', PW: 'x' };
  mkdirSync(folder, { recursive: true });
  const script = `export const signIn = (page) => page.fill('#otp', process.env.${mine});`;
  writeFileSync(join(folder, 'sign-in.mjs'), script);
  const start = { loginUrl, start: 'node flow.mjs' };
  const own: readonly (readonly [Settings, string])[] = [
    [{ ...start, start: `X=$${mine} node flow.mjs` }, 'the command'],
    [{ ...start, startEnv: [`X=$${mine}`] }, 'a variable of it'],
    [{ ...start, startEnv: [`${mine}=1`] }, 'the name of a variable of it'],
    [{ loginUrl, signIn: 'sign-in.mjs', username: 'ann', password: 'x' }, 'the sign-in file'],
  ];
  for (const [settings, name] of own) {
    expect.soft(await outcome(settings, env, folder), name).toMatchObject({ driver: 'auto' });
  }
  const inEnvironment = { ...env, DOCS_HANDSHAKE_START: `X=$${mine} node flow.mjs` };
  expect.soft(await outcome({}, inEnvironment, folder)).toMatchObject({ driver: 'auto' });
  const files: readonly object[] = [
    { loginUrl, header: { 'X-Gate': { env: mine } } },
    { loginUrl, start: 'x', startEnv: { GATE: { env: mine } } },
    { loginUrl, signIn: 'sign-in.mjs', users: [{ username: 'ann', password: { env: 'PW' } }] },
  ];
  for (const content of files) {
    expect
      .soft(await read(folder, content, {}, env), JSON.stringify(content))
      .toBeInstanceOf(Object);
  }
  // Another target of the file may need it: variables of a pipeline are there for all of them.
  const targets = [
    { name: 'one', loginUrl },
    { name: 'two', loginUrl, cookie: { gate: { env: mine } } },
  ];
  written(folder, { targets });
  const [first] = (await readConfigurationFile(undefined, folder)) ?? [];
  const from = { env, cwd: folder, ...(first && { file: first }) };
  expect(await configurationFrom({}, from)).toMatchObject({ driver: 'auto' });
  // Its name is known, so a slip in it is one.
  const slip = { DOCS_HANDSHAKE_GATE_TOKNE: 'hunter22', PW: 'x' };
  expect(await read(folder, files[0] ?? {}, {}, slip)).toBe(
    `The variable DOCS_HANDSHAKE_GATE_TOKNE is not known. Did you mean ${mine}?`,
  );
  expect(await outcome({}, env, folder)).toContain(`${mine} is not known, and`);
});

test('a value that came from a variable is spoken of as the variable', async () => {
  const rows: readonly (readonly [env: Readonly<Record<string, string>>, says: string])[] = [
    [{ LOGIN_URL: 'nowhere' }, 'LOGIN_URL must be an absolute http or https URL.'],
    [
      { DOCS_HANDSHAKE_LOGIN_URL: 'https://foo.com/#x' },
      'DOCS_HANDSHAKE_LOGIN_URL has a fragment, which no server ever sees: leave out # and the rest.',
    ],
    [
      { DOCS_HANDSHAKE_DOCS_ORIGIN: 'https://ann:b@foo.com' },
      'DOCS_HANDSHAKE_DOCS_ORIGIN has a user name or password in it (before the @): take it out; credentials go into --username and --password, or --header.',
    ],
    [
      { DOCS_HANDSHAKE_SIGN_IN: 'form', DOCS_HANDSHAKE_PASSWORD: 'hunter22' },
      'DOCS_HANDSHAKE_PASSWORD needs --username (or DOCS_HANDSHAKE_USERNAME) beside it.',
    ],
    [
      { DOCS_HANDSHAKE_SIGN_IN: 'form' },
      'DOCS_HANDSHAKE_SIGN_IN=form needs --username and --password.',
    ],
    [
      { DOCS_HANDSHAKE_MAX_TIME: 'soon' },
      'DOCS_HANDSHAKE_MAX_TIME must be a number of seconds above 0, at most 86400.',
    ],
    [{ DOCS_HANDSHAKE_HEADER: 'nonsense' }, 'DOCS_HANDSHAKE_HEADER must look like "Name: value".'],
    [
      { DOCS_HANDSHAKE_REQUIRE: 'token-compact', DOCS_HANDSHAKE_SKIP: 'token-compact' },
      'DOCS_HANDSHAKE_REQUIRE names token-compact, which DOCS_HANDSHAKE_SKIP leaves out: take it out of one of them.',
    ],
  ];
  for (const [env, says] of rows) {
    const io = collectedIo({ env: { DOCS_HANDSHAKE_LOGIN_URL: loginUrl, ...env } });
    expect.soft(await main(argv('check'), io)).toBe(2);
    expect.soft(io.err()).toBe(`docs-handshake: ${says}\n`);
  }
});
