import { corsCheck } from '../../../../protocol/http/cors/check.js';
import { valueOf } from '../../../../protocol/http/cors/fields.js';
import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, noted, notReached, unmet } from '../../../../protocol/verdict.js';
import { bothDrivers, plain, signingIn } from '../../visits.js';
import { endpointChange, endpointHeaders } from '../mutants.js';
import { answerOf, callsOf, grants, onAnswer, sendsOn } from '../seen.js';
import type { OAuthTexts } from '../texts.js';
import { sameOrigin, unreadable } from '../token/cors.js';
import { isOwn } from '../../../../protocol/http/cors/page-request.js';
import type { Call } from '../../../../protocol/http/call.js';
import { notApplicable } from '../../../../protocol/verdict.js';
import { withoutInfo } from './answers.js';

/** Whether the script of the docs' page may ask the Info API, and read it. */

/** The preflight of the Info request. */
const preflightOf = (calls: readonly Call[], info: string): Call | undefined =>
  calls.find(({ role, request }) => role === 'preflight' && request.url.reveal() === info);

const infoPreflight = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'info-preflight',
    level: 'must',
    class: 'documented',
    source: texts.sources.cors,
    title: 'The Info API lets the page of the docs send its token',
    why: 'Before it sends Authorization the browser asks by OPTIONS, without cookies and without the token: where that is refused, nothing more is sent.',
    fix: 'Answer OPTIONS before any login check with 204, Access-Control-Allow-Origin: <docs origin> and Access-Control-Allow-Headers: authorization.',
    inCalls: true,
    stage: 'exchange',
    visits: [signingIn, plain],
    seenBy: bothDrivers,
    moot: withoutInfo,
    check: ({ exchange }, context) => {
      const info = context.client?.infoUrl ?? '';
      if (isOwn(context.docsOrigin, info)) {
        return notApplicable('Docs and Info API share an origin, so no CORS is needed.');
      }
      const { calls = [] } = exchange;
      const token = answerOf(exchange, 'token');
      if (token === undefined || !grants(token) || token.readable === false) {
        return notReached(
          'The page had no token to ask with: see token-endpoint-answers and token-cors.',
        );
      }
      const preflight = preflightOf(calls, info);
      if (preflight === undefined) {
        return callsOf(exchange, 'info').length > 0
          ? met
          : notReached('The page did not ask the Info API.');
      }
      const asked = callsOf(exchange, 'info');
      if (asked.some(({ response }) => response !== undefined)) return met;
      // Over HTTP the request is not made; a browser tells of it, and of what kept it back.
      const last = asked.at(-1) ?? preflight;
      const { reason = '', browser = '' } = last.cors ?? {};
      if (!reason.startsWith('preflight-') && !/preflight/i.test(browser)) {
        return notReached(`The page’s request came to nothing: ${last.fault ?? 'no answer came'}.`);
      }
      return unmet(
        `OPTIONS is answered with 2xx, ${context.docsOrigin} and authorization.`,
        unreadable({ ...last, readable: false }, context) ??
          'The browser did not make the request.',
      );
    },
    brokenBy: [
      {
        name: 'preflight-needs-auth',
        change: endpointChange('preflight', (answer) => ({ ...answer, status: 401 })),
      },
      {
        name: 'header-not-allowed',
        change: endpointHeaders('preflight', () => [
          ['Access-Control-Allow-Headers', 'content-type'],
        ]),
      },
      {
        name: 'preflight-redirect',
        change: endpointChange('preflight', (answer) => ({
          ...answer,
          status: 302,
          headers: [...answer.headers, ['Location', '/docs-login']],
        })),
      },
      {
        name: 'preflight-without-origin',
        change: endpointHeaders('preflight', () => [], ['Access-Control-Allow-Origin']),
      },
    ],
  });

const infoCorsExact = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'info-cors-exact',
    level: 'must',
    class: 'documented',
    source: texts.sources.cors,
    title: 'The page of the docs may read the answer of the Info API',
    why: 'The browser keeps the answer from the page that asked: the reader has signed in, and the docs see a stranger.',
    fix: 'Set Access-Control-Allow-Origin to the docs origin (scheme, host and port, no path, no slash), once, on every answer of the Info API.',
    inCalls: true,
    stage: 'exchange',
    visits: [signingIn, plain],
    seenBy: bothDrivers,
    moot: withoutInfo,
    check: onAnswer('info', (call, context) => {
      const own = sameOrigin(call, context);
      if (own !== undefined) return own;
      if (sendsOn(call)) return notReached('The Info API redirects: see info-answers.');
      const why = unreadable(call, context);
      if (why !== undefined)
        return unmet(`Access-Control-Allow-Origin is ${context.docsOrigin}, once.`, why);
      const { headers } = call.response;
      if (corsCheck(headers, context.docsOrigin, 'omit') !== undefined) {
        return notReached('Nothing came back to the page.');
      }
      return valueOf(headers, 'access-control-allow-origin')?.trim() === '*'
        ? noted(
            'Every origin may read it (*): who has no token gets nothing, and the text asks for the docs origin.',
          )
        : met;
    }),
    brokenBy: [
      {
        name: 'origin-without-port',
        docsOrigin: 'http://localhost:4747',
        change: endpointHeaders('info', ({ docsOrigin }) => [
          ['Access-Control-Allow-Origin', docsOrigin.replace(/:\d+$/, '')],
        ]),
      },
      {
        name: 'two-values',
        change: endpointHeaders('info', ({ docsOrigin }) => [
          ['Access-Control-Allow-Origin', `${docsOrigin}, https://acme.example`],
        ]),
      },
      {
        name: 'null-origin',
        change: endpointHeaders('info', () => [['Access-Control-Allow-Origin', 'null']]),
      },
      {
        name: 'no-cors',
        change: endpointHeaders('info', () => [], ['Access-Control-Allow-Origin']),
      },
    ],
  });

/** The rows about CORS at the Info API, of a handshake in which a page asks. */
export const infoCorsRequirements = (texts: OAuthTexts): readonly UndatedRequirement[] => [
  infoPreflight(texts),
  infoCorsExact(texts),
];
