import type { Handshake } from '../../protocol/requirement.js';
import { callbackRequirements } from '../shared/callback.js';
import { fieldRequirements } from '../shared/user-fields.js';
import { hostHeaderIgnored, redirectNoHeaderSplitting } from '../shared/hostile-headers.js';
import { hostileRequirements } from '../shared/hostile.js';
import { accountRequirements } from '../shared/accounts.js';
import { callbackHttps } from '../shared/callback-https.js';
import { claimRequirements } from '../shared/claims.js';
import { fieldHttpRequirements } from '../shared/http-fields.js';
import { protectionRequirements } from '../shared/http-protection.js';
import { httpRequirements } from '../shared/http.js';
import { oddInputRequirements } from '../shared/odd-input.js';
import { leakRequirements } from '../shared/leaks.js';
import { redirectScriptSafe } from '../shared/script-redirects.js';
import { signInCsrf } from '../shared/sign-in-csrf.js';
import { signInPageRequirements } from '../shared/sign-in-page.js';
import { headDoesNotSign, signInRequirements } from '../shared/sign-in.js';
import { clockRequirements } from '../shared/token-clock.js';
import { headerRequirements, tokenSize, userNoSecrets } from '../shared/token-header.js';
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
    callbackHttps,
    ...envelopeRequirements,
    tokenSignatureRaw,
    ...headerRequirements,
    tokenExpPresent,
    ...timeRequirements,
    ...clockRequirements,
    tokenSize,
    ...userRequirements,
    ...fieldRequirements,
    userNoSecrets,
    ...hostileRequirements,
    redirectNoHeaderSplitting,
    ...oddInputRequirements,
    redirectScriptSafe,
    hostHeaderIgnored,
    ...anchorRequirements,
    ...httpRequirements,
    ...fieldHttpRequirements,
    ...protectionRequirements,
    headDoesNotSign,
    ...leakRequirements,
    ...userSessionRequirements,
    ...signInPageRequirements,
    ...signInRequirements,
    signInCsrf,
    ...claimRequirements,
    ...accountRequirements,
  ],
};
