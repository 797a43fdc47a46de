import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../protocol/verdict.js';
import { asvs } from '../sources.js';
import { bothDrivers, honestVisits } from '../visits.js';

/** The host name under which the mutant's login flow is reached besides. */
const elsewhere = 'http://login.foo.com';

/** True for a URL that is neither https nor on this machine (Secure Contexts §3.1). */
function isOpen(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const loopback =
    /(?:^|\.)localhost\.?$/.test(hostname) || hostname.startsWith('127.') || hostname === '[::1]';
  return protocol === 'http:' && !loopback;
}

/** Stands with the rows about the callback. */
export const callbackHttps: UndatedRequirement = requirement({
  id: 'callback-https',
  inLocation: true,
  level: 'should',
  class: 'practice',
  source: asvs('12.2.1'),
  title: 'Every hop from the login URL to the docs is https',
  why: 'Whoever sits in the same network answers an http hop with a page of their own, which can read the token from the address bar.',
  fix: 'Use https in the login URL, in --docs-origin and in every redirect between them; http is fine on localhost only.',
  stage: 'callback',
  visits: honestVisits,
  seenBy: bothDrivers,
  check: ({ exchange, callback }, context) => {
    if (callback.parsed?.origin !== context.docsOrigin) {
      return notReached('The callback does not go to the docs: see callback-origin.');
    }
    const expected = 'Every hop is https, except on loopback.';
    if (isOpen(callback.parsed.href)) {
      return unmet(expected, `The callback goes to ${callback.parsed.origin}.`);
    }
    const open = exchange.hops.map(({ url }) => url.reveal()).filter(isOpen);
    const origins = [...new Set(open.map((url) => new URL(url).origin))];
    return origins.length === 0
      ? met
      : unmet(expected, `The way leads over ${origins.join(', ')}.`);
  },
  brokenBy: [
    { name: 'http-docs-origin', docsOrigin: 'http://docs.foo.com', change: () => ({}) },
    {
      name: 'http-hop',
      withoutSession: 'harmless',
      alias: elsewhere,
      change: (honest) => ({
        pageHeaders: (docsOrigin) =>
          honest
            .pageHeaders(docsOrigin)
            .map(([name, value]) => [
              name,
              value.includes('form-action') ? `${value} ${elsewhere}` : value,
            ]),
        answer: (location, token, request) => {
          if (/(?:^|&)moved=1$/.test(request.query)) {
            return honest.answer(location, token, request);
          }
          const query = [...(request.query === '' ? [] : [request.query]), 'moved=1'].join('&');
          return honest.answer(`${elsewhere}/docs-login-moved?${query}`, token, request);
        },
      }),
    },
  ],
});
