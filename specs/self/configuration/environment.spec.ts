import { expect, test } from '@playwright/test';
import { configurationFromEnvironment } from '../../../configuration/configure.js';
import { loginUrl, personalization } from '../harness/configuration-attempt.js';

test('reads the same configuration from the environment', async () => {
  const found = await configurationFromEnvironment({
    LOGIN_URL: loginUrl,
    DOCS_HANDSHAKE_HANDSHAKE: personalization,
    DOCS_HANDSHAKE_EDITION: '2025-05',
    DOCS_HANDSHAKE_DOCS_ORIGIN: 'https://foo.com/docs',
    DOCS_HANDSHAKE_RETURN_PARAM: 'next',
    DOCS_HANDSHAKE_DRIVER: 'http',
    DOCS_HANDSHAKE_SIGN_IN: 'form',
    DOCS_HANDSHAKE_USERNAME: 'ann',
    DOCS_HANDSHAKE_PASSWORD: 'p',
    DOCS_HANDSHAKE_SIGN_IN_ORIGIN: 'https://a.example, https://b.example',
    DOCS_HANDSHAKE_HEADER: 'X-A: 1\nX-B: 2, 3',
    DOCS_HANDSHAKE_COOKIE: 'a=1\nb=2',
    DOCS_HANDSHAKE_SKIP: 'token-compact',
    DOCS_HANDSHAKE_FAIL_ON: 'should',
    DOCS_HANDSHAKE_INTRUSIVE: '1',
    DOCS_HANDSHAKE_EXPECT: ' ',
  });
  expect(found).toMatchObject({
    handshake: { facts: { id: personalization } },
    edition: { id: '2025-05' },
    driver: 'http',
    failOn: 'should',
    intrusive: true,
    skip: ['token-compact'],
    target: {
      loginUrl,
      docsOrigin: 'https://foo.com',
      docsPath: '/docs',
      returnParam: 'next',
      signIn: { how: 'form' },
      signInOrigins: ['https://a.example', 'https://b.example'],
    },
  });
  expect(found.target.headers.map(([name, value]) => [name, value.reveal()])).toEqual([
    ['X-A', '1'],
    ['X-B', '2, 3'],
  ]);
  expect(found.target.cookies.map(([name]) => name)).toEqual(['a', 'b']);
});
