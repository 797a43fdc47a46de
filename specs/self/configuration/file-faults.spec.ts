import { expect, test } from '@playwright/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fileSchema } from '../../../configuration/file/schema.js';
import { loginUrl } from '../harness/configuration-attempt.js';
import { base, read, user } from './file-attempt.js';

test('what the schema refuses is refused in a sentence that names the member', async ({}, info) => {
  const folder = info.outputPath();
  const check = new Ajv2020({ strict: true }).compile(fileSchema());
  const rows: readonly (readonly [content: unknown, says: RegExp | undefined])[] = [
    [base, undefined],
    [
      { ...base, $schema: 'x', driver: 'http', only: ['token-alg'], maxTime: 3, intrusive: true },
      undefined,
    ],
    [
      {
        ...base,
        wait: 0,
        requirements: { 'frames-refused': 'warn', 'chain-short': { level: 'off', reason: 'r' } },
      },
      undefined,
    ],
    [
      { ...base, drivr: 'http' },
      /config\.json has "drivr", which is not known\. Did you mean driver\?$/,
    ],
    [{ ...base, docsorigin: 'x' }, /has "docsorigin", .* Did you mean docsOrigin\?$/],
    [
      { ...base, driver: 'htp' },
      /^driver in \S+ must be auto, http, browser or both\. Did you mean http\?$/,
    ],
    [{ ...base, maxTime: '3' }, /^maxTime in \S+ must be a number, 0 or more\.$/],
    [{ ...base, intrusive: 'yes' }, /^intrusive in \S+ must be true or false\.$/],
    [{ ...base, only: 'token-alg' }, /^only in \S+ must be an array of texts\.$/],
    [{ ...base, key: [] }, /^key in \S+ must be a text, \{ env: 'NAME' \}, or an array of them\.$/],
    [
      { ...base, header: { 'X-A': 'secret' } },
      /^header in \S+ must be .*nothing secret stands in this file\.$/,
    ],
    [{ ...base, password: { env: 'P' } }, /has "password", which is not known\./],
    [{ ...base, users: [] }, /^users in \S+ must be an array of one user or two\.$/],
    [
      { ...base, users: [{ username: 'ann', password: 'hunter22' }] },
      /^users\[0\]\.password in \S+ must be \{ env/,
    ],
    [{ ...base, users: [{ ...user('ann'), pasword: 1 }] }, /^users\[0\] in \S+ has "pasword"/],
    [
      { ...base, users: [user('ann', { expect: { group: [] } })] },
      /^users\[0\]\.expect in \S+ has "group", .* groups\?$/,
    ],
    [
      { ...base, users: [user('ann', { expect: { groups: 'a' } })] },
      /^users\[0\]\.expect\.groups in \S+ must be an array/,
    ],
    [
      { ...base, requirements: { 'token-alg': 'off' } },
      /^requirements\['token-alg'\] in \S+ is off and says no reason/,
    ],
    [
      { ...base, requirements: { 'token-alg': 'wran' } },
      /must be off, warn or fail.* Did you mean warn\?$/,
    ],
    [
      { ...base, requirements: { 'token-alg': { level: 'off', reason: ' ' } } },
      /^reason of requirements/,
    ],
    [{ ...base, targets: [] }, /^targets in \S+ must be an array of targets\.$/],
    [{ targets: [{ loginUrl }] }, /^targets\[0\] in \S+ needs a name\.$/],
    [
      { targets: [{ name: 'a', loginURL: loginUrl }] },
      /^targets\[0\] in \S+ has "loginURL", .* loginUrl\?$/,
    ],
    [[], /must export an object/],
  ];
  for (const [content, says] of rows) {
    const found = await read(folder, content);
    const text = JSON.stringify(content);
    expect.soft(check(content), text).toBe(says === undefined);
    if (says === undefined) expect.soft(found, text).toMatchObject({ target: { loginUrl } });
    else expect.soft(found, text).toMatch(says);
    expect.soft(JSON.stringify(found)).not.toContain('hunter22');
  }
});

test('what no schema can see is refused, too', async ({}, info) => {
  const folder = info.outputPath();
  const rows: readonly (readonly [content: object, says: RegExp])[] = [
    [
      { requirements: { 'token-algo': 'warn' } },
      /^requirements\['token-algo'\] .* Did you mean token-alg/,
    ],
    [
      { requirements: { 'callback-reached': 'warn' } },
      /is warn, but it is essential: without it a login is no login/,
    ],
    [{ users: [user('ann')] }, /^users\[0\]\.username in \S+ says nothing about how to sign in/],
    [
      { signIn: 'form', users: [user('bo')] },
      /^The variable BO_PASSWORD is not set or empty, and users\[0\]\.password in/,
    ],
    [{ edition: '2020' }, /^edition in \S+ "2020" is not one of/],
    [
      { loginUrl: { env: 'NOWHERE' } },
      /^The variable NOWHERE is not set or empty, and loginUrl in/,
    ],
    [{ key: [{ env: 'A' }, { env: 'B' }] }, /^key in \S+ names two variables/],
    [{ targets: [{ name: 'a', loginUrl }] }, /^loginUrl in \S+ stands beside targets/],
  ];
  for (const [content, says] of rows) {
    const found = await read(folder, { ...base, ...content }, {}, { ANN_PASSWORD: 'p' });
    expect.soft(found, JSON.stringify(content)).toMatch(says);
  }
  const off = { ...base, requirements: { 'chain-short': { level: 'off', reason: 'r' } } };
  expect(await read(folder, off, { require: 'chain-short' })).toMatch(
    /^--require names chain-short, which is off in/,
  );
  expect(await read(folder, off, { only: 'chain-short' })).not.toHaveProperty('gate');
});
