import type { TokenFacts } from '../../protocol/handshake.js';
import { callbackPath, docsHostPaths } from './docs-host.js';

const editions = [
  {
    id: '2025-02',
    from: '2025-02-03',
    to: '2026-03-09',
    says: 'EdDSA, token in the fragment of /login/jwt-callback, redirect carried along; no host claim',
  },
  {
    id: '2026-03',
    from: '2026-03-10',
    says: 'the same, and a host claim that equals the docs host name',
  },
] as const;

/** The ids of its editions, by which its levels are typed. */
export type EditionId = (typeof editions)[number]['id'];

/**
 * JWT authentication: the docs are closed, and the callback path takes an EdDSA token. What it takes as the page to come
 * back to, `protocol/url/redirect.ts` reads as the host's vendor publishes it (`validateRedirectUrl`, npm
 * `@mintlify/common` 1.0.1211).
 */
export const facts: TokenFacts<EditionId> = {
  ...docsHostPaths,
  id: 'mintlify-authentication',
  title: 'Mintlify JWT authentication',
  algorithm: 'EdDSA',
  keyForm: 'public-key',
  curve: 'Ed25519',
  carrier: { by: 'fragment' },
  callbackPath,
  knowsAnchors: false,
  returnParam: 'redirect',
  returnParamIsFixed: true,
  returnValue: 'relative',
  allowsDocsPath: false,
  docsAreOpen: false,
  editions,
};
