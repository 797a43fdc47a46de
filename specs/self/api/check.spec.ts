import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
} from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Page } from 'playwright';
import { check, explain, Failure, render } from '../../../index.js';
import type { CheckOptions, Report } from '../../../index.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { Mutant } from '../../../protocol/plan.js';
import { formats } from '../../../reports/index.js';
import { startedFlow } from '../command/started-flow.js';
import { runOf } from '../reports/run-of-targets.js';

const docsOrigin = 'http://localhost:4747';
const few = ['callback-reached', 'token-signature'];
let flow: ReferenceFlow;

test.beforeAll(async () => {
  flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
});
test.afterAll(() => flow.close());

/** A whole call over plain HTTP, without the variables of this process. */
const call = (more: CheckOptions = {}, to: ReferenceFlow = flow): CheckOptions => ({
  loginUrl: to.loginUrl,
  key: to.keys.own.publicPem,
  signIn: 'form',
  username: to.users[0].username,
  password: to.users[0].password.reveal(),
  driver: 'http',
  only: few,
  env: {},
  ...more,
});

const verdict = (report: Report, id: string): string | undefined =>
  report.verdicts.find((one) => one.id === id)?.outcome;

test('a key in any form is a key', async ({}, info) => {
  const { own } = flow.keys;
  const path = info.outputPath('public.pem');
  writeFileSync(path, own.publicPem);
  const publicKey = createPublicKey(own.publicPem);
  const other = generateKeyPairSync('ed25519').publicKey;
  const rows: readonly (readonly [NonNullable<CheckOptions['key']>, string])[] = [
    [own.privateText.reveal(), 'pass'],
    [path, 'pass'],
    [publicKey, 'pass'],
    [createPrivateKey(own.privateText.reveal()), 'pass'],
    [publicKey.export({ format: 'jwk' }), 'pass'],
    [JSON.stringify(publicKey.export({ format: 'jwk' })), 'pass'],
    [[other, publicKey], 'pass'],
    [other, 'fail'],
  ];
  for (const [key, outcome] of rows) {
    const report = await check(call({ key }));
    expect.soft(verdict(report, 'token-signature'), JSON.stringify(key)).toBe(outcome);
    expect.soft(JSON.stringify(report)).not.toContain(flow.users[0].password.reveal());
  }
});

test('what breaks in the middle of a run is thrown without what is secret, its causes and its stack included', async () => {
  const password = flow.users[0].password.reveal();
  const inner = new Error(`below: ${password}`);
  const outer = new Error(`It broke beside ${encodeURIComponent(password)}.`, { cause: inner });
  const progress = (): never => {
    throw outer;
  };
  const thrown: unknown = await check(call({ progress })).catch((cause: unknown) => cause);
  expect(thrown).toBe(outer);
  expect(inspect(thrown)).toMatch(/It broke beside …\.[^]*below: …/);
  expect(inspect(thrown)).not.toContain(password);
});

test('misuse is a failure that names the member; what the flow does is a report', async () => {
  const wide = (options: object): CheckOptions => options;
  const rows: readonly (readonly [CheckOptions, string])[] = [
    [{ env: {} }, 'usage: There is no login URL: give loginUrl, or set LOGIN_URL.'],
    [
      call({ loginUrl: 'localhost:3000' }),
      'usage: loginUrl needs its scheme: write http://localhost:3000.',
    ],
    [
      { loginUrl: 'https://a.example/', signIn: 'form', env: {} },
      "usage: signIn: 'form' needs username and password.",
    ],
    [
      wide(call({ ...wide({ usernam: 'ann' }) })),
      'usage: usernam is not known. Did you mean username?',
    ],
    [wide(call(wide({ intrusive: 'yes' }))), 'usage: intrusive must be true or false.'],
    [call({ only: ['token-alq'] }), 'usage: only names "token-alq", which is no requirement.'],
    [call({ maxTime: 0 }), 'usage: maxTime must be a number of seconds above 0, at most 86400.'],
    [call({ key: 'missing.pem' }), 'key: key missing.pem: there is no such file.'],
    [call({ key: createSecretKey(Buffer.from('a shared secret of 32 octets ...')) }), 'key: key '],
    [call({ key: [flow.keys.own.publicPem, '-----BEGIN PUBLIC KEY-----'] }), 'key: key[1] '],
    [call({ expect: { ann: { groups: [] } } }), 'usage: expect names "ann", but the user is '],
    [
      { loginUrl: 'https://a.example/', env: { DOCS_HANDSHAKE_DRIVER: 'firefox' } },
      'usage: DOCS_HANDSHAKE_DRIVER must be ',
    ],
  ];
  for (const [options, says] of rows) {
    const thrown = await check(options).then(
      () => 'nothing',
      (cause: unknown) => cause,
    );
    expect.soft(thrown, says).toBeInstanceOf(Failure);
    if (!(thrown instanceof Failure)) continue;
    expect.soft(`${thrown.code}: ${thrown.message}`).toContain(says);
    expect.soft(thrown.message, says).not.toMatch(/(^|\s)--\w|BEGIN|shared secret of/);
  }
  const unreachable = await check(call({ loginUrl: 'http://127.0.0.1:9/' }));
  expect(unreachable.exitCode).toBe(3);
});

