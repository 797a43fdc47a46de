import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Call, CallResponse, CallRole } from '../../../../protocol/http/call.js';
import type { CredentialsMode } from '../../../../protocol/http/cors/check.js';
import { withVerdicts } from '../../../../protocol/http/cors/page-calls.js';
import type { HeaderField } from '../../../../protocol/http/message.js';
import { callSecrets } from '../../../../protocol/secrecy/call-secrets.js';
import { mask } from '../../../../protocol/secrecy/masking.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';
import { sealBody, sealField, sealFields } from '../../../../protocol/secrecy/sealed-message.js';
import { callFinder, canaryCalls, idTokenOf, makeCallCanaries } from './canary-calls.js';

const docs = 'https://docs.example';
type Lines = Readonly<Record<string, string>>;
const fieldsOf = (lines: Lines): readonly HeaderField[] =>
  Object.entries(lines).map(([name, value]) => sealField(name, value));
const allows = { 'Access-Control-Allow-Origin': docs } as const;
const said = (status: number, lines: Lines = {}): CallResponse => ({
  status,
  headers: fieldsOf(lines),
});

/** A call of the docs page. */
function asked(
  role: CallRole,
  response: CallResponse | undefined,
  over: Partial<Call> = {},
  lines: Lines = {},
  credentials: CredentialsMode = 'omit',
): Call {
  return {
    role,
    by: 'browser',
    fetch: 1,
    page: { origin: docs, credentials },
    request: {
      method: role === 'preflight' ? 'OPTIONS' : 'GET',
      url: seal('https://api.example/user'),
      headers: fieldsOf(lines),
    },
    ...(response === undefined ? {} : { response }),
    sentAtMs: 0,
    receivedAtMs: 1,
    ...over,
  };
}

