import type { Exchange, Hop } from '../../../protocol/exchange.js';
import { freshness, hasDirective } from '../../../protocol/http/caching.js';
import type { Mutant } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, notReached, unmet, type Finding } from '../../../protocol/verdict.js';
import { answerChange } from '../mutants.js';
import { nameAlone } from '../name-alone.js';
import { fieldValues } from '../sentences.js';
import { rfc } from '../sources.js';
import { bothDrivers, honestVisits, signingIn } from '../visits.js';
import { handoffNotBlocked, withoutForm } from './form-action.js';

/** What is handed over. */
type Word = 'token' | 'code';

const keepsMethod = (status: number | undefined): boolean => status === 307 || status === 308;

/** Where a response sends the visitor, resolved; undefined where it names no place. */
function destinationOf(exchange: Exchange, hop: number): URL | undefined {
  const navigation = exchange.navigations.find(({ from }) => from === hop);
  const url = navigation?.url.reveal();
  return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
}

/** The first answer to a form that makes the browser send it on to another origin. */
function passedOn(exchange: Exchange): { hop: Hop; to: URL } | undefined {
  for (const [index, hop] of exchange.hops.entries()) {
    if (hop.method !== 'POST' || !keepsMethod(hop.status)) continue;
    const to = destinationOf(exchange, index);
    if (to !== undefined && to.origin !== new URL(hop.url.reveal()).origin) return { hop, to };
  }
  return undefined;
}

/** Who sends 307 unless told otherwise: NextResponse.redirect, and the RedirectResponse of Starlette and FastAPI. */
function frameworkCause(hop: Hop): string {
  if (hop.status !== 307) return '';
  const seen = [...fieldValues(hop, 'x-powered-by'), ...fieldValues(hop, 'server')].join(' ');
  if (/next\.js/i.test(seen)) {
    return ' 307 is the default of NextResponse.redirect: pass 303 as its second argument.';
  }
  if (/uvicorn|hypercorn/i.test(seen)) {
    return ' 307 is the default of RedirectResponse: pass status_code=303.';
  }
  return ' 307 is the default of some frameworks (Next.js, FastAPI): name the status.';
}

/** What the form held, for a sentence. */
const sentBy = ({ typed }: Exchange): string =>
  typed === 'name' ? 'the user name' : 'the password';

const passedOnBy307: Mutant = { name: 'redirect-307', change: answerChange({ status: 307 }) };

const statusDropsCredentials: UndatedRequirement = requirement({
  id: 'status-drops-credentials',
  level: 'must',
  class: 'practice',
  source: rfc(9110, '15.4.8'),
  title: 'The answer to the sign-in form does not send it on',
  why: 'With 307 or 308 the browser repeats the POST at the docs host, user name and password included: another operator gets the password.',
  fix: 'Answer the credential POST with 303 See Other; name the status, since some frameworks redirect with 307 by default.',
  arrivalCases: ['form-passed-on'],
  stage: 'exchange',
  visits: [signingIn],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    if (!exchange.hops.some((hop) => hop.credentials || hop.method === 'POST')) {
      return withoutForm(exchange, context);
    }
    const found = passedOn(exchange);
    return found === undefined
      ? met
      : unmet(
          `The POST with ${sentBy(exchange)} is answered with 303 or 302.`,
          `It is answered with ${found.hop.status ?? 0}, so the browser sends ${sentBy(exchange)} to ${found.to.host}.${frameworkCause(found.hop)}`,
        );
  },
  brokenBy: [
    passedOnBy307,
    nameAlone(passedOnBy307),
    { name: 'redirect-308', change: answerChange({ status: 308 }) },
    {
      name: 'next-default',
      change: answerChange({ status: 307, headers: () => [['X-Powered-By', 'Next.js']] }),
    },
    {
      name: 'fastapi-default',
      change: answerChange({ status: 307, headers: () => [['Server', 'uvicorn']] }),
    },
  ],
});

/** The response that handed over by a redirect status; undefined where a script did. */
function handOver(exchange: Exchange): Hop | undefined {
  return exchange.callback?.location === undefined
    ? undefined
    : exchange.hops[exchange.callback.hop];
}

