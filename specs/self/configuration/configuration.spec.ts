import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { configurationFrom } from '../../../configuration/configure.js';
import type { Settings } from '../../../configuration/settings.js';
import { loginUrl, outcome, pem, personalization } from '../harness/configuration-attempt.js';

test('completes what is not said', async () => {
  const plain = await configurationFrom({ loginUrl }, { env: {}, cwd: process.cwd() });
  expect(plain.handshake.facts.id).toBe('mintlify-authentication');
  expect(plain.edition.id).toBe('2026-03');
  expect(plain).toMatchObject({
    driver: 'auto',
    failOn: 'must',
    intrusive: false,
    skip: [],
    keys: [],
  });
  expect(plain).not.toHaveProperty('only');
  expect(plain.target).toEqual({
    loginUrl,
    docsOrigin: 'http://localhost:4747',
    docsPath: '',
    returnParam: 'redirect',
    returnForm: 'relative',
    signIn: { how: 'undeclared' },
    signInOrigins: [],
    headers: [],
    cookies: [],
    timeoutMs: 30_000,
  });
});

const ann: Settings = { signIn: 'form', username: 'ann', password: 'p' };
/** What a pipeline may set for all its jobs. */
const variables = {
  DOCS_HANDSHAKE_DRIVER: 'http',
  DOCS_HANDSHAKE_SIGN_IN: 'none',
  DOCS_HANDSHAKE_PASSWORD: 'p',
};

test('reads each option', async () => {
  const rows: readonly (readonly [Settings, Record<string, unknown>, NodeJS.ProcessEnv?])[] = [
    [{}, { maxTimeMs: 1_500 }, { DOCS_HANDSHAKE_MAX_TIME: '1.5' }],
    [{ edition: 'latest' }, { edition: { id: '2026-03' } }],
    [{ edition: '2025-02' }, { edition: { id: '2025-02' } }],
    [{ handshake: personalization, edition: '2025-05' }, { edition: { id: '2025-05' } }],
    [
      { loginUrl: 'http://a.example/x?client=1' },
      { target: { loginUrl: 'http://a.example/x?client=1' } },
    ],
    [
      { docsOrigin: 'https://docs.foo.com/' },
      { target: { docsOrigin: 'https://docs.foo.com', docsPath: '' } },
    ],
    [
      { docsOrigin: 'https://docs.foo.com:443' },
      { target: { docsOrigin: 'https://docs.foo.com' } },
    ],
    [
      { handshake: personalization, docsOrigin: 'https://foo.com/docs/' },
      { target: { docsOrigin: 'https://foo.com', docsPath: '/docs' } },
    ],
    [{ handshake: personalization, returnParam: 'next' }, { target: { returnParam: 'next' } }],
    [
      { driver: 'both', failOn: 'should', intrusive: true },
      { driver: 'both', failOn: 'should', intrusive: true },
    ],
    [
      { only: 'token-alg, user-host', skip: 'user-host' },
      { only: ['token-alg', 'user-host'], skip: ['user-host'] },
    ],
    [{ signIn: 'none' }, { target: { signIn: { how: 'none' } } }],
    [
      { signIn: 'form', username: 'ann', password: 'p' },
      { target: { signIn: { how: 'form' }, user: { username: 'ann' } } },
    ],
    [
      { signIn: 'form' },
      { target: { user: { username: 'env' } } },
      { DOCS_HANDSHAKE_USERNAME: 'env', DOCS_HANDSHAKE_PASSWORD: 'p' },
    ],
    [
      {},
      { target: { signIn: { how: 'undeclared' } } },
      { DOCS_HANDSHAKE_USERNAME: 'env', DOCS_HANDSHAKE_PASSWORD: 'p' },
    ],
    [
      { ...ann, secondUsername: 'bo', secondPassword: 'p' },
      { target: { secondUser: { username: 'bo' } } },
    ],
    [{}, { intrusive: true }, { DOCS_HANDSHAKE_INTRUSIVE: 'yes' }],
    [{}, { intrusive: false }, { DOCS_HANDSHAKE_INTRUSIVE: '0' }],
    [{}, { target: { timeoutMs: 500 } }, { DOCS_HANDSHAKE_TIMEOUT: '0.5' }],
    [{}, { driver: 'http', target: { signIn: { how: 'none' } } }, variables],
    [{ signIn: 'form', driver: 'both', username: 'bo' }, { driver: 'both' }, variables],
    [
      { signInOrigin: ['https://idp.example'] },
      { target: { signInOrigins: ['https://idp.example'] } },
    ],
    [{}, { target: { timeoutMs: 2500 } }, { DOCS_HANDSHAKE_TIMEOUT: '2.5' }],
    [
      {},
      { keys: [{ algorithm: 'EdDSA' }] },
      { DOCS_HANDSHAKE_KEY: pem('ed25519', 'public').replaceAll('\n', '\\n') },
    ],
    [
      { handshake: personalization },
      { keys: [{ algorithm: 'ES256' }] },
      { DOCS_HANDSHAKE_KEY: pem('P-256', 'private') },
    ],
  ];
  for (const [settings, expected, env] of rows) {
    expect(await outcome(settings, env), JSON.stringify(settings)).toMatchObject(expected);
  }
  const without = await outcome({ handshake: personalization, returnParam: 'none' });
  expect(without).not.toHaveProperty('target.returnParam');
  const idle = {
    DOCS_HANDSHAKE_PASSWORD: 'p',
    DOCS_HANDSHAKE_SECOND_USERNAME: 'bo',
    DOCS_HANDSHAKE_EXPECT: 'gone.json',
  };
  for (const settings of [{}, { signIn: 'none' }]) {
    const found = await outcome(settings, idle);
    expect(found).toMatchObject({ target: { loginUrl } });
    for (const unused of ['target.user', 'target.secondUser', 'expect']) {
      expect(found, JSON.stringify(settings)).not.toHaveProperty(unused);
    }
  }
});