const token = { authorization: 'Bearer x' } as const;
const preflight = (response?: CallResponse): Call =>
  asked(
    'preflight',
    response,
    {},
    { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' },
  );
const lets = said(204, { ...allows, 'Access-Control-Allow-Headers': 'authorization' });

test('on the last call of a fetch of the page stands whether it could be read, and why not', () => {
  const rows: readonly (readonly [calls: readonly Call[], last: Partial<Call>])[] = [
    [[asked('info', said(200, allows))], { readable: true }],
    [[asked('info', said(200))], { readable: false, cors: { reason: 'allow-origin-missing' } }],
    [[asked('info', undefined)], { readable: false, cors: { reason: 'no-answer' } }],
    [[preflight(lets), asked('info', said(200, allows), {}, token)], { readable: true }],
    [[preflight()], { readable: false, cors: { reason: 'preflight-no-answer' } }],
    [[preflight(said(401, allows))], { readable: false, cors: { reason: 'preflight-status' } }],
    [
      [preflight(said(204, allows))],
      { readable: false, cors: { reason: 'preflight-header-refused' } },
    ],
    [
      [asked('info', said(200, allows), {}, token)],
      { readable: false, cors: { reason: 'preflight-no-answer' } },
    ],
    [[asked('info', said(200, allows), { remembered: true }, token)], { readable: true }],
    [
      [
        asked('session', said(302, { ...allows, Location: 'https://login.example/' })),
        asked('session', said(200)),
      ],
      { readable: false, cors: { reason: 'allow-origin-missing' } },
    ],
    // What a browser saw stands, whatever the standard says.
    [
      [asked('info', said(200), { readable: true })],
      { readable: true, cors: { reason: 'allow-origin-missing' } },
    ],
    [
      [
        asked('info', said(200), {
          readable: false,
          cors: { browser: 'MissingAllowOriginHeader' },
        }),
      ],
      { cors: { reason: 'allow-origin-missing', browser: 'MissingAllowOriginHeader' } },
    ],
  ];
  for (const [index, [calls, last]] of rows.entries()) {
    const judged = withVerdicts(calls);
    expect.soft(judged.at(-1), `row ${index}`).toMatchObject(last);
    if (last.cors === undefined) expect.soft(judged.at(-1)?.cors, `row ${index}`).toBeUndefined();
    expect.soft(judged.slice(0, -1)).toEqual(calls.slice(0, -1));
  }
  const { page: _page, ...host } = asked('token', said(500), { by: 'host' });
  expect(withVerdicts([host])).toEqual([host]);
});

test('two fetches that cross are told apart', () => {
  const judged = withVerdicts([
    preflight(lets),
    asked('session', said(200), { fetch: 2 }),
    asked('info', said(200, allows), {}, token),
  ]);
  expect(judged.map(({ readable }) => readable)).toEqual([undefined, false, true]);
});

test('calls show none of their secrets, and keep all of them', () => {
  const canaries = makeCallCanaries();
  const calls = canaryCalls(canaries);
  // What is a plain text is masked where the exchange is sealed.
  const sealed = calls.map(({ fault: _fault, ...call }) => call);
  const found = callFinder(canaries);
  const [exchanged] = sealed;
  expect(found(JSON.stringify(exchanged) + inspect(exchanged, { depth: 9 }))).toEqual([]);
  expect(exchanged?.request.fields?.map(({ name, value }) => [name, String(value)])).toEqual([
    ['grant_type', 'authorization_code'],
    ['client_id', 'docs'],
    ['redirect_uri', 'https://docs.example/login/callback/oauth?state=…'],
    ['code', '…'],
    ['code_verifier', '…'],
    ['client_secret', '…'],
  ]);
  expect(String(exchanged?.request.headers[0]?.[1])).toBe('Basic …');
  const secrets = callSecrets(calls);
  const { signature: _signature, ...whole } = canaries;
  expect(Object.values(whole).filter((value) => !secrets.includes(value))).toEqual([]);
  expect(secrets).toContain(idTokenOf(canaries));
});

test('a credential is known by where it stands, and words are none', () => {
  const rows: readonly (readonly [body: string, secrets: readonly string[]])[] = [
    ['{"code":"invalid_request","state":"in progress"}', []],
    ['{"code":"SplxlOBeZQQYbYS6WxSbIA"}', ['SplxlOBeZQQYbYS6WxSbIA']],
    ['{"error":{"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA"}}', ['tGzv3JOkF0XG5Qx2TlKWIA']],
    ['{"token_type":"Bearer-0123456789"}', []],
    ['{"accessToken":"2YotnFZFEjr1zCsicMWpAA"}', ['2YotnFZFEjr1zCsicMWpAA']],
    ['access_token=2YotnFZFEjr1zCsicMWpAA&token_type=bearer', ['2YotnFZFEjr1zCsicMWpAA']],
    ['<a href="/?code=SplxlOBeZQQYbYS6WxSbIA">', ['SplxlOBeZQQYbYS6WxSbIA']],
    [`${'['.repeat(50_000)}${']'.repeat(50_000)}`, []],
    ['', []],
  ];
  for (const [body, secrets] of rows) {
    const response = { ...said(200), body: sealBody(body, body.length, false) };
    expect.soft(callSecrets([asked('token', response)]), body.slice(0, 60)).toEqual(secrets);
  }
});

test('a body is noted by its form', () => {
  const rows: readonly (readonly [text: string | undefined, bytes: number, form: string])[] = [
    [undefined, 0, 'empty'],
    [undefined, 9, 'binary'],
    [' \n', 2, 'empty'],
    ['{"a":1}', 7, 'json'],
    ['\uFEFF{"a":1}', 10, 'json'],
    ['[]', 2, 'json'],
    ['null', 4, 'json'],
    ['{"a":', 5, 'text'],
    ['a=b&c=%20d', 10, 'form'],
    ['<!doctype html><p>', 18, 'html'],
    ['<html>', 6, 'html'],
    ['Not found', 9, 'text'],
  ];
  for (const [text, bytes, form] of rows) {
    expect.soft(sealBody(text, bytes, false).form, text).toBe(form);
  }
  expect(sealBody('{"a":', 5, true).form).toBe('json');
  const names = (body: string): readonly string[] => sealFields(body).map(({ name }) => name);
  expect(names('code=a&code=b')).toEqual(['code', 'code']);
  expect(names('{"code":"a","n":1}')).toEqual(['code', 'n']);
  expect([names('just text'), names('[1]'), names('')]).toEqual([[''], [''], []]);
});

test('masking knows the credentials of OAuth in addresses, forms, JSON and header lines', () => {
  const rows: readonly (readonly [text: string, shown: string])[] = [
    ['/cb?code=SplxlO&iss=x', '/cb?code=…&iss=x'],
    [
      '/a?code_challenge=E9Mel&code_challenge_method=S256',
      '/a?code_challenge=…&code_challenge_method=S256',
    ],
    ['code_verifier=dBjftJ&grant_type=x', 'code_verifier=…&grant_type=x'],
    ['client_secret=7Fjfp0', 'client_secret=…'],
    ['{"access_token":"2Yo","token_type":"Bearer"}', '{"access_token":"…","token_type":"Bearer"}'],
    ['{"id_token" : "a\\/b\\u002fc", "x": 1}', '{"id_token" : "…", "x": 1}'],
    ['"{\\"refresh_token\\":\\"tGz\\"}"', '"{\\"refresh_token\\":\\"…\\"}"'],
    ['%7B%22client_secret%22%3A%22x%22%7D', '%7B%22client_secret%22%3A%22…%22%7D'],
    ['{"code":"not_found","state":"done"}', '{"code":"not_found","state":"done"}'],
    ['{"code":"SplxlOBeZQQYbYS6"}', '{"code":"…"}'],
    ['Authorization: Basic YTpi', 'Authorization: Basic …'],
    ['error code=5', 'error code=5'],
  ];
  for (const [text, shown] of rows) {
    expect.soft(mask(text)).toBe(shown);
    expect.soft(mask(shown), 'masked twice').toBe(shown);
  }
});
