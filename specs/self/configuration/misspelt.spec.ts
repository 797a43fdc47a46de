import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { loginUrl, outcome } from '../harness/configuration-attempt.js';

test('a misspelt variable is named with the right spelling; a pipeline’s own may stand beside', async () => {
  const rows: readonly (readonly [name: string, meant: string | undefined])[] = [
    ['DOCS_HANDSHAKE_LOGINURL', 'DOCS_HANDSHAKE_LOGIN_URL'],
    ['DOCS_HANDSHAKE_PASSWORT', 'DOCS_HANDSHAKE_PASSWORD'],
    ['DOCS_HANDSHAKE_REQIRE', 'DOCS_HANDSHAKE_REQUIRE'],
    ['DOCS_HANDSHAKE_USER', 'DOCS_HANDSHAKE_USERNAME'],
    ['DOCS_HANDSHAKE_KYE_FILE', 'DOCS_HANDSHAKE_KEY_FILE'],
    ['DOCS_HANDSHAKE_KEYS', 'DOCS_HANDSHAKE_KEY'],
    ['DOCS_HANDSHAKE_TIMOUT', 'DOCS_HANDSHAKE_TIMEOUT'],
    ['DOCS_HANDSHAKE_CACHE', undefined],
    ['DOCS_HANDSHAKE_IMAGE', undefined],
    ['DOCS_HANDSHAKE_VERSION', undefined],
    ['DOCS_HANDSHAKE_SEED', undefined],
    ['OTHER_LOGINURL', undefined],
  ];
  for (const [name, meant] of rows) {
    const said = await outcome({}, { [name]: 'hunter22' });
    if (meant === undefined) expect.soft(said, name).toMatchObject({ driver: 'auto' });
    else {
      expect.soft(said).toBe(`usage: The variable ${name} is not known. Did you mean ${meant}?`);
    }
    // serve reads few variables, but a key that is not found there is as dangerous.
    const io = collectedIo({ env: { [name]: 'hunter22' } });
    expect.soft(await main(argv('serve'), io)).toBe(2);
    expect.soft(io.err(), name).toContain(meant ?? '--login-url');
    expect.soft(io.err()).not.toContain('hunter22');
  }
});

test('a value that came from a variable is spoken of as the variable', async () => {
  const rows: readonly (readonly [env: Readonly<Record<string, string>>, says: string])[] = [
    [{ LOGIN_URL: 'nowhere' }, 'LOGIN_URL must be an absolute http or https URL.'],
    [
      { DOCS_HANDSHAKE_LOGIN_URL: 'https://foo.com/#x' },
      'DOCS_HANDSHAKE_LOGIN_URL has a fragment, which no server ever sees: leave out # and the rest.',
    ],
    [
      { DOCS_HANDSHAKE_DOCS_ORIGIN: 'https://ann:b@foo.com' },
      'DOCS_HANDSHAKE_DOCS_ORIGIN has a user name or password in it (before the @): take it out; credentials go into --username and --password, or --header.',
    ],
    [
      { DOCS_HANDSHAKE_SIGN_IN: 'form', DOCS_HANDSHAKE_PASSWORD: 'hunter22' },
      'DOCS_HANDSHAKE_PASSWORD needs --username (or DOCS_HANDSHAKE_USERNAME) beside it.',
    ],
    [
      { DOCS_HANDSHAKE_SIGN_IN: 'form' },
      'DOCS_HANDSHAKE_SIGN_IN=form needs --username and --password.',
    ],
    [
      { DOCS_HANDSHAKE_MAX_TIME: 'soon' },
      'DOCS_HANDSHAKE_MAX_TIME must be a number of seconds above 0, at most 86400.',
    ],
    [{ DOCS_HANDSHAKE_HEADER: 'nonsense' }, 'DOCS_HANDSHAKE_HEADER must look like "Name: value".'],
    [
      { DOCS_HANDSHAKE_REQUIRE: 'token-compact', DOCS_HANDSHAKE_SKIP: 'token-compact' },
      'DOCS_HANDSHAKE_REQUIRE names token-compact, which DOCS_HANDSHAKE_SKIP leaves out: take it out of one of them.',
    ],
  ];
  for (const [env, says] of rows) {
    const io = collectedIo({ env: { DOCS_HANDSHAKE_LOGIN_URL: loginUrl, ...env } });
    expect.soft(await main(argv('check'), io)).toBe(2);
    expect.soft(io.err()).toBe(`docs-handshake: ${says}\n`);
  }
});
