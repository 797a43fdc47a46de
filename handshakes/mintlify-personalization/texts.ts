import type { Source } from '../../protocol/verdict.js';
import {
  docsHostSources,
  docsHostWords,
  personalizationPage,
} from '../mintlify-authentication/docs-host.js';
import type { HandshakeTexts } from '../shared/texts.js';
import { anchorLink } from './anchor-visits.js';
import { facts } from './facts.js';

/** The text on this handshake alone, since it signs with ES256 (pull request 590 of the docs). */
export const personalizationText: Source = {
  document: 'Mintlify docs, JWT personalization handshake',
  from: '2025-03-25',
  address: personalizationPage,
};

/** The anchor form, which the text has dropped since. */
export const anchorText: Source = {
  document: 'Mintlify docs, JWT personalization handshake',
  section: 'Preserving page anchors',
  from: '2024-09-04',
  to: '2026-01-22',
  address: personalizationPage,
};

/** What shared rows are made from. */
export const texts: HandshakeTexts = {
  ...docsHostWords,
  facts,
  sources: { ...docsHostSources, callback: personalizationText },
  mistakenFor: {
    EdDSA:
      'which is the other handshake: if you followed a page from before 2025-03-25, or the one for JWT authentication, that is why',
  },
  furtherWays: [anchorLink],
};
