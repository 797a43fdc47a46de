import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { Source } from '../../protocol/verdict.js';
import type { HandshakeTexts } from '../shared/texts.js';

/** What the handshakes of one docs host have in common: its paths and its texts. */

/** The paths that the docs host answers itself, as observed, and how its pages tell who reads (documented 2026-07-31). */
export const docsHostPaths: Pick<
  HandshakeFacts,
  'loginPath' | 'userPath' | 'readerGlobal' | 'reservedPaths'
> = {
  loginPath: '/login',
  userPath: '/_mintlify/api/user',
  readerGlobal: 'mintlify',
  reservedPaths: [
    '/login',
    '/logout',
    '/api',
    '/mcp',
    '/_next',
    '/_mintlify',
    '/llms.txt',
    '/llms-full.txt',
    '/sitemap.xml',
    '/robots.txt',
    '/skill.md',
    '/.well-known',
  ],
};

/** The path where the docs host takes the tokens of readers who had to log in. */
export const callbackPath = '/login/jwt-callback';

/** The docs host's public text as it was last read, in its public repository. */
const docsText = 'https://github.com/mintlify/docs/blob/3bbce7aa1';

/** Where its page on signing in to the docs can be read. */
export const authenticationPage: string = `${docsText}/deploy/authentication-setup.mdx`;

/** Where its page on content by reader can be read. */
export const personalizationPage: string = `${docsText}/create/personalization.mdx`;

const from = '2025-02-03';
const address = authenticationPage;

/** What the texts on both its handshakes say. */
const bothHandshakes: Source = {
  document: 'Mintlify docs, JWT authentication and JWT personalization handshakes',
  from,
  address,
};

/** The texts that rows of both handshakes cite. */
export const docsHostSources: Omit<HandshakeTexts['sources'], 'callback'> = {
  handshake: bothHandshakes,
  userFormat: { document: 'Mintlify docs, User format', from, address },
  lifetime: {
    document: 'Mintlify docs, JWT authentication handshake: exp of 10 seconds',
    from: '2025-02',
    address,
  },
  loginLinks: {
    document: 'Mintlify docs: several login URLs and links from elsewhere add parameters',
    from: '2026-08',
    address,
  },
};

/** What a reader of the texts is told of either handshake. */
export const docsHostWords: Pick<
  HandshakeTexts,
  'userPlace' | 'algorithmFix' | 'otherKey' | 'formerParameters' | 'tokenPath'
> = {
  userPlace: 'the payload',
  algorithmFix:
    'Set alg explicitly when signing: EdDSA with the Ed25519 key for authentication, ES256 with the P-256 key for personalization.',
  otherKey: "the other handshake's",
  tokenPath: callbackPath,
  formerParameters: { user_auth: 'which is how the text had it until 2024-07-10' },
};
