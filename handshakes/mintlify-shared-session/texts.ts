import { docsHostSources } from '../mintlify-authentication/docs-host.js';
import type { UserTexts } from '../shared/texts.js';
import { facts } from './facts.js';
import { sessionText } from './sources.js';

/** What rows about the user are made from. */
export const texts: UserTexts = {
  facts,
  sources: { handshake: sessionText, userFormat: docsHostSources.userFormat },
  userPlace: 'the answer',
};
