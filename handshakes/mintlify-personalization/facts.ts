import type { TokenFacts } from '../../protocol/handshake.js';
import { docsHostPaths } from '../mintlify-authentication/docs-host.js';

const editions = [
  {
    id: '2025-05',
    from: '2025-03-25',
    to: '2026-01-22',
    says: 'ES256, token in the fragment of a docs page, bare or as jwt=…&anchor=…',
  },
  {
    id: '2026-08',
    from: '2026-01-23',
    says: 'ES256, token as the bare fragment of a docs page, subpath allowed; anchors no longer documented',
  },
] as const;

/** The ids of its editions, by which its levels are typed. */
export type EditionId = (typeof editions)[number]['id'];

/** JWT personalization: the docs are public, and any page takes an ES256 token in its fragment. */
export const facts: TokenFacts<EditionId> = {
  ...docsHostPaths,
  id: 'mintlify-personalization',
  title: 'Mintlify JWT personalization',
  algorithm: 'ES256',
  keyForm: 'public-key',
  curve: 'P-256',
  carrier: { by: 'fragment' },
  knowsAnchors: true,
  returnParam: 'redirect',
  returnParamIsFixed: false,
  returnValue: 'relative',
  allowsDocsPath: true,
  docsAreOpen: true,
  editions,
};
