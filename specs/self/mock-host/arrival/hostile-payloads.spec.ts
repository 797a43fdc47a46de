import { expect, test } from '@playwright/test';

import { readKeys } from '../../../../protocol/jose/keys.js';
import { callback, cookieOf, get, hand } from '../../harness/mock-host-client.js';
import { makeRawKeys, segment, signRaw } from '../../harness/docs-host/raw-tokens.js';
import { authentication, play, type Played } from '../../harness/mock-host-setup.js';

/** Tokens whose signature is good, and whose header, payload or spelling is not. */

const keys = makeRawKeys('EdDSA');

async function start(edition = '2026-03'): Promise<Played> {
  const read = await readKeys(keys.publicPem, 'own.pem');
  if (!read.ok) throw new Error(read.problem);
  return play(authentication, { keys: read.keys, edition });
}

const good = '{"alg":"EdDSA"}';

/** The answer to a token: its status and its code. */
async function arrive(played: Played, token: string): Promise<string> {
  const answer = await hand(played, token);
  const { code = '' } = (await answer.json()) as { readonly code?: string };
  return `${answer.status} ${code}`;
}

test('a header and a payload are JSON objects in UTF-8, each member once', async () => {
  const played = await start();
  const exp = played.seconds() + 10;
  const whole = `{"exp":${exp},"host":"localhost"}`;
  const texts: readonly (readonly [what: string, text: string | Buffer])[] = [
    ['an array', '[]'],
    ['a string', '"a"'],
    ['a number', '1'],
    ['null', 'null'],
    ['nothing', ' '],
    ['two values', '{}{}'],
    ['a comma at the end', '{"exp":1,}'],
    ['a comment', '{/**/"exp":1}'],
    ['a single quote', "{'exp':1}"],
    ['NaN', '{"exp":NaN}'],
    ['a leading zero', '{"exp":01}'],
    ['a line end in a text', '{"a":"\n"}'],
    ['a mark in front', `\uFEFF${whole}`],
    ['a form feed in front', `\f${whole}`],
    ['UTF-16', Buffer.from(whole, 'utf16le')],
    [
      'octets that are no text',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    ],
    [
      'half a character',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    ],
    ['exp twice', `{"exp":1,"host":"localhost","exp":${exp}}`],
    ['exp twice, once escaped', `{"\\u0065xp":1,"host":"localhost","exp":${exp}}`],
    ['groups twice', `{"groups":[],"groups":["admin"],${whole.slice(1)}`],
    ['a member of content twice', `{"content":{"a":1,"a":2},${whole.slice(1)}`],
    [
      'deeper than anything is read',
      `{"content":${'['.repeat(100)}${']'.repeat(100)},${whole.slice(1)}`,
    ],
    ['very deep', `{"content":${'['.repeat(5_000)}${']'.repeat(5_000)},${whole.slice(1)}`],
  ];
  for (const [what, text] of texts) {
    expect
      .soft(await arrive(played, signRaw(keys.privateKey, good, text)), what)
      .toMatch(/^403 [a-z-]+$/);
    const inHeader =
      typeof text === 'string' ? text.replace(/^(\s*)\{/, '$1{"alg":"EdDSA",') : text;
    expect
      .soft(await arrive(played, signRaw(keys.privateKey, inHeader, whole)), `header: ${what}`)
      .toMatch(/^403 [a-z-]+$/);
  }
  expect(played.host.events().filter(({ kind }) => kind === 'broken')).toEqual([]);
  expect(await arrive(played, signRaw(keys.privateKey, good, whole))).toBe('200 ');
  await played.host.close();
});

test('one spelling of a token, and no other', async () => {
  const played = await start();
  const fresh = (): string =>
    signRaw(
      keys.privateKey,
      good,
      JSON.stringify({ exp: played.seconds() + 10, host: 'localhost', jti: String(Math.random()) }),
    );
  const changes: readonly (readonly [what: string, change: (token: string) => string])[] = [
    ['padded', (token) => `${token}=`],
    ['padded inside', (token) => token.replace('.', '=.')],
    ['a plus', (token) => token.replace(/[-_]|(?<=\..*)A/, '+')],
    ['a blank in front', (token) => ` ${token}`],
    ['a blank at the end', (token) => `${token} `],
    ['a line end', (token) => `${token}\n`],
    ['a line end, encoded', (token) => `${token}%0A`],
    ['an encoded dot', (token) => token.replace('.', '%2E')],
    ['a wide dot', (token) => token.replace('.', '．')],
    ['a mark in front', (token) => `\uFEFF${token}`],
    ['in quotes', (token) => `"${token}"`],
    ['a dot at the end', (token) => `${token}.`],
    ['a dot in front', (token) => `.${token}`],
    ['two dots', (token) => token.replace('.', '..')],
    ['four parts', (token) => `${token}.AAAA`],
    ['five parts', (token) => `${token}.AAAA.AAAA`],
    ['two parts', (token) => token.split('.').slice(0, 2).join('.')],
    [
      'as JSON',
      (token) => {
        const [header, payload, signature] = token.split('.');
        return JSON.stringify({ protected: header, payload, signature });
      },
    ],
    ['Bearer', (token) => `Bearer ${token}`],
    ['a NUL', (token) => `${token}\0`],
  ];
  for (const [what, change] of changes) {
    expect.soft(await arrive(played, change(fresh())), what).toMatch(/^403 [a-z-]+$/);
  }
  expect(await arrive(played, fresh())).toBe('200 ');
  await played.host.close();
});

test('what is too long is refused before it is read', async () => {
  const played = await start();
  const rows: readonly (readonly [what: string, fragment: string])[] = [
    ['dots', '.'.repeat(60_000)],
    ['padding', '='.repeat(60_000)],
    ['headers', 'eyJ.'.repeat(15_000)],
    ['one more than is read', `${segment(good)}.${'A'.repeat(16_400)}.AA`],
    ['percent signs', '%2E'.repeat(20_000)],
  ];
  for (const [what, fragment] of rows) {
    const took: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const begin = performance.now();
      expect(await arrive(played, fragment), what).toBe('403 token-size');
      took.push(performance.now() - begin);
    }
    // The quickest of some, since the machine has other things to do.
    expect(Math.min(...took), what).toBeLessThan(50);
  }
  await played.host.close();
});

