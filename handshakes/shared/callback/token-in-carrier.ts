import type { Carrier } from '../../../protocol/handshake.js';
import type { Mutant } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { withoutCarried, type CallbackReading } from '../../../protocol/url/callback.js';
import { met, unmet } from '../../../protocol/verdict.js';
import { answerChange, callbackChange } from '../mutants.js';
import type { HandshakeTexts } from '../texts.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { elsewhere } from './token-sightings.js';

/** What gives away how the token came to stand outside the fragment, as the end of a sentence. */
function spelling({ url, query }: CallbackReading, { formerParameters }: HandshakeTexts): string {
  if (/%23/.test(url.reveal())) return ', behind %23 instead of #';
  const [former] = query.filter(([name]) => Object.hasOwn(formerParameters, name));
  return former === undefined ? '' : ` as ${former[0]}, ${formerParameters[former[0]] ?? ''}`;
}

/** A cookie that holds some data and a signature, as frameworks without a session store write it. */
const sessionData = (
  name: string,
  data: (token: string) => string,
): ReturnType<typeof answerChange> =>
  answerChange({
    headers: (token) => [
      [
        'Set-Cookie',
        `${name}=${Buffer.from(data(token)).toString('base64')}.c2lnbmVk; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=10`,
      ],
    ],
  });

/** Cookies that hold the token besides: wrong whatever carries it. */
const inCookies: readonly Mutant[] = [
  {
    name: 'token-in-cookie',
    change: answerChange({
      headers: (token) => [
        ['Set-Cookie', `docs_token=${token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=10`],
      ],
    }),
  },
  { name: 'token-in-base64-cookie', change: sessionData('docs', (token) => token) },
  {
    name: 'token-in-session-data',
    change: sessionData('docs', (token) => JSON.stringify({ to: '/quickstart', token })),
  },
];

/** Tokens outside a fragment that should have them. */
const outsideFragment: readonly [Mutant, ...Mutant[]] = [
  {
    name: 'token-in-query',
    change: callbackChange((url, token) =>
      url.replace(/#.*$/, `${url.includes('?') ? '&' : '?'}jwt=${token}`),
    ),
  },
  {
    name: 'token-in-user-auth',
    change: callbackChange((url, token) =>
      url.replace(/#.*$/, `${url.includes('?') ? '&' : '?'}user_auth=${token}`),
    ),
  },
  {
    name: 'token-in-both',
    change: callbackChange((url, token) =>
      url.replace('#', `${url.includes('?') ? '&' : '?'}jwt=${token}#`),
    ),
  },
  {
    name: 'encoded-hash',
    change: callbackChange((url) =>
      url.replace(/\?(.*)#/, '?$1%23').replace(/^([^?]*)#/, '$1?%23'),
    ),
    alsoFells: [
      {
        id: 'redirect-exact',
        why: 'the encoded # and the token become part of the redirect value',
      },
    ],
  },
];

/** Tokens outside the query parameter that should have them. */
const outsideParameter = (carrier: Carrier): readonly [Mutant, ...Mutant[]] => [
  {
    name: 'token-in-fragment',
    change: callbackChange((url, token) => `${withoutCarried(url, carrier)}#${token}`),
  },
  { name: 'token-in-both', change: callbackChange((url, token) => `${url}#${token}`) },
];

/** The words of the row, by what carries the token. */
function words(carrier: Carrier): {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly expected: string;
} {
  if (carrier.by === 'query') {
    const { name } = carrier;
    return {
      title: `The token is the parameter ${name} of the callback URL and stands nowhere else`,
      why: 'The docs host looks for it there alone, and every further place is one more from which it leaks.',
      fix: `Add ${name}=<JWT> to the query of the callback URL; put the token into no cookie and no fragment.`,
      expected: `The JWT is the parameter ${name} of the query, and appears nowhere else.`,
    };
  }
  return {
    title: 'The token is the fragment of the callback URL and stands nowhere else',
    why: 'A fragment never leaves the browser. A token in a query, a path or a cookie ends up in server logs, in the Referer and at third parties.',
    fix: 'Append "#" and the JWT after the URL is fully built; never pass it through a query builder or a cookie.',
    expected: 'The JWT is the fragment, behind a real #, and appears nowhere else.',
  };
}

/** The token is in its carrier, which for most handshakes is the fragment; the id stayed when another carrier came. */
export function callbackTokenInFragment(texts: HandshakeTexts): UndatedRequirement {
  const { carrier } = texts.facts;
  const { expected, ...said } = words(carrier);
  const [first, ...others] = carrier.by === 'query' ? outsideParameter(carrier) : outsideFragment;
  return requirement({
    ...said,
    id: 'callback-token-in-fragment',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    onArrival: 'by-level',
    arrivalCases: ['token-elsewhere', 'not-a-token'],
    stage: 'token',
    visits: honestVisits,
    seenBy: bothDrivers,
    check: ({ exchange, callback, token }) => {
      const { place = 'query', parameter } = callback.token ?? {};
      if (place !== carrier.by || (carrier.by === 'query' && parameter !== carrier.name)) {
        return unmet(expected, `The JWT stands in the ${place}${spelling(callback, texts)}.`);
      }
      const also = elsewhere(exchange, token.signingInput.reveal(), carrier);
      return also === undefined ? met : unmet(expected, `The JWT also stands ${also}.`);
    },
    brokenBy: [first, ...others, ...inCookies],
  });
}
