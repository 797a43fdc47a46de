import type { TokenHandshake } from '../../protocol/requirement.js';
import { catalogue } from './catalogue.js';
import { facts, type EditionId } from './facts.js';
import { reference } from './reference.js';
import { userSchema } from './user-schema.js';

/** JWT authentication: what its text says, what is asked of a login flow, and a flow that does it. */
export const handshake: TokenHandshake<EditionId> = {
  facts,
  requirements: catalogue,
  userSchema,
  reference,
};