test('refuses what does not fit, in one sentence that names the option', async () => {
  const rows: readonly (readonly [Settings, RegExp, NodeJS.ProcessEnv?])[] = [
    [{ loginUrl: '' }, /^usage: There is no login URL/],
    [
      { loginUrl: 'https://foo.com/login?a=1&redirect=%2Fold' },
      /^usage: The login URL has the parameter redirect, which the docs host adds itself/,
    ],
    [
      {
        handshake: personalization,
        loginUrl: 'https://foo.com/login?next=%2F',
        returnParam: 'next',
      },
      /^usage: The login URL has the parameter next/,
    ],
    [{ loginUrl: '/docs-login' }, /^usage: The login URL must be an absolute/],
    [{ loginUrl: 'foo.com/login' }, /write https:\/\/foo\.com\/login\./],
    [{ loginUrl: 'localhost:3000/login' }, /write http:\/\/localhost:3000\/login\./],
    [{ loginUrl: 'ftp://foo.com/' }, /must be an absolute/],
    [{ loginUrl: 'https://ann:hunter22@foo.com/' }, /user name or password in it/],
    [{ loginUrl: 'https://foo.com/#x' }, /fragment/],
    [{ loginUrl: 'https://foo.com/a\nb' }, /blank or a line end/],
    [
      { handshake: 'mintlify-personalisation' },
      /--handshake .*Did you mean mintlify-personalization\?/,
    ],
    [
      { edition: '2025-05' },
      /--edition "2025-05" is not one of mintlify-authentication: choose 2025-02/,
    ],
    [
      { docsOrigin: 'https://foo.com/docs' },
      /--docs-origin cannot have a path: .*write https:\/\/foo\.com\./,
    ],
    [{ docsOrigin: 'https://foo.com/?x' }, /--docs-origin/],
    [
      { docsOrigin: 'docs.foo.com' },
      /--docs-origin needs its scheme: write https:\/\/docs\.foo\.com\./,
    ],
    [{ handshake: personalization, docsOrigin: 'https://foo.com/docs#x' }, /--docs-origin/],
    [{ returnParam: 'next' }, /--return-param cannot be changed/],
    [{ handshake: personalization, returnParam: '' }, /--return-param needs/],
    [{ driver: 'htp' }, /--driver must be .*Did you mean http\?/],
    [{ failOn: 'info' }, /--fail-on must be must or should/],
    [{ only: 'token-al' }, /--only .*Did you mean token-alg/],
    [{ only: ',' }, /--only needs requirement ids/],
    [{ only: 'anchor-form' }, /anchor-form, which belongs to mintlify-personalization/],
    [{ only: 'token-compact', skip: 'token-compact' }, /--skip leaves nothing/],
    [{ signIn: 'forms' }, /--sign-in must be none, form, or the path/],
    [{ signIn: 'form' }, /--sign-in form needs --username and --password/],
    [{ signIn: 'form', username: 'ann' }, /--username needs --password/],
    [{ signIn: 'form', password: 'p' }, /--password needs --username/],
    [{ username: 'ann', password: 'p' }, /add --sign-in form/],
    [{ ...ann, secondUsername: 'bo' }, /--second-username needs --second-password/],
    [{ secondUsername: 'bo', secondPassword: 'q' }, /--second-username .*: add --sign-in form/],
    [{ password: 'q' }, /--password says nothing about how to sign in: add --sign-in form/],
    [{ ...ann, signIn: 'none' }, /--username has no use with --sign-in none/],
    [{ ...ann, secondUsername: 'ann', secondPassword: 'q' }, /--second-username is the user of/],
    [
      { signIn: 'form', secondUsername: 'bo', secondPassword: 'q' },
      /--sign-in form needs --username and --password/,
    ],
    [{ signIn: 'frm' }, /--sign-in must be none, form, .* Did you mean form\?$/],
    [{ skip: 'callback-reached' }, /--skip names callback-reached: .* never left out/],
    [{}, /^usage: DOCS_HANDSHAKE_DRIVER must be/, { DOCS_HANDSHAKE_DRIVER: 'htp' }],
    [{ driver: 'htp' }, /^usage: --driver must be/, { DOCS_HANDSHAKE_DRIVER: 'htp' }],
    [{}, /^key: DOCS_HANDSHAKE_KEY_FILE a\.pem: there/, { DOCS_HANDSHAKE_KEY_FILE: 'a.pem' }],
    [
      { signIn: 'form' },
      /^usage: DOCS_HANDSHAKE_PASSWORD needs --username \(or DOCS_HANDSHAKE_USERNAME\) beside it/,
      { DOCS_HANDSHAKE_PASSWORD: 'q' },
    ],
    [{ signIn: 'gone.ts' }, /--sign-in gone\.ts: there is no such file/],
    [
      { signInOrigin: ['https://idp.example/path'] },
      /--sign-in-origin is an origin.*write https:\/\/idp\.example\./,
    ],
    [{ header: ['nonsense'] }, /--header must look like/],
    [{ header: ['Host: x'] }, /--header cannot set Host/],
    [{ header: ['Cookie: a=b'] }, /--cookie/],
    [{ header: ['X-A: a\r\nB: c'] }, /--header X-A has a character/],
    [{ cookie: ['nonsense'] }, /--cookie must look like/],
    [{ cookie: ['a=b; Path=/'] }, /--cookie a holds a character/],
    [{ expect: 'gone.json' }, /--expect gone\.json: there is no such file/],
    ...['soon', '0', '-1', '601'].map(
      (seconds) => [{}, /above 0, at most 600/, { DOCS_HANDSHAKE_TIMEOUT: seconds }] as const,
    ),
    [{ key: ['gone.pem'] }, /^key: --key gone\.pem: there is no such file/],
    [{ key: ['.'] }, /^key: --key \.: it is a folder/],
    [
      {},
      /^key: DOCS_HANDSHAKE_KEY must hold the text of a key/,
      { DOCS_HANDSHAKE_KEY: './key.pem' },
    ],
    [
      {},
      /^key: DOCS_HANDSHAKE_KEY is a P-256 key, but mintlify-authentication signs with EdDSA/,
      { DOCS_HANDSHAKE_KEY: pem('P-256', 'public') },
    ],
  ];
  for (const [settings, sentence, env] of rows) {
    const said = await outcome(settings, env);
    expect(said, JSON.stringify(settings)).toMatch(sentence);
    expect(said).not.toMatch(/hunter22|\n/);
  }
});

test('keeps credentials sealed in every printed form', async () => {
  const secrets = ['hunter2-password', 'second-password', 'header-value', 'cookie-value'];
  const [password, secondPassword, header, cookie] = secrets;
  const found = await configurationFrom(
    {
      loginUrl,
      signIn: 'form',
      username: 'ann',
      password: password ?? '',
      secondUsername: 'bo',
      secondPassword: secondPassword ?? '',
      header: [`X-Preview: ${header}`],
      cookie: [`gate=${cookie}`],
    },
    { env: { DOCS_HANDSHAKE_KEY: pem('ed25519', 'private') }, cwd: process.cwd() },
  );
  const shown = `${JSON.stringify(found)}${inspect(found, { depth: 9 })}`;
  for (const secret of secrets) expect(shown).not.toContain(secret);
  expect(shown).not.toContain('PRIVATE KEY');
  expect(found.target.user?.password.reveal()).toBe(password);
  expect(found.target.headers[0]?.[1].reveal()).toBe(header);
});
