import type { Requirement } from '../../protocol/requirement.js';
import { userExpected } from '../shared/user/expected.js';
import { fieldRequirements } from '../shared/user/fields.js';
import { userRequirements } from '../shared/user/format.js';
import { userNoSecrets } from '../shared/user/no-secrets.js';
import { sessionCookieArrives, sessionLogout } from './cookies.js';
import { corsRequirements, sessionErrorReadable } from './cors.js';
import type { EditionId } from './facts.js';
import { answerRequirements, sessionGetSafe } from './identifies.js';
import { sessionNotStored } from './stored.js';
import { texts } from './texts.js';

/** Shared session, requirement by requirement. */
export const catalogue: readonly Requirement<EditionId>[] = [
  ...answerRequirements,
  ...corsRequirements,
  sessionNotStored,
  sessionCookieArrives,
  sessionErrorReadable,
  sessionLogout,
  sessionGetSafe,
  ...userRequirements(texts),
  ...fieldRequirements(texts),
  userNoSecrets(texts),
  userExpected(texts),
];
