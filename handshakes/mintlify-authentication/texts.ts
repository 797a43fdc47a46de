import type { Source } from '../../protocol/verdict.js';
import type { HandshakeTexts } from '../shared/texts.js';
import { authenticationPage, docsHostSources, docsHostWords } from './docs-host.js';
import { facts } from './facts.js';

/** The text on this handshake alone. */
export const authenticationText: Source = {
  document: 'Mintlify docs, JWT authentication handshake',
  from: '2025-02-03',
  address: authenticationPage,
};

/** The host claim, which the text asks for since that day. */
export const hostText: Source = {
  document: 'Mintlify docs, JWT authentication handshake (pull request 4244)',
  section: 'host',
  from: '2026-03-10',
  address: 'https://github.com/mintlify/docs/pull/4244',
};

/** What shared rows are made from. */
export const texts: HandshakeTexts = {
  ...docsHostWords,
  facts,
  sources: { ...docsHostSources, callback: authenticationText },
  mistakenFor: {
    ES256:
      'which is the other handshake: if you followed the page for JWT personalization, that is why',
  },
  furtherWays: [],
};
