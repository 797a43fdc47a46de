import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, notReached, notReachedFor, unmet } from '../../../protocol/verdict.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import { callbackChange } from '../mutants.js';
import { rfc, rfcAddress } from '../sources.js';
import { strangersOnly } from '../visits.js';
import { strayed, strayedHonestly } from './places.js';
import { headerVisits, splittingVisits } from './value-visits.js';
import { hostileHost } from './values.js';
import type { HandshakeTexts } from '../texts.js';

/** A line that begins with the injected field, or a second response, in what came over the wire. */
const splitLine = /(?:^|[\r\n])X-Injected:/i;
const secondResponse = /[\r\n]HTTP\/1\.[01] 200 OK[\r\n]+X-Injected/i;

/** Judged on the octets as they came; the rest of the hostile rows look at where the token went. */
export const redirectNoHeaderSplitting = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'redirect-no-header-splitting',
    level: 'must',
    class: 'rfc',
    source: rfc(9110, '5.5'),
    title: 'Line ends in the return value do not become header fields',
    why: 'Whoever can write header fields can set cookies on your site and put pages into caches.',
    fix: 'Reject or percent-encode control characters before the value reaches a header; write headers through the framework only.',
    stage: 'exchange',
    visits: splittingVisits(texts),
    seenBy: ['http'],
    refusalIsFine: true,
    check: ({ exchange }, context) => {
      if (exchange.hops.every((hop) => hop.status === undefined)) {
        return notReachedFor(exchange.stop);
      }
      const expected = 'The value stays inside the Location field, encoded, or is refused.';
      for (const hop of exchange.hops) {
        const head = hop.rawHead?.reveal() ?? '';
        if (
          hop.headers.some(([name]) => /^x-injected$/i.test(name.trim())) ||
          splitLine.test(head)
        ) {
          return unmet(expected, 'A header field from the return value appeared in the response.');
        }
        if (secondResponse.test(head)) {
          return unmet(
            expected,
            'A second response from the return value appeared on the connection.',
          );
        }
      }
      return sessionOf(context.visit) === 'anonymous' ? notReached(strangersOnly) : met;
    },
    brokenBy: [
      {
        name: 'raw-header-writer',
        change: (honest) => ({
          answer: (location, token, request) => {
            const value = request.returnTo ?? '';
            const answer = honest.answer(location, token, request);
            if (!/[\r\n]/.test(value)) return answer;
            const lines = [
              'HTTP/1.1 303 See Other',
              `Location: ${request.callbackBase}?${texts.facts.returnParam}=${value}#${token}`,
              'Cache-Control: no-store',
              'Content-Length: 0',
              'Connection: close',
            ];
            return { ...answer, raw: `${lines.join('\r\n')}\r\n\r\n` };
          },
        }),
      },
      {
        name: 'raw-cookie-writer',
        change: (honest) => ({
          // What is answered to strangers stands for the sign-in page; it holds no token.
          requiresSignIn: ({ query }) => !/%0D%0A/i.test(query),
          answer: (location, token, request) => {
            const value = request.returnTo ?? '';
            const answer = honest.answer(location, token, request);
            if (!value.includes('\r\n') || request.headers['cookie'] !== undefined) return answer;
            const lines = [
              'HTTP/1.1 200 OK',
              `Set-Cookie: return_to=${value}; Path=/`,
              'Content-Length: 0',
              'Connection: close',
            ];
            return { ...answer, raw: `${lines.join('\r\n')}\r\n\r\n` };
          },
        }),
      },
    ],
  });

/** The one hostile row that is not about the return value. */
export const hostHeaderIgnored: UndatedRequirement = requirement({
  id: 'host-header-ignored',
  level: 'must',
  class: 'practice',
  source: {
    document: 'RFC 9700 §4.13, by analogy; OWASP ASVS 5.0.0, 4.1.3',
    from: '2025-05',
    address: rfcAddress(9700, '4.13'),
  },
  title: 'Request headers do not steer where the token goes',
  why: 'A proxy or a cache that lets such a header through lets a stranger choose who gets the token.',
  fix: 'Take the docs origin from configuration, never from Host, X-Forwarded-Host or another request header.',
  stage: 'exchange',
  visits: headerVisits,
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }, context) => {
    if (exchange.hops.every((hop) => hop.status === undefined)) {
      return notReachedFor(exchange.stop);
    }
    const home = strayedHonestly(context);
    const away = strayed(exchange, context).filter((each) => !home.includes(each));
    const field = context.visit.headers?.[0]?.[0] ?? 'that header';
    return away[0] === undefined
      ? met
      : unmet(
          'The token goes to the configured docs.',
          `With ${field}: ${hostileHost} it went to ${away[0]}.`,
        );
  },
  brokenBy: [
    {
      name: 'docs-origin-from-host-header',
      change: callbackChange((url, _token, request) => {
        const host = request.headers['x-forwarded-host'];
        return host === undefined ? url : url.replace(/^\w+:\/\/[^/?#]+/, `https://${host}`);
      }),
    },
  ],
});
