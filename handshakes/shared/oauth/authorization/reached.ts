import type { Exchange } from '../../../../protocol/exchange.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import { unmet, type Finding } from '../../../../protocol/verdict.js';
import { reached } from '../../callback/reaching.js';
import { callbackChange } from '../../mutants.js';
import { bothDrivers, honestVisits } from '../../visits.js';
import { grantChange } from '../mutants.js';
import type { OAuthTexts } from '../texts.js';

/** A refusal before anybody was asked to sign in: most often the redirect URI is not the one that is registered. */
function withHint(finding: Finding, { hops, stop }: Exchange, { client }: Context): Finding {
  const status = hops[0]?.status ?? 0;
  const atOnce = stop.code === 'status' && hops.length === 1 && status >= 400 && status < 500;
  if (finding.is !== 'unmet' || !atOnce || client === undefined) return finding;
  const hint = `Is ${client.redirectUri} registered, letter by letter, and the client known?`;
  return unmet(finding.expected, `${finding.actual} ${hint}`);
}

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
    inCalls: true,
    stage: 'exchange',
    visits: honestVisits,
    seenBy: bothDrivers,
    browserDecides: true,
    check: ({ exchange }, context) => withHint(reached(exchange, context), exchange, context),
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
