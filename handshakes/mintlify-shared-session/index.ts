import type { Handshake } from '../../protocol/requirement.js';
import { userSchema } from '../mintlify-authentication/user-schema.js';
import { catalogue } from './catalogue.js';
import { facts, type EditionId } from './facts.js';
import { reference } from './reference.js';

/** Shared session: what its text says, what is asked of a session API, and one that answers as it should. */
export const handshake: Handshake<EditionId> = {
  facts,
  requirements: catalogue,
  userSchema,
  reference,
};
