import { expect, test } from '@playwright/test';

import { readApiToken, readReach } from '../../../../configuration/serving/reach.js';

const token = 'a'.repeat(16);

test('other machines are let in only by whoever names them, and with a token', () => {
  const allowHost = ['Docs.Local', '[fd00::1]'];
  const allowedHosts = ['docs.local', '[fd00::1]'];
  expect(readReach({}, undefined)).toBeUndefined();
  for (const [host, addresses] of [
    ['0.0.0.0', ['0.0.0.0', '::1']],
    ['::', ['::']],
    ['[::]', ['::']],
    ['10.0.0.7', ['10.0.0.7', '127.0.0.1', '::1']],
    ['127.0.0.1', ['127.0.0.1', '::1']],
  ] as const) {
    expect(readReach({ host, allowHost }, token), host).toEqual({ addresses, allowedHosts });
  }
  const rows: readonly (readonly [
    Parameters<typeof readReach>[0],
    token: string | undefined,
    says: RegExp,
  ])[] = [
    [{ host: '0.0.0.0' }, token, /--host lets other machines in: name with --allow-host <name>/],
    [
      { allowHost },
      token,
      /--allow-host is for a docs host that other machines reach: give --host/,
    ],
    [{ host: '0.0.0.0', allowHost }, undefined, /set DOCS_HANDSHAKE_API_TOKEN/],
    [{ host: 'docs.local', allowHost }, token, /--host takes an IP address/],
    [{ host: '', allowHost }, token, /--host takes an IP address/],
    ...['https://docs.local', 'docs.local:4747', '*', '*.local', '', 'a b'].map(
      (name) =>
        [{ host: '::', allowHost: [name] }, token, /--allow-host takes a host name alone/] as const,
    ),
  ];
  for (const [options, given, says] of rows) {
    expect(() => readReach(options, given), JSON.stringify(options)).toThrow(says);
  }
});

test('a token of the API is long enough, and one that a header can hold', () => {
  const name = 'DOCS_HANDSHAKE_API_TOKEN';
  expect(readApiToken({})).toBeUndefined();
  expect(readApiToken({ [name]: ' ' })).toBeUndefined();
  expect(readApiToken({ [name]: `${token}\n` })).toBe(token);
  for (const bad of ['short', 'a'.repeat(15), `${token} ${token}`, `${token}é`]) {
    expect(() => readApiToken({ [name]: bad }), bad).toThrow(/at least 16 characters/);
    try {
      readApiToken({ [name]: bad });
    } catch (error) {
      expect(String(error)).not.toContain(bad);
    }
  }
});
