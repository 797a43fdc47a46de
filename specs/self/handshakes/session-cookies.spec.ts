import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { handshakes } from '../../../handshakes/registry.js';
import { isUnguessable } from '../../../protocol/http/set-cookie.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor } from '../harness/mutant-proof.js';
import { callback, docsOrigin, user, withFlow } from '../harness/routed-flow.js';

test('a secret is told from words, dates, places and what they look like in Base64', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64url');
  const secret = 'f3a97c024e1b4c5d9a60b7e2d8c1f405';
  const rows: readonly (readonly [value: string, unguessable: boolean])[] = [
    [secret, true],
    ['550e8400-e29b-41d4-a716-446655440000', true],
    ['s%3AkT3vX9bQ2mL7rZ5wN8cJ4d.hV1yB6nG0fD', true],
    [`"${secret}"`, true],
    [base64(`{"user":1,"id":"${secret}"}`), true],
    [base64(base64(`{"id":"${secret}"}`)), true],
    ['de-DE', false],
    ['America/Argentina/Buenos_Aires', false],
    ['getting-started-with-the-api-2026', false],
    ['showSidebarCollapsedMenu', false],
    ['2026-08-01T10:00:00.000Z', false],
    ['20260801T100000Z', false],
    ['/docs/v2/guides/getting-started/2026/quickstart', false],
    ['12345678901234567890', false],
    ['GS1.1.1735689600.12.1.1735689700', false],
    ['%7B%22mode%22%3A%22dark%22%2C%22contrast%22%3A%22high%22%7D', false],
    [base64('{"analytics":true,"marketing":false}'), false],
    ['You+are+signed+in+as+Ada+Lovelace', false],
    ['', false],
  ];
  for (const [value, unguessable] of rows) {
    expect.soft(isUnguessable(value), value).toBe(unguessable);
  }
  const missed: string[] = [];
  for (let count = 0; count < 1_000; count += 1) {
    const octets = createHash('sha256').update(`session ${count}`).digest();
    for (const form of ['hex', 'base64', 'base64url'] as const) {
      const value = octets.toString(form);
      if (!isUnguessable(value)) missed.push(value);
    }
  }
  expect(missed).toEqual([]);
});

const good = 'Path=/; HttpOnly; SameSite=Lax';
const secret = 'kT3vX9bQ2mL7rZ5wN8cJ4d';

/** Cookies that the sign-in page, the answer to the password and the hop behind it set, and what becomes of the row. */
const scenes: readonly (readonly [
  name: string,
  cookies: { readonly page?: string; readonly answer?: string; readonly hop?: string },
  actual: string | undefined,
])[] = [
  ['a good one', { answer: `id=${secret}; ${good}` }, undefined],
  [
    'set behind the password',
    { hop: `id=${secret}; Path=/; SameSite=Lax` },
    '"id" lacks HttpOnly.',
  ],
  [
    'set before it, by name',
    { page: `app_session=1; Path=/; HttpOnly` },
    '"app_session" lacks SameSite.',
  ],
  [
    'set before it, enough by itself',
    { page: `id=${secret}; Path=/; HttpOnly` },
    '"id" lacks SameSite.',
  ],
  [
    'set before it, but not enough',
    { page: `browser=${secret}; Path=/`, answer: `id=${secret}; ${good}` },
    undefined,
  ],
  ['put right later', { page: 'sid=1; Path=/', answer: `sid=${secret}; ${good}` }, undefined],
  [
    'taken away again',
    { answer: `step=${secret}; Path=/`, hop: `step=; Path=/; Max-Age=0` },
    undefined,
  ],
  ['gone when the visitor comes back', { answer: `flow=${secret}; Path=/elsewhere` }, undefined],
  ['of the identity provider’s dance', { answer: `oauth_state=${secret}; Path=/` }, undefined],
  ['of a firewall', { answer: `__cf_bm=${secret}; Path=/; Domain=foo.com` }, undefined],
  [
    'kept for a parent that the run does not see',
    { answer: `id=${secret}; Domain=foo.com; ${good}` },
    '"id" has Domain=foo.com, a parent of the login host.',
  ],
];

for (const [name, { page = '', answer = '', hop = '' }, actual] of scenes) {
  test(`a session cookie ${name}`, async () => {
    const [handshake] = await handshakes();
    if (handshake === undefined) throw new Error('there is no handshake');
    const set = (...fields: readonly string[]): Record<string, string[]> => ({
      'Set-Cookie': fields.filter((field) => field !== ''),
    });
    const known = 'id=|sid=|app_session=|known=';
    const form =
      '<form method="post"><input name="user"><input type="password" name="pass"><button>Go</button></form>';
    await withFlow(
      {
        'GET /login': ({ headers }, response) => {
          const signedIn = new RegExp(`(?:^|; )(?:${known})`).test(headers.cookie ?? '');
          if (signedIn) response.writeHead(303, { Location: callback }).end();
          else response.writeHead(200, { 'Content-Type': 'text/html', ...set(page) }).end(form);
        },
        'POST /login': (_request, response) => {
          const extra = answer === '' || !/^(?:id|sid)=/.test(answer) ? `known=1; ${good}` : '';
          response.writeHead(303, { Location: '/next', ...set(answer, extra) }).end();
        },
        'GET /next': (_request, response) => {
          response.writeHead(303, { Location: callback, ...set(hop) }).end();
        },
      },
      async (origin) => {
        const keys = makeFlowKeys('EdDSA');
        const users = [user] as unknown as Parameters<typeof configurationFor>[1]['users'];
        const configuration = await configurationFor(
          handshake,
          { loginUrl: `${origin}/login`, users, keys },
          docsOrigin,
          { only: ['cookies-scoped', 'session-renewed', 'live-session-returns'] },
        );
        const report = await run(configuration, { progress: () => undefined, env: process.env });
        const row = report.verdicts.find(({ id }) => id === 'cookies-scoped');
        expect([row?.outcome, row?.actual]).toEqual(
          actual === undefined ? ['pass', undefined] : ['warn', actual],
        );
      },
    );
  });
}
