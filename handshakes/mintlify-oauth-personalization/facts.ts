import type { HandshakeFacts } from '../../protocol/handshake.js';
import { docsHostPaths } from '../mintlify-authentication/docs-host.js';

const editions = [
  {
    id: '2026-01',
    from: '2026-01-15',
    to: '2026-08-13',
    says: 'authorization code with PKCE, an Info API that the page asks with GET and a bearer token',
  },
  {
    id: '2026-08',
    from: '2026-08-14',
    says: 'the same, without a client secret; token endpoint and Info API allow the exact docs origin (CORS)',
  },
] as const;

/** The ids of its editions, by which its levels are typed. */
export type EditionId = (typeof editions)[number]['id'];

/** OAuth 2.0 personalization: the docs are open, and the script of their page, a public client, redeems the code. */
export const facts: HandshakeFacts<EditionId> = {
  ...docsHostPaths,
  id: 'mintlify-oauth-personalization',
  title: 'Mintlify OAuth 2.0 personalization',
  carrier: { by: 'code' },
  redeems: { by: 'browser', client: 'public', pkce: 'always' },
  callbackPath: '/mintlify-oauth-callback',
  knowsAnchors: false,
  returnParamIsFixed: false,
  returnValue: 'relative',
  allowsDocsPath: true,
  docsAreOpen: true,
  editions,
};