test('times are numbers of seconds, and exp ends a token to the second', async () => {
  const played = await start();
  const { clock } = played;
  clock.now = Math.floor(clock.now / 1000) * 1000;
  const now = played.seconds();
  const rows: readonly (readonly [members: string, answer: string])[] = [
    ['', '403 token-exp-present'],
    ['"exp":null', '403 token-exp-numeric'],
    [`"exp":"${now + 10}"`, '403 token-exp-numeric'],
    ['"exp":true', '403 token-exp-numeric'],
    [`"exp":[${now + 10}]`, '403 token-exp-numeric'],
    ['"exp":{}', '403 token-exp-numeric'],
    ['"exp":1e400', '403 token-exp-numeric'],
    [`"exp":${(now + 10) * 1000}`, '403 token-exp-numeric'],
    ['"exp":9007199254740993', '403 token-exp-numeric'],
    ['"exp":-1', '403 token-exp-future'],
    ['"exp":0', '403 token-exp-future'],
    [`"exp":${now - 1}`, '403 token-exp-future'],
    [`"exp":${now}`, '403 token-exp-future'],
    [`"exp":${now + 1}`, '200 '],
    [`"exp":${now + 0.5}`, '200 '],
    [`"exp":${now + 3_600}`, '200 '],
    [`"exp":${now + 10},"nbf":"${now}"`, '403 token-times-numeric'],
    [`"exp":${now + 10},"nbf":${now * 1000}`, '403 token-times-numeric'],
    [`"exp":${now + 10},"iat":null`, '403 token-times-numeric'],
    [`"exp":${now + 10},"nbf":${now + 1}`, '403 token-not-early'],
    [`"exp":${now + 10},"nbf":${now},"iat":${now}`, '200 '],
  ];
  for (const [members, expected] of rows) {
    const text = `{"host":"localhost"${members === '' ? '' : `,${members}`}}`;
    expect.soft(await arrive(played, signRaw(keys.privateKey, good, text)), members).toBe(expected);
  }
  // Nothing hangs on the calendar: 2038, a leap day, the hour that a clock is put back.
  for (const at of ['2038-01-19T03:14:08Z', '2028-02-29T12:00:00Z', '2026-10-25T01:30:00Z']) {
    clock.now = Date.parse(at);
    const text = JSON.stringify({ exp: played.seconds() + 10, host: 'localhost' });
    const answer = await hand(played, signRaw(keys.privateKey, good, text));
    expect(answer.status, at).toBe(200);
    expect(answer.headers.getSetCookie()[0], at).toContain('Max-Age=86400;');
  }
  await played.host.close();
});

