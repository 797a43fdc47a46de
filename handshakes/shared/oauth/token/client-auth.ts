import { valueOf } from '../../../../protocol/http/cors/fields.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import {
  met,
  notReached,
  notReachedFor,
  unmet,
  type Finding,
} from '../../../../protocol/verdict.js';
import type { GrantPlan } from '../../../../protocol/plan-grant.js';
import type { Exchange } from '../../../../protocol/exchange.js';
import { metWith } from '../../../../protocol/verdict.js';
import { oauthRfc } from '../../sources.js';
import { plain, signingIn } from '../../visits.js';
import { grantChange } from '../mutants.js';
import {
  answerOf,
  callsOf,
  codeOf,
  grants,
  onOddRequest,
  someGranted,
  wasGranted,
  type Answered,
} from '../seen.js';
import { refusal, refusesClient } from './answers.js';
import { noSecret, rawBasic, wrongSecret } from './visits.js';

/** How the docs host shows the token endpoint who it is. */

const authorizationOf = (call: Answered): string | undefined =>
  valueOf(call.request.headers, 'authorization');

/** The attempt with Basic that another way of authenticating made good; undefined where there was none. */
const refusedBasic = ({ other }: Context): Answered | undefined =>
  [signingIn, plain]
    .flatMap((visit) => other(visit)?.exchange ?? [])
    .flatMap((exchange) => answerOf(exchange, 'token', 'client-auth-basic') ?? [])[0];

/** How the client authenticated where it was granted. */
function waysOf({ other }: Context): string | undefined {
  const [granted] = [signingIn, plain].flatMap((visit) => {
    const reading = other(visit);
    return reading !== undefined && wasGranted(reading)
      ? (answerOf(reading.exchange, 'token') ?? [])
      : [];
  });
  if (granted === undefined) return undefined;
  return /^basic/i.test(authorizationOf(granted) ?? '')
    ? 'client_secret_basic'
    : 'client_secret_post';
}

/** What Basic without its encoding shows, where Basic as the RFC has it was refused. */
function rawFinding(exchange: Exchange, context: Context): Finding {
  const basic = refusedBasic(context);
  if (basic === undefined) return notReached('Basic was not refused.');
  const raw = answerOf(exchange, 'token', 'raw-basic');
  if (raw === undefined || authorizationOf(raw) === authorizationOf(basic)) {
    return notReached('Nothing in id and secret has to be encoded.');
  }
  return grants(raw)
    ? unmet(
        'Client id and secret of Basic are form-decoded (RFC 6749 §2.3.1).',
        'Basic works only where nothing in it is encoded: a secret with %, + or : is another one then.',
      )
    : notReached('Basic is not taken at all.');
}

/** What the usual requests show. */
function usualFinding(context: Context, exchange: Exchange): Finding {
  if (codeOf(exchange) === undefined) return notReachedFor(exchange.stop);
  const way = waysOf(context);
  if (way !== undefined) {
    const refused = refusedBasic(context) === undefined ? '' : ' client_secret_basic was refused.';
    return metWith(`The token endpoint takes ${way}.${refused}`);
  }
  const call = answerOf(exchange, 'token');
  if (call === undefined) return notReached('The token endpoint was not asked, or gave no answer.');
  const tries =
    callsOf(exchange, 'token', 'client-auth-basic').length > 0 ? 'Basic nor post' : 'it';
  return refusesClient(call)
    ? unmet(
        'The client gets a token by Basic or by client_id and client_secret in the form.',
        `${tries === 'it' ? 'It gets none.' : `Neither ${tries} works.`} ${refusal(call)}`,
      )
    : notReached('No access token was given: see token-endpoint-answers.');
}

/** What a request shows that does not prove who asks. */
const unproven = (title: string, way: string) =>
  onOddRequest(someGranted(signingIn, plain), [way], (calls) =>
    calls.some(grants)
      ? unmet('Who does not know the secret gets no token.', `A token was given ${title}.`)
      : met,
  );

const secretIgnored = (honest: GrantPlan): Partial<GrantPlan> => ({
  secretIsRight: (given, client, tools) =>
    given !== undefined || honest.secretIsRight(given, client, tools),
});

/** A confidential client is known by its secret. */
export const tokenClientAuth: UndatedRequirement = requirement({
  id: 'token-client-auth',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '3.2.1'),
  title: 'The client authenticates with its secret, and nobody gets a token without it',
  why: 'Whoever catches a code and is not asked for the secret gets the reader’s token; a server that takes neither way lets nobody in.',
  fix: 'Take client_secret_basic (form-decode both halves) or client_secret_post, and answer invalid_client where the secret is wrong or missing.',
  stage: 'exchange',
  visits: [signingIn, plain, wrongSecret, noSecret, rawBasic],
  point: [wrongSecret, noSecret],
  seenBy: ['http'],
  refusalIsFine: true,
  check: (reading, context) => {
    const { exchange } = reading;
    switch (context.visit.name) {
      case wrongSecret.name:
        return unproven('to a client with a wrong secret', 'wrong-secret')(reading, context);
      case noSecret.name:
        return unproven('to a client without a secret', 'no-secret')(reading, context);
      case rawBasic.name:
        return rawFinding(exchange, context);
      default:
        return usualFinding(context, exchange);
    }
  },
  brokenBy: [
    { name: 'secret-not-checked', withoutSession: 'intrusive', change: grantChange(secretIgnored) },
    {
      name: 'secret-not-needed',
      withoutSession: 'intrusive',
      change: grantChange((honest) => ({
        secretIsRight: (given, client, tools) =>
          given === undefined || honest.secretIsRight(given, client, tools),
      })),
    },
    {
      name: 'basic-not-decoded',
      withoutSession: 'intrusive',
      change: grantChange((honest) => ({
        presented: (request) => {
          const read = honest.presented(request);
          const [, credentials] =
            /^basic +(\S+)$/i.exec(request.headers['authorization'] ?? '') ?? [];
          if (credentials === undefined) return read;
          const joined = Buffer.from(credentials, 'base64').toString('utf8');
          const colon = joined.indexOf(':');
          return {
            clientId: joined.slice(0, colon),
            secret: joined.slice(colon + 1),
            by: 'basic',
            isOdd: false,
          };
        },
      })),
    },
    {
      name: 'no-way-in',
      change: grantChange((honest) => ({
        presented: (request) => {
          const { secret: _secret, ...read } = honest.presented(request);
          return read;
        },
      })),
    },
  ],
});
