import { expect, test } from '@playwright/test';

import {
  backWith,
  canary,
  grants,
  openToldServer,
  playClient,
  refusedAs,
  sends,
  traveller,
} from '../../harness/docs-host/oauth-host.js';
import { hostileError, strangeStates } from '../../harness/docs-host/told-cases.js';

/** Whatever an authorization server does, the docs host names it in one sentence, and keeps no secret. */

test('whatever comes back, the page names the reason, and nobody is let in', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'host', timeoutMs: 300 });
  const { origin } = played.host;
  const hostile = '<script>alert(1)</script>'.repeat(20);
  const ways: readonly (readonly [Partial<typeof server>, string, string])[] = [
    [
      { authorize: hostileError(hostile) },
      'oauth-callback-reached',
      'error=&quot;access_denied&quot;',
    ],
    ...strangeStates,
    [
      { authorize: backWith((state) => `?code=${canary.code}&state=${state.slice(0, 9)}`) },
      'oauth-state-echoed',
      'cut off after 9 characters',
    ],
    [
      { authorize: backWith((state) => `?code=${canary.code}&state=${state}&state=${state}`) },
      'oauth-state-echoed',
      'came back 2 times',
    ],
    [
      { authorize: backWith((state) => `?code=a&code=b&state=${state}`) },
      'oauth-response-query',
      'There are 2 codes',
    ],
    [
      { authorize: backWith((state) => `?code=${canary.code}&access_token=x&state=${state}`) },
      'oauth-response-query',
      'access_token',
    ],
    [{ authorize: backWith((state) => `?state=${state}`) }, 'no-code', 'without a code'],
    [
      {
        token: sends(200, '<!doctype html><title>Sign in</title>', { 'Content-Type': 'text/html' }),
      },
      'token-endpoint-answers',
      'HTML page',
    ],
    [
      { token: sends(200, `{"a":"${'x'.repeat(10_000_000)}"}`) },
      'token-endpoint-answers',
      '64 KiB',
    ],
    [{ token: () => undefined }, 'token-endpoint-silent', 'did not answer'],
    [
      { token: sends(302, '', { Location: `${server.origin}/elsewhere` }) },
      'token-endpoint-answers',
      'The answer is 302',
    ],
    [
      {
        token: (_request, response) =>
          void response
            .writeHead(200, { 'Content-Type': 'application/json; charset=latin1' })
            .end(Buffer.from('{"access_token":"\u00e9","token_type":"Bearer"}', 'latin1')),
      },
      'token-endpoint-answers',
      'not UTF-8',
    ],
    [
      { token: sends(200, '{"access_token":"a","access_token":"b","token_type":"Bearer"}') },
      'token-endpoint-answers',
      'access_token',
    ],
    [
      {
        token: sends(400, {
          error: 'invalid_grant',
          error_description: `${hostile} ${canary.code}`,
        }),
      },
      'token-endpoint-answers',
      'error=&quot;invalid_grant&quot;',
    ],
    [{ token: sends(401, { error: 'invalid_client' }) }, 'token-client-auth', '--client-id'],
    [{ token: sends(503, {}) }, 'token-not-given', 'The answer is 503'],
    [{ token: grants({ token_type: 'mac' }) }, 'token-endpoint-answers', 'token_type'],
    [
      { info: sends(302, '', { Location: '/login' }) },
      'info-answers',
      'as it seems to a login page',
    ],
    [{ info: sends(204, '') }, 'info-answers', '204 without a body'],
    [{ info: sends(200, []) }, 'info-answers', 'array'],
    [{ info: sends(200, { data: { groups: [] } }) }, 'info-answers', 'inside &quot;data&quot;'],
    [{ info: sends(401, {}) }, 'info-answers', 'The answer is 401'],
    [{ info: () => undefined }, 'info-api-silent', 'did not answer'],
    [{ info: sends(200, { groups: 'admin' }) }, 'user-groups', 'groups is a string'],
    [{ info: sends(200, { expiresAt: 1 }) }, 'user-expires-at', 'expiresAt'],
  ];
  const { authorize, token, info } = server;
  for (const [change, code, says] of ways) {
    Object.assign(server, { authorize, token, info }, change);
    const someone = traveller();
    const { text, way } = await someone.open(`${origin}/quickstart`);
    const row = `${code} ${says}`;
    expect.soft(code === 'no-code' ? 'no-code' : refusedAs(text), row).toBe(code);
    expect.soft(text, row).toContain(says);
    expect.soft(text, row).not.toContain('<script>alert');
    expect.soft(way.at(-1), row).not.toContain(canary.code);
    expect
      .soft(
        (
          await fetch(`${origin}/quickstart`, {
            redirect: 'manual',
            headers: { cookie: [...someone.cookies].map((pair) => pair.join('=')).join('; ') },
          })
        ).status,
        row,
      )
      .toBe(302);
  }
  // expires_in as a text is odd, and lets the reader in.
  Object.assign(server, { authorize, token: grants({ expires_in: '300' }), info });
  expect((await traveller().open(`${origin}/quickstart`)).status).toBe(200);
  expect(JSON.stringify(played.host.events())).toContain('expires_in is a text');
  // Nothing that was secret is kept, or told anywhere.
  const kept = [
    JSON.stringify(played.host.events()),
    JSON.stringify((await played.call('GET', '/handshakes?limit=500')).body),
    JSON.stringify((await played.call('GET', '/state')).body),
  ].join('\n');
  for (const secret of Object.values(canary)) expect(kept).not.toContain(secret);
  const verifiers = server.asked.flatMap(({ form }) => form.get('code_verifier') ?? []);
  for (const verifier of verifiers) expect(kept).not.toContain(verifier);
  await Promise.all([played.host.close(), server.close()]);
});
