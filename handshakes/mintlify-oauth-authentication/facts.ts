import type { HandshakeFacts } from '../../protocol/handshake.js';
import { docsHostPaths } from '../mintlify-authentication/docs-host.js';

const editions = [
  {
    id: '2026-01',
    from: '2026-01-15',
    to: '2026-08-05',
    says: 'authorization code, client secret, an Info API that is asked with GET and a bearer token',
  },
  {
    id: '2026-08',
    from: '2026-08-06',
    says: 'the same, and groups from a claim of a token where one is named',
  },
] as const;

/** The ids of its editions, by which its levels are typed. */
export type EditionId = (typeof editions)[number]['id'];

/**
 * OAuth 2.0 authentication: the docs are closed, and the docs host, a confidential client, redeems the code itself. Its
 * callback path stands in the vendor's screenshots only (2025-03), in no text.
 */
export const facts: HandshakeFacts<EditionId> = {
  ...docsHostPaths,
  id: 'mintlify-oauth-authentication',
  title: 'Mintlify OAuth 2.0 authentication',
  carrier: { by: 'code' },
  redeems: { by: 'host', client: 'confidential', pkce: 'open' },
  callbackPath: '/login/callback/oauth',
  knowsAnchors: false,
  returnParamIsFixed: false,
  returnValue: 'relative',
  allowsDocsPath: false,
  docsAreOpen: false,
  editions,
};