test('expiresAt ends a session or opens none, and a cookie never outlives its cap', async () => {
  const played = await start();
  const now = played.seconds();
  const rows: readonly (readonly [value: string, age: number | undefined])[] = [
    [`"${now + 60}"`, undefined],
    [`${(now + 60) * 1000}`, undefined],
    ['-1', undefined],
    ['0', undefined],
    [`${now}`, undefined],
    ['1e400', undefined],
    ['9007199254740992', undefined],
    ['true', undefined],
    ['[]', undefined],
    [`${now + 60}`, 60],
    [`${now + 90 * 86_400}`, 90 * 86_400],
    ['99999999999', 400 * 86_400],
  ];
  for (const [value, age] of rows) {
    const text = `{"exp":${now + 10},"host":"localhost","expiresAt":${value}}`;
    const answer = await hand(played, signRaw(keys.privateKey, good, text));
    const [field = ''] = answer.headers.getSetCookie();
    expect.soft(answer.status, value).toBe(age === undefined ? 403 : 200);
    const seen = Number(/Max-Age=(\d+)/.exec(field)?.[1]);
    if (age === undefined) expect.soft(field, value).toBe('');
    else expect.soft(Math.abs(seen - age), value).toBeLessThanOrEqual(1);
  }
  await played.host.close();
});

test('host is the name of the docs and nothing like it, where the edition asks for it', async () => {
  const newer = await start();
  const older = await start('2025-02');
  const values = [
    '"LOCALHOST"',
    '"localhost."',
    '"localhost:1"',
    '"http://localhost"',
    '["localhost"]',
    '"evil.example"',
    'null',
    '1',
    '""',
  ];
  for (const value of values) {
    const text = `{"exp":${newer.seconds() + 10},"host":${value}}`;
    const token = signRaw(keys.privateKey, good, text);
    expect.soft(await arrive(newer, token), value).toBe('403 user-host');
    expect.soft(await arrive(older, token), value).toBe('200 ');
  }
  const without = signRaw(keys.privateKey, good, `{"exp":${newer.seconds() + 10}}`);
  expect(await arrive(newer, without)).toBe('403 user-host');
  expect(await arrive(older, without)).toBe('200 ');
  await Promise.all([newer.host.close(), older.host.close()]);
});

test('groups are compared exactly, and names of objects are names like others', async () => {
  const played = await start();
  const rows: readonly (readonly [groups: string, status: number])[] = [
    ['["admin"]', 200],
    ['["x","admin"]', 200],
    ['["Admin"]', 404],
    ['["admin "]', 404],
    ['[" admin"]', 404],
    ['["adm\\u0456n"]', 404],
    ['["admin\\u200b"]', 404],
    ['[""]', 404],
    ['["__proto__","constructor","toString"]', 404],
    ['[]', 404],
    [JSON.stringify(Array.from({ length: 1_400 }, (_none, index) => `g${index}`)), 404],
  ];
  for (const [groups, status] of rows) {
    const text = `{"exp":${played.seconds() + 10},"host":"localhost","jti":"${Math.random()}","groups":${groups}}`;
    const cookie = cookieOf(await hand(played, signRaw(keys.privateKey, good, text)));
    expect.soft((await get(played, '/admin', { cookie })).status, groups.slice(0, 30)).toBe(status);
  }
  for (const groups of ['"admin"', '[["admin"]]', '[1]', '{"0":"admin","length":1}', 'null']) {
    const text = `{"exp":${played.seconds() + 10},"host":"localhost","groups":${groups}}`;
    expect
      .soft(await arrive(played, signRaw(keys.privateKey, good, text)), groups)
      .toBe('403 user-groups');
  }
  const polluting = `{"exp":${played.seconds() + 10},"host":"localhost","__proto__":{"groups":["admin"],"polluted":1},"content":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`;
  const cookie = cookieOf(await hand(played, signRaw(keys.privateKey, good, polluting)));
  expect((await get(played, '/quickstart', { cookie })).status).toBe(200);
  expect((await get(played, '/admin', { cookie })).status).toBe(404);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  await get(played, `${callback}?__proto__=1&constructor=2&redirect=%2F__proto__`);
  expect(Reflect.get({}, '1')).toBeUndefined();
  await played.host.close();
});
