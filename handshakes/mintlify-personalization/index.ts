import type { Handshake } from '../../protocol/requirement.js';
import { callbackRequirements } from '../shared/callback.js';
import { fieldRequirements } from '../shared/user-fields.js';
import { hostHeaderIgnored, hostileRequirements } from '../shared/hostile.js';
import { httpRequirements } from '../shared/http.js';
import { timeRequirements } from '../shared/token-times.js';
import { envelopeRequirements, tokenExpPresent, tokenSignatureRaw } from '../shared/token.js';
import { userRequirements } from '../shared/user.js';
import { userSessionRequirements } from '../shared/users.js';
import { anchorRequirements } from './anchor.js';
import { facts } from './facts.js';

/** JWT personalization, requirement by requirement in the order of the journey. */
export const handshake: Handshake = {
  facts,
  requirements: [
    ...callbackRequirements,
    ...envelopeRequirements,
    tokenSignatureRaw,
    tokenExpPresent,
    ...timeRequirements,
    ...userRequirements,
    ...fieldRequirements,
    ...hostileRequirements,
    hostHeaderIgnored,
    ...anchorRequirements,
    ...httpRequirements,
    ...userSessionRequirements,
  ],
};
