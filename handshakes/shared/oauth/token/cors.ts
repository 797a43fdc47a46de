import { corsSentence } from '../../../../protocol/http/cors/words.js';
import type { Call } from '../../../../protocol/http/call.js';
import { isOwn } from '../../../../protocol/http/cors/page-request.js';
import { mask } from '../../../../protocol/secrecy/masking.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import {
  met,
  notApplicable,
  notReached,
  unmet,
  type Finding,
} from '../../../../protocol/verdict.js';
import { bothDrivers, plain, signingIn } from '../../visits.js';
import { endpointHeaders } from '../mutants.js';
import { callsOf, onAnswer, sendsOn } from '../seen.js';
import type { OAuthTexts } from '../texts.js';

/** Why the page could not read an answer; undefined where it could. */
export function unreadable(call: Call, { docsOrigin }: Context): string | undefined {
  if (call.readable !== false) return undefined;
  const { reason, about, browser } = call.cors ?? {};
  if (reason !== undefined) {
    return mask(
      corsSentence(reason, {
        origin: docsOrigin,
        ...(about === undefined ? {} : { about: about.reveal() }),
      }),
    );
  }
  return `The browser does not let the page read it${browser === undefined ? '' : `: ${browser}`}.`;
}

/** Why CORS says nothing where docs and endpoint share an origin. */
export const sameOrigin = (call: Call, { docsOrigin }: Context): Finding | undefined =>
  isOwn(docsOrigin, call.request.url.reveal())
    ? notApplicable('Docs and endpoint share an origin, so no CORS is needed.')
    : undefined;

/** The script of the docs' page reads what it asked for. */
export const tokenCors = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'token-cors',
    level: 'must',
    class: 'documented',
    source: texts.sources.cors,
    title: 'The page of the docs may read the answer of the token endpoint',
    why: 'The browser keeps the token from the page that asked for it: the reader has signed in, and the docs see a stranger.',
    fix: 'Set Access-Control-Allow-Origin to the docs origin (scheme, host and port, no path, no slash) on every answer of the token endpoint.',
    inCalls: true,
    stage: 'exchange',
    visits: [signingIn, plain],
    seenBy: bothDrivers,
    check: onAnswer('token', (call, context, exchange) => {
      const own = sameOrigin(call, context);
      if (own !== undefined) return own;
      if (sendsOn(call)) {
        return notReached('The token endpoint redirects: see token-endpoint-answers.');
      }
      const last = callsOf(exchange, 'token').at(-1) ?? call;
      if (last.readable === undefined) return notReached('Nothing came back to the page.');
      const why = unreadable(last, context);
      return why === undefined
        ? met
        : unmet(`Access-Control-Allow-Origin is ${context.docsOrigin}.`, why);
    }),
    brokenBy: [
      {
        name: 'no-cors',
        change: endpointHeaders('token', () => [], ['Access-Control-Allow-Origin']),
      },
      {
        name: 'cors-other-origin',
        change: endpointHeaders('token', ({ docsOrigin }) => [
          ['Access-Control-Allow-Origin', docsOrigin.replace('://', '://www.')],
        ]),
      },
      {
        name: 'origin-with-slash',
        change: endpointHeaders('token', ({ docsOrigin }) => [
          ['Access-Control-Allow-Origin', `${docsOrigin}/`],
        ]),
      },
    ],
  });