test('what a program has at hand is as good as a file', async () => {
  const [ann] = flow.users;
  const expectation = (groups: readonly string[]): CheckOptions => ({
    only: ['callback-reached', 'user-expected'],
    expect: { [ann.username]: { groups } },
  });
  const told: string[] = [];
  const right = await check(
    call({ ...expectation(ann.groups), progress: (line) => told.push(line) }),
  );
  const wrong = await check(call(expectation(['nobody'])));
  const row = (report: Report): readonly string[] =>
    report.verdicts.map(({ id, outcome }) => `${id} ${outcome}`);
  expect(row(right).join()).not.toEqual(row(wrong).join());
  expect(wrong.exitCode).toBe(1);
  expect(told.length).toBeGreaterThan(1);

  const byScript = await check(
    call({
      driver: 'browser',
      only: 'callback-reached',
      signIn: async (page, user) => {
        const { locator } = page as Pick<Page, 'locator'>;
        const field = (name: string): ReturnType<Page['locator']> =>
          locator.call(page, `input[name=${name}]`);
        await field('username').fill(user.username);
        await field('password').fill(user.password);
        await field('password').press('Enter');
      },
    }),
  );
  expect(byScript.exitCode).toBe(0);
});

test('a signal ends a run in the middle of a visit', async () => {
  const waits: Mutant = {
    name: 'waits',
    change: () => ({ token: () => new Promise<never>(() => undefined) }),
  };
  const slow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin,
    mutant: waits,
  });
  try {
    const stop = new AbortController();
    const reason = new Error('enough');
    const run = check(
      call({ signal: stop.signal, progress: () => setTimeout(() => stop.abort(reason), 50) }, slow),
    );
    await expect(run).rejects.toBe(reason);
    await expect(check(call({ signal: stop.signal }))).rejects.toBe(reason);
  } finally {
    await slow.close();
  }
});

test('every report renders, and every requirement is explained', async () => {
  const report = await check(call());
  for (const format of Object.keys(formats)) {
    expect.soft(await render(report, format), format).toMatch(/\S\n$/);
    // A JSON report that is read back may be one of several targets.
    expect.soft(await render(runOf(['a', 'b', 'c']), format), format).toMatch(/\S\n$/);
  }
  await expect(render(report, 'htm')).rejects.toThrow(/^There is no report htm: choose terminal/);
  const explained = await explain('token-signature');
  expect(explained).toMatchObject({ id: 'token-signature', class: expect.any(String) });
  expect(explained.levels.length).toBeGreaterThan(1);
  await expect(explain('token-signatur')).rejects.toThrow(/Did you mean token-signature/);
});

test('a login flow is started for the call, and ends with it', async ({}, info) => {
  test.slow();
  const started = await startedFlow(info.outputPath('a folder'));
  const words = started.words();
  const lines: string[] = [];
  const options: CheckOptions = {
    loginUrl: started.loginUrl,
    start: words[words.indexOf('--start') + 1] ?? '',
    startEnv: {
      PORT: '{port}',
      DOCS_ORIGIN: '{docsOrigin}',
      DOCS_KEY: '{privateKey}',
      SAYS: 'it is up =',
    },
    key: 'new',
    signIn: 'none',
    wait: 20,
    driver: 'http',
    only: 'token-signature',
    targetLine: (line) => lines.push(line),
    env: { PATH: process.env['PATH'] },
  };
  const report = await check(options);
  expect(report.exitCode).toBe(0);
  expect(verdict(report, 'token-signature')).toBe('pass');
  expect(started.running()).toEqual([]);
  expect(lines).toContain('target: it is up =');
  expect(lines.join(' ')).not.toMatch(/PRIVATE KEY|MC4CAQAw|eyJ[\w-]{20,}/);

  const wide = (more: object): CheckOptions => ({ ...options, ...more });
  const { publicKey } = generateKeyPairSync('ed25519');
  const rows: readonly (readonly [CheckOptions, RegExp])[] = [
    [wide({ start: 'exit 7' }), /^The login flow of start ended with code 7 before it answered/],
    [
      wide({ start: 'exit 7', loginUrl: flow.loginUrl }),
      /^Something answers at .* before start has started anything .* judge it with reuse\.$/,
    ],
    [
      wide({ loginUrl: flow.loginUrl, reuse: true }),
      /cannot have the key that key: 'new' makes: .* name its key with key: '<file>'\.$/,
    ],
    [call({ loginUrl: started.loginUrl, wait: 0.3 }), /within 0\.3 s \(wait\): .* refuses connec/],
    [wide({ start: undefined }), /^key: 'new' makes a key .*: start it with start: /],
    [wide({ key: ['new', publicKey] }), /^key: 'new' makes the one key of this run/],
    [wide({ startEnv: { A: '{privatekey}' } }), /name its variable with startEnv: 'NAME=/],
    [wide({ startEnv: ['A=1'] }), /^startEnv must be an object of strings\.$/],
    [wide({ wait: '5' }), /^wait must be a number\.$/],
    [wide({ startReloads: true }), /^startReloads is not known\./],
  ];
  for (const [wrong, says] of rows) {
    const thrown = await check(wrong).catch((cause: unknown) => cause);
    expect.soft(thrown, String(says)).toBeInstanceOf(Failure);
    expect.soft((thrown as Failure).message).toMatch(says);
  }
  const reused = await check(call({ start: 'exit 7', reuse: true }));
  expect(reused.exitCode).toBe(0);
  expect(reused.remarks.join()).toContain('nothing was started');
  expect(started.running()).toEqual([]);
});
