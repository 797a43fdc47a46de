import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { reached } from '../../callback/reaching.js';
import { callbackChange } from '../../mutants.js';
import { bothDrivers, honestVisits } from '../../visits.js';
import { grantChange } from '../mutants.js';
import type { OAuthTexts } from '../texts.js';

/** The row that everything else hangs on. */
export const oauthCallbackReached = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'oauth-callback-reached',
    essential: true,
    level: 'must',
    class: 'practice',
    source: texts.sources.handshake,
    title: 'After signing in, the visitor comes back to the docs with a code',
    why: 'Without a code the docs host has nothing to redeem, and no reader gets in.',
    fix: 'Register the redirect URI of the docs for this client, and end the sign-in with a redirect there that has code and state.',
    stage: 'exchange',
    visits: honestVisits,
    seenBy: bothDrivers,
    browserDecides: true,
    check: ({ exchange }, context) => reached(exchange, context),
    brokenBy: [
      { name: '500-instead', change: () => ({ answer: () => ({ status: 500, headers: [] }) }) },
      {
        name: 'stays-on-consent',
        change: () => ({
          answer: () => ({
            status: 200,
            headers: [['Content-Type', 'text/html; charset=utf-8']],
            body: '<!doctype html><title>Consent</title><h1>Thank you</h1><p>Acme has noted what the documentation may see of your account. You can close this window now.</p>',
          }),
        }),
      },
      {
        name: 'error-server-error',
        change: callbackChange((url) => url.replace(/code=[^&]*/, 'error=server_error')),
      },
      {
        name: 'nobody-is-allowed',
        change: grantChange(() => ({ refusal: () => 'unauthorized_client' })),
      },
    ],
  });
