import type { UndatedRequirement } from '../../../protocol/requirement.js';
import { httpRequirements } from '../http/status-and-cache.js';
import { referrerSafe } from '../http/referrer.js';
import { protectionRequirements } from '../http/protection.js';
import { signInCsrf } from '../readers/csrf.js';
import { userSessionRequirements } from '../readers/live-session.js';
import { signInRequirements } from '../readers/sign-in.js';
import { oauthRfc } from '../sources.js';
import { userExpected } from '../user/expected.js';
import { fieldRequirements } from '../user/fields.js';
import { userRequirements } from '../user/format.js';
import { userNoSecrets } from '../user/no-secrets.js';
import { codeNotLeaked } from './authorization/code-leaks.js';
import { codeRequirements } from './authorization/codes.js';
import { deny } from './authorization/deny.js';
import { errorRequirements } from './authorization/errors.js';
import { oauthCallbackReached } from './authorization/reached.js';
import { redirectUriRequirements } from './authorization/redirect-uris.js';
import { requestRequirements } from './authorization/requests.js';
import { responseRequirements } from './authorization/response.js';
import { stateEchoed } from './authorization/state.js';
import { requestSurvivesSignIn } from './authorization/two-tabs.js';
import { infoAnswerRequirements, withoutInfo } from './info/answers.js';
import { infoClosedRequirements, infoScope } from './info/closed.js';
import { infoCorsRequirements } from './info/cors.js';
import { infoUserOfToken } from './info/user-of-token.js';
import { byPage, type OAuthTexts } from './texts.js';
import { answerRequirements, tokenNoStore } from './token/answers.js';
import { tokenClientAuth } from './token/client-auth.js';
import { codeUseRequirements, tokenPostOnly } from './token/code-use.js';
import { tokenCors } from './token/cors.js';
import { tokenErrors } from './token/errors.js';
import { tokenClaimsGroups } from './token/groups.js';
import { pkceRequirements } from './token/pkce.js';

/** A row that RFC 9700 speaks of directly, which other handshakes have by analogy. */
const ofOAuth = (row: UndatedRequirement, section: string): UndatedRequirement => ({
  ...row,
  source: oauthRfc(9700, section),
});

/** The rows about a user's data: the Info API brings them, so without one they do not arise. */
const userRows = (texts: OAuthTexts): readonly UndatedRequirement[] =>
  [
    ...userRequirements(texts),
    ...fieldRequirements(texts),
    userNoSecrets(texts),
    userExpected(texts),
  ].map((row) => ({ ...row, moot: (known) => withoutInfo(known) ?? row.moot?.(known) }));

/** What is asked of an authorization server with an Info API, in the order of the journey. */
export const oauthRequirements = (texts: OAuthTexts): readonly UndatedRequirement[] => [
  oauthCallbackReached(texts),
  ...responseRequirements(texts),
  stateEchoed,
  ...requestRequirements(texts),
  ...redirectUriRequirements,
  ...errorRequirements,
  deny,
  ...codeRequirements,
  codeNotLeaked,
  requestSurvivesSignIn,
  ...answerRequirements(texts),
  ...(byPage(texts) ? [tokenCors(texts)] : [tokenClientAuth]),
  ...pkceRequirements(texts),
  ...codeUseRequirements,
  tokenErrors,
  tokenNoStore,
  tokenPostOnly,
  ...(byPage(texts) ? [] : [tokenClaimsGroups(texts)]),
  ...infoAnswerRequirements(texts),
  ...(byPage(texts) ? infoCorsRequirements(texts) : []),
  ...infoClosedRequirements,
  infoUserOfToken(texts),
  infoScope,
  ...userRows(texts),
  ...httpRequirements('code'),
  ofOAuth(referrerSafe, '4.2.4'),
  ...protectionRequirements.map((row) =>
    row.id === 'frames-refused' ? ofOAuth(row, '4.16') : row,
  ),
  ...userSessionRequirements(texts),
  ...signInRequirements(texts),
  signInCsrf,
];