/** A check of the response that hands over by a redirect status. */
const ofTheRedirect =
  (judged: (hop: Hop) => Finding) =>
  ({ exchange }: { readonly exchange: Exchange }): Finding => {
    const hop = handOver(exchange);
    return hop === undefined
      ? notReached('The hand-over was not made by a redirect status.')
      : judged(hop);
  };

function cacheFault(hop: Hop, word: Word): string | undefined {
  const control = fieldValues(hop, 'cache-control').join(',');
  if (hasDirective(control, 'no-store') || hasDirective(control, 'no-cache')) return undefined;
  const fresh = freshness(control, fieldValues(hop, 'expires')[0], fieldValues(hop, 'date')[0]);
  if (fresh.most !== undefined && fresh.most > 0) {
    return `The response with the ${word} may be reused for ${fresh.most} s.`;
  }
  const permanent = hop.status === 301 || hop.status === 308;
  return permanent && fresh.own === undefined
    ? `The response with the ${word} is a ${hop.status ?? 0}, which browsers keep, and nothing forbids it.`
    : undefined;
}

const statusNotCacheable = (word: Word): UndatedRequirement =>
  requirement({
    id: 'status-not-cacheable',
    level: 'must',
    class: 'rfc',
    source: rfc(9111, '3'),
    title: `The redirect with the ${word} is not reused`,
    why: `The browser keeps such a redirect and replays the old ${word} at the next visit, without asking your server: the reader cannot get in.`,
    fix: 'Redirect with 303 or 302 and Cache-Control: no-store, and take max-age and Expires off this route, at the CDN too.',
    stage: 'callback',
    visits: honestVisits,
    seenBy: ['http'],
    check: ofTheRedirect((hop) => {
      const fault = cacheFault(hop, word);
      return fault === undefined
        ? met
        : unmet('A status and header fields that keep the redirect out of every cache.', fault);
    }),
    brokenBy: [
      { name: 'redirect-301', change: answerChange({ status: 301, without: ['Cache-Control'] }) },
      {
        name: 'max-age-60',
        change: answerChange({ headers: () => [['Cache-Control', 'private, max-age=60']] }),
      },
      {
        name: 's-maxage-0-max-age-60',
        change: answerChange({ headers: () => [['Cache-Control', 's-maxage=0, max-age=60']] }),
      },
      {
        name: 'redirect-301-s-maxage-0',
        change: answerChange({ status: 301, headers: () => [['Cache-Control', 's-maxage=0']] }),
      },
    ],
  });

const cacheNoStore = (word: Word): UndatedRequirement =>
  requirement({
    id: 'cache-no-store',
    level: 'should',
    class: 'rfc',
    source: rfc(9111, '5.2.2.5'),
    title: `The response with the ${word} says Cache-Control: no-store`,
    why: `Without it, what keeps the ${word} out of caches is only the habit of their makers.`,
    fix: `Send Cache-Control: no-store with the redirect that carries the ${word}.`,
    stage: 'callback',
    visits: honestVisits,
    seenBy: ['http'],
    check: ofTheRedirect((hop) => {
      if (cacheFault(hop, word) !== undefined) {
        return notReached('The response may be reused: see status-not-cacheable.');
      }
      const control = fieldValues(hop, 'cache-control').join(', ');
      return hasDirective(control, 'no-store')
        ? met
        : unmet(
            'Cache-Control holds no-store.',
            control === '' ? 'There is no Cache-Control.' : `Cache-Control is "${control}".`,
          );
    }),
    brokenBy: [{ name: 'no-cache-control', change: answerChange({ without: ['Cache-Control'] }) }],
  });

/** Status, caching and the CSP around the hand-over of a token or a code, in the order of the catalogue. */
export const httpRequirements = (word: Word = 'token'): readonly UndatedRequirement[] => [
  statusDropsCredentials,
  statusNotCacheable(word),
  cacheNoStore(word),
  handoffNotBlocked,
];
