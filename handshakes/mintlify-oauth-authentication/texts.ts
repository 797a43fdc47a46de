import type { Source } from '../../protocol/verdict.js';
import { authenticationPage, docsHostSources } from '../mintlify-authentication/docs-host.js';
import type { OAuthTexts } from '../shared/oauth/texts.js';
import { facts } from './facts.js';

const document = 'Mintlify docs, OAuth 2.0 authentication';
const address = authenticationPage;

/** What the docs host says of the handshake as a whole. */
const text: Source = { document, from: '2025-02', address };

/** What rows are made from. */
export const texts: OAuthTexts = {
  facts: { ...facts, redeems: { by: 'host', client: 'confidential', pkce: 'open' } },
  sources: {
    handshake: text,
    userFormat: docsHostSources.userFormat,
    parameters: { ...text, section: 'Scopes, Additional authorization parameters' },
    info: {
      document: `${document} (pull request 2711)`,
      section: 'Info API',
      from: '2026-01-15',
      address,
    },
    cors: text,
    groups: {
      document: `${document} (pull request 6887)`,
      section: 'groups from token claims',
      from: '2026-08-06',
      address,
    },
  },
  userPlace: 'the answer',
};
