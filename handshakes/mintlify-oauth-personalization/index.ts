import type { Handshake } from '../../protocol/requirement.js';
import { userSchema } from '../mintlify-authentication/user-schema.js';
import { oauthRequirements } from '../shared/oauth/catalogue.js';
import { facts, type EditionId } from './facts.js';
import { reference } from './reference.js';
import { texts } from './texts.js';

/** OAuth 2.0 personalization: what its text says, what is asked of an authorization server, and one that answers as it should. */
export const handshake: Handshake<EditionId> = {
  facts,
  requirements: oauthRequirements(texts),
  userSchema,
  reference,
};
