import type { HandshakeFacts } from '../../protocol/handshake.js';
import { docsHostPaths } from '../mintlify-authentication/docs-host.js';

const editions = [
  {
    id: '2026-01',
    from: '2026-01-15',
    to: '2026-08-13',
    says: 'a page of the docs asks the Info API with the reader’s cookies; 2xx JSON in User format identifies',
  },
  {
    id: '2026-08',
    from: '2026-08-14',
    says: 'the same, with CORS for the exact docs origin, credentials allowed, and Cache-Control: private, no-store',
  },
] as const;

/** The ids of its editions, by which its levels are typed. */
export type EditionId = (typeof editions)[number]['id'];

/** Shared session: the docs are public, and their pages ask an API of the company who reads. */
export const facts: HandshakeFacts<EditionId> = {
  ...docsHostPaths,
  id: 'mintlify-shared-session',
  title: 'Mintlify shared session',
  carrier: { by: 'cookies' },
  asks: { role: 'session', credentials: 'include' },
  knowsAnchors: false,
  returnParamIsFixed: false,
  returnValue: 'relative',
  allowsDocsPath: true,
  docsAreOpen: true,
  editions,
};
