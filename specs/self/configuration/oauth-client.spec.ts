import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import type { Settings } from '../../../configuration/settings.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { outcome } from '../harness/configuration-attempt.js';
import { read, written } from './file-attempt.js';

const authentication = 'mintlify-oauth-authentication';
const personalization = 'mintlify-oauth-personalization';
const secret = 'k4nari%2B+:&= of the docs host';

/** The least that each handshake wants. */
const confidential: Settings = {
  handshake: authentication,
  docsOrigin: 'https://docs.foo.com',
  clientId: 'docs',
  clientSecret: secret,
  tokenUrl: 'https://id.foo.com/token?tenant=1',
};
const ofPage: Settings = {
  handshake: personalization,
  docsOrigin: 'https://docs.foo.com/docs',
  clientId: 'docs',
  tokenUrl: 'https://id.foo.com/token',
  infoUrl: 'https://id.foo.com/me',
};

/** The same without one of them. */
const without = (settings: Settings, name: keyof Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([own]) => own !== name));

test('a client is read from options and variables, the docs subpath in its redirect URI', async () => {
  const { clientSecret: _secret, ...typed } = confidential;
  const variables = {
    DOCS_HANDSHAKE_CLIENT_SECRET: secret,
    DOCS_HANDSHAKE_INFO_URL: 'https://id.foo.com/me',
    DOCS_HANDSHAKE_SCOPE: 'openid docs:read',
    DOCS_HANDSHAKE_CLIENT_AUTH: 'post',
    DOCS_HANDSHAKE_AUTHORIZATION_PARAM: 'audience=docs\nprompt=',
    DOCS_HANDSHAKE_GROUPS_CLAIM: 'roles',
    DOCS_HANDSHAKE_GROUPS_TOKEN: 'access_token',
    DOCS_HANDSHAKE_GROUPS_DELIMITER: ', ',
  };
  const rows: readonly (readonly [Settings, NodeJS.ProcessEnv, object])[] = [
    [
      confidential,
      {},
      {
        clientId: 'docs',
        auth: 'auto',
        scopes: [],
        tokenUrl: 'https://id.foo.com/token?tenant=1',
        redirectUri: 'https://docs.foo.com/login/callback/oauth',
      },
    ],
    [
      typed,
      variables,
      {
        auth: 'post',
        infoUrl: 'https://id.foo.com/me',
        scopes: ['openid', 'docs:read'],
        furtherParameters: [
          ['audience', 'docs'],
          ['prompt', ''],
        ],
        groups: { claim: 'roles', token: 'access_token', delimiter: ', ' },
      },
    ],
    [{ ...confidential, groupsClaim: 'groups' }, {}, { groups: { token: 'id_token' } }],
    [
      ofPage,
      {},
      { auth: 'none', redirectUri: 'https://docs.foo.com/docs/mintlify-oauth-callback' },
    ],
    [{ ...ofPage, clientAuth: 'none' }, {}, { auth: 'none' }],
    [without(ofPage, 'clientId'), { DOCS_HANDSHAKE_CLIENT_ID: 'env' }, { clientId: 'env' }],
  ];
  for (const [settings, env, client] of rows) {
    const made = await outcome(settings, env);
    expect.soft(made, JSON.stringify(settings)).toMatchObject({ target: { client } });
    expect.soft(JSON.stringify(made), 'the secret is sealed').not.toContain(secret);
  }
});

