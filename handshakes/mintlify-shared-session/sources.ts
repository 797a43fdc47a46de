import type { Source } from '../../protocol/verdict.js';
import { personalizationPage } from '../mintlify-authentication/docs-host.js';

const document = 'Mintlify docs, shared session';

/** What the docs host says of the handshake as a whole. */
export const sessionText: Source = { document, from: '2026-01-15', address: personalizationPage };

/** What it says of CORS and of caches (pull request 6959 of the docs). */
export const corsText: Source = {
  document,
  section: 'CORS',
  from: '2026-08-14',
  address: personalizationPage,
};

/**
 * The standard that browsers go by, in which sections have no numbers that stay.
 *
 * @param algorithm its name
 */
export const fetchStandard = (algorithm: string): Source => ({
  document: 'WHATWG Fetch, a living standard',
  section: algorithm,
  // As it was read: it has no editions.
  from: '2026-11',
  address: 'https://fetch.spec.whatwg.org/',
});
