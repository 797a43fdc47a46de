import type { Handshake } from '../../protocol/requirement.js';
import { callbackPath, callbackRequirements } from '../shared/callback.js';
import { fieldRequirements } from '../shared/user-fields.js';
import { hostHeaderIgnored, hostileRequirements } from '../shared/hostile.js';
import { claimRequirements } from '../shared/claims.js';
import { fieldHttpRequirements } from '../shared/http-fields.js';
import { protectionRequirements } from '../shared/http-protection.js';
import { httpRequirements } from '../shared/http.js';
import { oddInputRequirements } from '../shared/odd-input.js';
import { clockRequirements } from '../shared/token-clock.js';
import { headerRequirements, tokenSize, userNoSecrets } from '../shared/token-header.js';
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
    ...headerRequirements,
    tokenExpPresent,
    ...timeRequirements,
    ...clockRequirements,
    tokenSize,
    userHost,
    ...userRequirements,
    ...fieldRequirements,
    userNoSecrets,
    ...wayBackRequirements,
    ...hostileRequirements,
    ...oddInputRequirements,
    hostHeaderIgnored,
    ...httpRequirements,
    ...fieldHttpRequirements,
    ...protectionRequirements,
    ...userSessionRequirements,
    ...claimRequirements,
  ],
};
