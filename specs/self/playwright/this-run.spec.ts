import { expect, test } from '@playwright/test';
import { choiceOf } from '../../../playwright/choice.js';
import { joinedSwitches, openWorkerHost } from '../../../playwright/docs-host.js';
import { shareOf } from '../../../playwright/share.js';
import { registrationsOf } from '../../../playwright/targets.js';
import { askedBy, isAsked } from '../../../playwright/this-run.js';
import type { Asked } from '../../../playwright/this-run.js';
import { configurationOf } from '../../../api/check.js';
import { pem } from '../harness/configuration-attempt.js';

test('the command line is read as Playwright reads it', () => {
  const rows: readonly (readonly [string, Asked])[] = [
    ['test', { shards: 1 }],
    ['test --shard=2/3 -g token', { shards: 3, grep: 'token' }],
    ['test --shard 1/2 --grep=a --grep b', { shards: 2, grep: 'b' }],
    ['test -gtoken --grep-invert exp', { shards: 1, grep: 'token', grepInvert: 'exp' }],
  ];
  for (const [line, asked] of rows) expect.soft(askedBy(line.split(' ')), line).toEqual(asked);
});

test('a title is asked for as Playwright would', () => {
  const rows: readonly (readonly [Pick<Asked, 'grep' | 'grepInvert'>, boolean])[] = [
    [{}, true],
    [{ grep: 'TOKEN-alg' }, true],
    [{ grep: '/TOKEN-alg/' }, false],
    [{ grep: '/^token/' }, true],
    [{ grep: 'token', grepInvert: 'alg' }, false],
    [{ grep: '(' }, true],
  ];
  for (const [asked, is] of rows) {
    expect.soft(isAsked('token-alg: The header', asked), JSON.stringify(asked)).toBe(is);
  }
});

test('shares hold everything once, the larger ones first', () => {
  for (const [all, shards] of [
    [75, 2],
    [78, 4],
    [5, 5],
    [7, 3],
  ] as const) {
    const items = Array.from({ length: all }, (_unused, at) => at);
    const shares = Array.from({ length: shards }, (_unused, at) => shareOf(items, at, shards));
    expect.soft(shares.flat()).toEqual(items);
    const sizes = shares.map((share) => share.length);
    expect.soft(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  }
});

test('what a run judges is what its tests ask for, as far as the settings leave it', () => {
  const ids = ['a', 'b'];
  expect(choiceOf(ids, 2, {})).toBeUndefined();
  expect(choiceOf(ids, 3, {})).toEqual(ids);
  expect(choiceOf(ids, 2, { skip: ['a'] })).toEqual(['b']);
  expect(choiceOf(ids, 3, { only: ['c'] })).toEqual(['callback-reached']);
});

test('switches of the caller are kept, and lists are joined', () => {
  const own = ['--mute-audio', '--host-resolver-rules=MAP a b'];
  expect(joinedSwitches(own, ['--host-resolver-rules=MAP c d', '--x'])).toEqual([
    '--mute-audio',
    '--host-resolver-rules=MAP a b,MAP c d',
    '--x',
  ]);
});

test('a browser that cannot be led says so', async () => {
  const settings = { loginUrl: 'http://127.0.0.1:9/', key: pem('ed25519', 'public'), env: {} };
  const open = async (docsOrigin: string, parallelIndex: number): Promise<unknown> =>
    openWorkerHost(
      await configurationOf({ ...settings, docsOrigin }),
      { browserName: 'firefox', parallelIndex },
      async () => undefined,
    );
  await expect(open('https://docs.foo.example', 0)).rejects.toThrow(
    /^firefox cannot be led to a docs host that plays https:\/\/docs\.foo\.example: run/,
  );
  await expect(open('http://localhost:4747', 1)).rejects.toThrow(/run with --workers=1/);
});

test('no variable makes one login flow of the targets of a configuration', () => {
  const targets = ['a', 'b'].map((name) => ({ name, loginUrl: `https://${name}.example/login` }));
  const env = { LOGIN_URL: 'https://c.example/login' };
  expect(() => registrationsOf({ targets }, { env, cwd: '/' })).toThrow(
    /has several targets, and LOGIN_URL names one login flow for all of them/,
  );
});
