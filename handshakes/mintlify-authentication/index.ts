import type { Handshake } from '../../protocol/requirement.js';
import { callbackPath, callbackRequirements } from '../shared/callback.js';
import { fieldRequirements } from '../shared/user-fields.js';
import { hostHeaderIgnored, hostileRequirements } from '../shared/hostile.js';
import { httpRequirements } from '../shared/http.js';
import { timeRequirements } from '../shared/token-times.js';
import { envelopeRequirements, tokenExpPresent } from '../shared/token.js';
import { userHost, userRequirements } from '../shared/user.js';
import { userSessionRequirements } from '../shared/users.js';
import { facts } from './facts.js';
import { wayBackRequirements } from './redirect.js';

/** JWT authentication, requirement by requirement in the order of the journey. */
export const handshake: Handshake = {
  facts,
  requirements: [
    ...callbackRequirements,
    callbackPath,
    ...envelopeRequirements,
    tokenExpPresent,
    ...timeRequirements,
    userHost,
    ...userRequirements,
    ...fieldRequirements,
    ...wayBackRequirements,
    ...hostileRequirements,
    hostHeaderIgnored,
    ...httpRequirements,
    ...userSessionRequirements,
  ],
};
