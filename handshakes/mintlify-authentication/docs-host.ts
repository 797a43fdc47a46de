import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { Source } from '../../protocol/verdict.js';
import type { HandshakeTexts } from '../shared/texts.js';

/** What the handshakes of one docs host have in common: its paths and its texts. */

/** The paths that the docs host answers itself, as observed. */
export const docsHostPaths: Pick<HandshakeFacts, 'loginPath' | 'userPath' | 'reservedPaths'> = {
  loginPath: '/login',
  userPath: '/_mintlify/api/user',
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

const from = '2025-02-03';

/** What the texts on both its handshakes say. */
const bothHandshakes: Source = {
  document: 'Mintlify docs, JWT authentication and JWT personalization handshakes',
  from,
};

/** The texts that rows of both handshakes cite. */
export const docsHostSources: Omit<HandshakeTexts['sources'], 'callback'> = {
  handshake: bothHandshakes,
  userFormat: { document: 'Mintlify docs, User format', from },
  lifetime: {
    document: 'Mintlify docs, JWT authentication handshake: exp of 10 seconds',
    from: '2025-02',
  },
  loginLinks: {
    document: 'Mintlify docs: several login URLs and links from elsewhere add parameters',
    from: '2026-08',
  },
};

/** What a reader of the texts is told of either handshake. */
export const docsHostWords: Pick<HandshakeTexts, 'algorithmFix' | 'otherKey' | 'formerParameters'> =
  {
    algorithmFix:
      'Set alg explicitly when signing: EdDSA with the Ed25519 key for authentication, ES256 with the P-256 key for personalization.',
    otherKey: "the other handshake's",
    formerParameters: { user_auth: 'which is how the text had it until 2024-07-10' },
  };
