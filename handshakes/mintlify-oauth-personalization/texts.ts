import type { Source } from '../../protocol/verdict.js';
import { docsHostSources, personalizationPage } from '../mintlify-authentication/docs-host.js';
import type { OAuthTexts } from '../shared/oauth/texts.js';
import { facts } from './facts.js';

const document = 'Mintlify docs, OAuth 2.0 personalization';
const address = personalizationPage;

/** What the docs host says of the handshake as a whole (pull request 6959 of the docs). */
const text: Source = { document, from: '2026-08-14', address };

/** What rows are made from. */
export const texts: OAuthTexts = {
  facts: { ...facts, redeems: { by: 'browser', client: 'public', pkce: 'always' } },
  sources: {
    handshake: text,
    userFormat: docsHostSources.userFormat,
    parameters: { document, from: '2026-01-15', section: 'scopes', address },
    info: { document, section: 'Info API', from: '2026-01-15', address },
    cors: { ...text, section: 'CORS' },
    groups: text,
  },
  userPlace: 'the answer',
};
