import { expect, test } from '@playwright/test';
import { configurationFrom } from '../../../configuration/configure.js';
import type { Configuration } from '../../../configuration/configuration.js';
import type { Settings } from '../../../configuration/settings.js';
import { handshakes } from '../../../handshakes/registry.js';
import { Failure } from '../../../protocol/failure.js';
import { asking } from '../harness/asking/asking-handshake.js';

const session = 'https://dash.foo.com/api/session';
const signInUrl = 'https://dash.foo.com/login?next=1';
const users = { username: 'ann', password: 'correct horse' };

async function read(
  settings: Settings,
  env: NodeJS.ProcessEnv = {},
): Promise<Configuration | string> {
  const own = { loginUrl: session, handshake: asking.facts.id, ...settings };
  const known = [...(await handshakes()), asking];
  try {
    return await configurationFrom(own, { env, cwd: process.cwd(), handshakes: known });
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
}

test('the address is the session API, and readers sign in elsewhere', async () => {
  const rows: readonly (readonly [Settings, NodeJS.ProcessEnv, object])[] = [
    [
      { signInUrl, ...users },
      {},
      { loginUrl: signInUrl, endpoints: { session }, signIn: { how: 'form' } },
    ],
    [
      { ...users },
      {
        DOCS_HANDSHAKE_SIGN_IN_URL: signInUrl,
        DOCS_HANDSHAKE_SIGN_OUT_URL: 'https://dash.foo.com/out',
      },
      { loginUrl: signInUrl, endpoints: { session, signOut: 'https://dash.foo.com/out' } },
    ],
    [{ signInUrl, signIn: 'none' }, {}, { loginUrl: signInUrl, signIn: { how: 'none' } }],
    [
      { cookie: ['a=b'] },
      {},
      { loginUrl: session, endpoints: { session }, signIn: { how: 'undeclared' } },
    ],
    [
      { docsOrigin: 'https://foo.com/docs' },
      {},
      { docsOrigin: 'https://foo.com', docsPath: '/docs' },
    ],
    // What a pipeline sets for all its targets does no harm.
    [{}, { DOCS_HANDSHAKE_KEY: 'whatever' }, { endpoints: { session } }],
  ];
  for (const [settings, env, target] of rows) {
    const made = await read(settings, env);
    expect.soft(made, JSON.stringify(settings)).toMatchObject({ target });
    expect.soft(made, JSON.stringify(settings)).toMatchObject({ keys: [] });
    expect.soft(made, JSON.stringify(settings)).not.toHaveProperty('target.returnParam');
  }
});

test('settings that make no sense for a session API, or only for one, are refused in a sentence', async () => {
  const rows: readonly (readonly [Settings, RegExp])[] = [
    [
      { signIn: 'form', ...users },
      /^usage: --sign-in needs --sign-in-url, the page where readers sign in/,
    ],
    [{ ...users }, /^usage: --username needs --sign-in-url, the page where readers sign in/],
    [
      { signOutUrl: 'https://dash.foo.com/out' },
      /^usage: --sign-out-url has no use where nobody signs in: add --sign-in-url\.$/,
    ],
    [
      { signInUrl: 'dash.foo.com/login' },
      /^usage: --sign-in-url needs its scheme: write https:\/\/dash\.foo\.com\/login\.$/,
    ],
    [{ signInUrl: `${signInUrl}#x` }, /^usage: --sign-in-url has a fragment/],
    [
      { signInUrl: 'https://ann:secret@dash.foo.com/' },
      /^usage: --sign-in-url has a user name or password in it/,
    ],
    [
      { key: ['docs.pem'] },
      /^key: --key has no use: no signed token travels in aaa-asking\. Leave it out\.$/,
    ],
    [{ key: ['new'] }, /^key: --key has no use/],
    [
      { returnParam: 'next' },
      /^usage: --return-param has no use: in aaa-asking no login link carries a page\./,
    ],
    [
      { handshake: 'mintlify-authentication', signInUrl },
      /^usage: --sign-in-url is for a session API, and mintlify-authentication has none: leave it out, or choose another --handshake\.$/,
    ],
    [
      { handshake: 'mintlify-authentication', signOutUrl: signInUrl },
      /^usage: --sign-out-url is for a session API/,
    ],
  ];
  for (const [settings, says] of rows) {
    expect.soft(await read(settings), JSON.stringify(settings)).toMatch(says);
  }
});
