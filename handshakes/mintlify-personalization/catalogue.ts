import type { Requirement } from '../../protocol/requirement.js';
import { callbackHttps } from '../shared/callback/https.js';
import { callbackRequirements } from '../shared/callback/origin-and-form.js';
import { fieldHttpRequirements } from '../shared/http/fields.js';
import { leakRequirements } from '../shared/http/leaks.js';
import { protectionRequirements } from '../shared/http/protection.js';
import { httpRequirements } from '../shared/http/status-and-cache.js';
import { claimRequirements } from '../shared/readers/claims.js';
import { signInCsrf } from '../shared/readers/csrf.js';
import { accountRequirements } from '../shared/readers/kept-apart.js';
import { userSessionRequirements } from '../shared/readers/live-session.js';
import { signInPageRequirements } from '../shared/readers/sign-in-page.js';
import { headDoesNotSign, signInRequirements } from '../shared/readers/sign-in.js';
import { hostHeaderIgnored, redirectNoHeaderSplitting } from '../shared/return/headers.js';
import { oddInputRequirements } from '../shared/return/odd-input.js';
import { redirectScriptSafe } from '../shared/return/script-redirects.js';
import { hostileRequirements } from '../shared/return/stays-home.js';
import { clockRequirements } from '../shared/token/clocks.js';
import { envelopeRequirements, tokenExpPresent } from '../shared/token/envelope.js';
import { headerRequirements, tokenSize } from '../shared/token/header.js';
import { timeRequirements } from '../shared/token/times.js';
import { fieldRequirements } from '../shared/user/fields.js';
import { userRequirements } from '../shared/user/format.js';
import { userNoSecrets } from '../shared/user/no-secrets.js';
import { anchorRequirements } from './anchor.js';
import type { EditionId } from './facts.js';
import { tokenSignatureRaw } from './raw-signature.js';
import { texts } from './texts.js';

/** JWT personalization, requirement by requirement in the order of the journey. */
export const catalogue: readonly Requirement<EditionId>[] = [
  ...callbackRequirements(texts),
  callbackHttps,
  ...envelopeRequirements(texts),
  tokenSignatureRaw,
  ...headerRequirements,
  tokenExpPresent(texts, { '2025-05': 'should', '2026-08': 'must' }),
  ...timeRequirements(texts),
  ...clockRequirements(texts),
  tokenSize,
  ...userRequirements(texts),
  ...fieldRequirements(texts),
  userNoSecrets(texts),
  ...hostileRequirements(texts),
  redirectNoHeaderSplitting(texts),
  ...oddInputRequirements,
  redirectScriptSafe,
  hostHeaderIgnored,
  ...anchorRequirements,
  ...httpRequirements(),
  ...fieldHttpRequirements,
  ...protectionRequirements,
  headDoesNotSign,
  ...leakRequirements,
  ...userSessionRequirements(texts),
  ...signInPageRequirements,
  ...signInRequirements(texts),
  signInCsrf,
  ...claimRequirements(texts),
  ...accountRequirements(texts),
];