/** Settings that are refused, and the whole sentence; a variable is spoken of as the variable. */
const refusals: readonly (readonly [Settings, RegExp, NodeJS.ProcessEnv?])[] = [
  [
    without(confidential, 'clientId'),
    /^usage: --client-id is missing: the client that your authorization server has registered for the docs\.$/,
  ],
  [{ ...confidential, clientId: '' }, /^usage: --client-id is (?:missing|empty)/],
  [
    without(confidential, 'tokenUrl'),
    /^usage: --token-url is missing: the token endpoint of your authorization server\.$/,
  ],
  [
    without(confidential, 'clientSecret'),
    /^usage: --client-secret is missing: .* Give it in DOCS_HANDSHAKE_CLIENT_SECRET; a pipeline gives no secrets to runs of forks\.$/,
  ],
  [
    without(ofPage, 'infoUrl'),
    /^usage: --info-url is missing: in mintlify-oauth-personalization the Info API alone says who reads\.$/,
  ],
  [
    { ...ofPage, clientSecret: secret },
    /^usage: --client-secret has no use in mintlify-oauth-personalization: its client is a page/,
  ],
  // A variable that is set for all targets does no harm.
  [ofPage, /^configured$/, { DOCS_HANDSHAKE_CLIENT_SECRET: secret }],
  [
    { ...ofPage, groupsClaim: 'groups' },
    /^usage: --groups-claim has no use in mintlify-oauth-personalization/,
  ],
  [
    { ...ofPage, clientAuth: 'basic' },
    /^usage: --client-auth is none in mintlify-oauth-personalization: its client is a page, which keeps no secret\.$/,
  ],
  [
    { ...confidential, clientAuth: 'none' },
    /^usage: --client-auth none and --client-secret do not go together: leave one out\.$/,
  ],
  [{ ...confidential, clientAuth: 'baisc' }, /^usage: --client-auth .*Did you mean basic\?/],
  [
    { ...confidential, tokenUrl: 'id.foo.com/token' },
    /^usage: --token-url needs its scheme: write https:\/\/id\.foo\.com\/token\.$/,
  ],
  [
    { ...confidential, tokenUrl: 'https://id.foo.com/token#x' },
    /^usage: --token-url has a fragment, which no server ever sees/,
  ],
  [{ ...confidential, infoUrl: 'ftp://id.foo.com/me' }, /^usage: --info-url /],
  [
    { ...confidential, infoUrl: 'https://ann:hunter2@id.foo.com/' },
    /^usage: --info-url has a user name or password in it/,
  ],
  [
    confidential,
    /^usage: DOCS_HANDSHAKE_INFO_URL has a fragment/,
    { DOCS_HANDSHAKE_INFO_URL: 'https://id.foo.com/me#x' },
  ],
  [
    { ...confidential, scope: ['a"b'] },
    /^usage: --scope has a character that no scope has, or is empty: its parts are words, apart by single blanks\.$/,
  ],
  [
    { ...confidential, scope: ['openid  docs'] },
    /^usage: --scope has a character that no scope has/,
  ],
  [{ ...confidential, scope: [''] }, /^usage: --scope /],
  [
    { ...confidential, authorizationParam: ['audience'] },
    /^usage: --authorization-param must look like name=value\.$/,
  ],
  [
    { ...confidential, authorizationParam: ['=docs'] },
    /^usage: --authorization-param must look like name=value\.$/,
  ],
  ...[
    'response_type',
    'client_id',
    'redirect_uri',
    'scope',
    'state',
    'code_challenge',
    'code_challenge_method',
  ].map(
    (name) =>
      [
        { ...confidential, authorizationParam: [`${name}=x`] },
        new RegExp(
          `^usage: --authorization-param cannot set ${name}: the docs host sets it itself\\.$`,
        ),
      ] as const,
  ),
  [
    { ...confidential, groupsToken: 'id_token' },
    /^usage: --groups-token needs --groups-claim, the name of the claim\.$/,
  ],
  [
    { ...confidential, groupsDelimiter: ',' },
    /^usage: --groups-delimiter needs --groups-claim, the name of the claim\.$/,
  ],
  [
    { ...confidential, groupsClaim: 'g', groupsDelimiter: 'and then' },
    /^usage: --groups-delimiter has one to 4 characters\.$/,
  ],
  [{ ...confidential, groupsClaim: 'g', groupsDelimiter: '' }, /^usage: --groups-delimiter /],
  [{ ...confidential, groupsClaim: 'g', groupsToken: 'token' }, /^usage: --groups-token /],
  ...(
    ['clientId', 'clientSecret', 'tokenUrl', 'infoUrl', 'groupsClaim', 'clientAuth'] as const
  ).map(
    (name) =>
      [
        {
          handshake: 'mintlify-authentication',
          [name]: name === 'clientAuth' ? 'post' : 'https://x.example',
        },
        /^usage: --[a-z-]+ is for an authorization server, and mintlify-authentication has none: leave it out, or choose another --handshake\.$/,
      ] as const,
  ),
  [{ ...confidential, docsOrigin: 'https://foo.com/docs' }, /^usage: --docs-origin /],
  [{ ...confidential, returnParam: 'next' }, /^usage: --return-param has no use/],
  [
    { ...confidential, key: ['docs.pem'] },
    /^key: --key has no use: no signed token travels in mintlify-oauth-authentication\. Leave it out\.$/,
  ],
];

test('what is missing, wrong or of no use is refused in one sentence that names the setting', async () => {
  for (const [settings, says, env] of refusals) {
    const said = await outcome(settings, env);
    expect
      .soft(typeof said === 'string' ? said : 'configured', JSON.stringify(settings))
      .toMatch(says);
    expect.soft(JSON.stringify(said), 'the secret').not.toContain(secret);
  }
});

const inFile = {
  handshake: authentication,
  loginUrl: 'https://id.foo.com/authorize',
  docsOrigin: 'https://docs.foo.com',
  clientId: 'docs',
  tokenUrl: 'https://id.foo.com/token',
  scope: ['openid', 'docs:read'],
  authorizationParam: 'audience=docs',
};

test('the configuration file names the variable of the secret, and never holds it', async ({}, info) => {
  const folder = info.outputPath();
  const named = { ...inFile, clientSecret: { env: 'DOCS_SECRET' } };
  const rows: readonly (readonly [
    content: object,
    env: NodeJS.ProcessEnv,
    says: RegExp | Record<string, unknown>,
  ])[] = [
    [
      named,
      { DOCS_SECRET: secret },
      {
        target: {
          client: {
            clientId: 'docs',
            scopes: ['openid', 'docs:read'],
            furtherParameters: [['audience', 'docs']],
          },
        },
      },
    ],
    [inFile, { DOCS_HANDSHAKE_CLIENT_SECRET: secret }, { target: { client: { auth: 'auto' } } }],
    [
      named,
      {},
      /^The variable DOCS_SECRET is not set or empty, and clientSecret in \S+ names it\.$/,
    ],
    [{ ...inFile, clientSecret: secret }, {}, /^clientSecret in \S+ must be \{ env/],
    [
      { ...named, clientAuth: 'none' },
      { DOCS_SECRET: secret },
      /^clientAuth: 'none' in \S+ and clientSecret in \S+ do not go together/,
    ],
    [
      { ...named, tokenUrl: 'id.foo.com' },
      { DOCS_SECRET: secret },
      /^tokenUrl in \S+ needs its scheme/,
    ],
    [
      { ...named, authorizationParam: ['state=1'] },
      { DOCS_SECRET: secret },
      /^authorizationParam in \S+ cannot set state/,
    ],
  ];
  for (const [content, env, says] of rows) {
    const made = await read(folder, content, {}, env);
    if (says instanceof RegExp) expect.soft(made, JSON.stringify(content)).toMatch(says);
    else expect.soft(made, JSON.stringify(content)).toMatchObject({ ...says });
    expect.soft(JSON.stringify(made)).not.toContain(secret);
  }
});

test('--print-config tells where the secret comes from, and not what it is', async ({}, info) => {
  const folder = written(info.outputPath(), { ...inFile, clientSecret: { env: 'DOCS_SECRET' } });
  const rows: readonly (readonly [words: readonly string[], env: NodeJS.ProcessEnv])[] = [
    [[], { DOCS_SECRET: secret }],
    [[`--client-secret=${secret}`], { DOCS_SECRET: 'another one' }],
    [[], { DOCS_SECRET: 'another one', DOCS_HANDSHAKE_CLIENT_SECRET: secret }],
  ];
  for (const [words, env] of rows) {
    const io = collectedIo({ cwd: folder, env });
    expect.soft(await main(argv('check', '--print-config', ...words), io), io.err()).toBe(0);
    const text = io.out() + io.err();
    expect.soft(text).toMatch(/clientSecret|client-secret|CLIENT_SECRET/);
    expect.soft(text).not.toContain(secret);
    expect.soft(text).not.toContain('another one');
  }
});
