import type { Exchange } from '../../../protocol/exchange.js';
import type { JsonObject } from '../../../protocol/json.js';
import {
  requirement,
  type Arrival,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../protocol/verdict.js';
import { claimsChange, nowSeconds } from '../mutants.js';
import { hostileSignIns } from '../return/value-visits.js';
import { quoted, span, typeName } from '../sentences.js';
import { twoTabs } from '../sign-in-visits.js';
import { rfc } from '../sources.js';
import { bothDrivers, honestVisits, later, plain, signingIn } from '../visits.js';
import type { HandshakeTexts } from '../texts.js';

const onHonestVisits = { visits: honestVisits, seenBy: bothDrivers } as const;

/** A number above this is no count of seconds within the next thousand years: milliseconds. */
export const millisecondsFrom = 100_000_000_000;

/** A number below this is a duration rather than a date (it would be before 1973). */
const durationBelow = 100_000_000;

/** How far from now a count of minutes since the epoch is taken for one, in seconds: a login, or a session of some weeks. */
const minutesReach = 60 * 86_400;

/** What a number is that is too small for a date in seconds, for the end of a sentence. */
export const smallTimes = {
  minutes: 'which looks like minutes since the epoch: multiply by 60',
  duration: 'a duration rather than a date',
} as const;

/** Which of these a number is; undefined where it may be a date. */
export function smallTime(value: number, now: number): keyof typeof smallTimes | undefined {
  if (value < 0 || value >= durationBelow) return undefined;
  return Math.abs(value * 60 - now) < minutesReach ? 'minutes' : 'duration';
}

/** A claim as a plausible count of seconds since the epoch; undefined where it is none. */
export function seconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < millisecondsFrom
    ? value
    : undefined;
}

/** What is wrong with a claim that should be a number of seconds, as the end of a sentence. */
export function timeFault(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'number') return `${typeName(value)}: ${quoted(value)}`;
  if (!Number.isFinite(value)) return 'a number too large to be a time';
  return `${value}, which looks like milliseconds`;
}

const tokenExpNumeric: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-exp-numeric',
  level: 'must',
  class: 'rfc',
  source: rfc(7519, '4.1.4'),
  title: 'exp is a number of seconds since the epoch',
  why: 'A text is refused, and milliseconds make the token valid for thousands of years.',
  fix: 'Set exp to now in UTC epoch seconds + 10, as a number.',
  onArrival: 'by-level',
  members: ['exp'],
  stage: 'claims',
  check: ({ claims }) => {
    const exp = claims['exp'];
    if (exp === undefined) return notReached('There is no exp: see token-exp-present.');
    return seconds(exp) === undefined
      ? unmet('exp is a JSON number of seconds.', `exp is ${timeFault(exp)}.`)
      : met;
  },
  brokenBy: [
    { name: 'exp-string', change: claimsChange((claims) => ({ exp: String(claims['exp']) })) },
    {
      name: 'exp-milliseconds',
      change: claimsChange((claims) => ({ exp: Number(claims['exp']) * 1000 })),
    },
  ],
});

/** Both clocks in words, with the skew where it is known. */
function clocks(arrival: Arrival): string {
  const stamp = (at: number): string => `${new Date(at * 1000).toISOString().slice(11, 19)} UTC`;
  if (arrival.theirs === undefined) return `Our clock: ${stamp(arrival.ours)}.`;
  const skew = Math.round(arrival.theirs - arrival.ours);
  const difference =
    Math.abs(skew) <= 1 ? 'no skew' : `${span(skew)} ${skew < 0 ? 'behind' : 'ahead'}`;
  return `Our clock: ${stamp(arrival.ours)}; the server's Date: ${stamp(arrival.theirs)} (${difference}).`;
}

/**
 * The sentence that names local time taken for UTC, where the offset proves it; otherwise empty. With the
 * zone put right the token would live the 3 to 12 seconds that are usual; a lifetime of whole quarter hours
 * leaves 0 and proves nothing.
 */
function zoneCause(exp: number, arrival: Arrival): string {
  const ahead = exp - (arrival.theirs ?? arrival.ours);
  const quarters = Math.round((ahead - 7.5) / 900);
  const lifetime = ahead - quarters * 900;
  if (quarters === 0 || Math.abs(quarters) > 56 || lifetime < 3 || lifetime > 12) return '';
  const hours = `${quarters < 0 ? '-' : '+'}${Math.floor(Math.abs(quarters) / 4)}:${String((Math.abs(quarters) % 4) * 15).padStart(2, '0')} h`;
  return ` It is off by ${hours}, a whole number of quarter hours: local time was taken for UTC.`;
}

/** Also asked again on a moved clock: `token-exp-slack`. */
export const tokenExpFuture: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-exp-future',
  level: 'must',
  class: 'rfc',
  source: rfc(7519, '4.1.4'),
  title: 'The token has not expired when it arrives',
  why: 'The docs host refuses an expired token: the reader signs in and still does not get in.',
  fix: 'Set exp to now in UTC epoch seconds + 10 at the moment of signing, sign last, and keep the clock of the signing host in sync (NTP).',
  onArrival: 'by-level',
  leeway: 'earlier',
  stage: 'claims',
  check: ({ claims, arrival }) => {
    const exp = seconds(claims['exp']);
    if (exp === undefined) return notReached('There is no exp that can be read.');
    const byUs = exp <= arrival.ours;
    // Date counts whole seconds: a token that expires within the second it names is not yet expired.
    const byThem = arrival.theirs === undefined ? byUs : exp < arrival.theirs;
    const skewed = arrival.theirs !== undefined && Math.abs(arrival.theirs - arrival.ours) > 5;
    if (skewed && byUs !== byThem) {
      return notReached(
        `The two clocks differ, and only one calls the token expired. ${clocks(arrival)} Set both by NTP and run again.`,
      );
    }
    if (!byUs) return met;
    const expected = 'exp is later than the moment of arrival.';
    const small = smallTime(exp, arrival.ours);
    if (small !== undefined) {
      const cure = small === 'duration' ? ': add the time of now' : '';
      return unmet(expected, `exp is ${exp}, ${smallTimes[small]}${cure}.`);
    }
    return unmet(
      expected,
      `It expired ${span(arrival.ours - exp)} before it arrived.${zoneCause(exp, arrival)} ${clocks(arrival)}`,
    );
  },
  brokenBy: [
    {
      name: 'exp-past',
      change: claimsChange((_claims, request) => ({ exp: nowSeconds(request) - 60 })),
    },
    {
      name: 'exp-duration',
      change: claimsChange(() => ({ exp: 10 })),
      alsoFells: [{ id: 'token-fresh', why: 'an exp that does not count from now never moves on' }],
    },
    {
      name: 'exp-minutes',
      change: claimsChange((_claims, request) => ({
        exp: Math.ceil((nowSeconds(request) + 10) / 60),
      })),
      alsoFells: [{ id: 'token-fresh', why: 'a count of minutes is the same a second later' }],
    },
    {
      name: 'local-time-as-utc',
      change: claimsChange((_claims, request) => ({ exp: nowSeconds(request) + 10 - 5 * 3_600 })),
    },
  ],
});

/** The sentence that names expiresAt as the cause of a long-lived token; otherwise empty. */
function sessionCause(exp: number, claims: JsonObject, arrival: Arrival): string {
  const end = seconds(claims['expiresAt']);
  if (end === undefined) return '';
  if (Math.abs(exp - end) < 2) return ' It equals expiresAt, the end of the session.';
  return exp - end > 60 && Math.abs(end - arrival.ours) < 60
    ? ' expiresAt lies within a minute: the two are swapped.'
    : '';
}

const tokenExpShort = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    ...onHonestVisits,
    id: 'token-exp-short',
    level: 'should',
    class: 'documented',
    source: { ...texts.sources.handshake, section: 'exp: 10 seconds or less' },
    title: 'The token lives at most 10 seconds',
    why: 'The token is a login by itself: every second that it lives is a second in which a copy of it opens the docs.',
    fix: 'Set exp to now in UTC epoch seconds + 10; the length of the session belongs into expiresAt.',
    onArrival: 'by-level',
    stage: 'claims',
    check: ({ claims, arrival }) => {
      const exp = seconds(claims['exp']);
      if (exp === undefined) return notReached('There is no exp that can be read.');
      // The shorter of both clocks' views: a skewed clock must not make an honest token look long-lived.
      const ahead = Math.min(exp - arrival.ours, exp - (arrival.theirs ?? arrival.ours));
      if (ahead <= 12) return met;
      return unmet(
        'exp is at most 10 s ahead.',
        `exp is ${span(ahead)} ahead.${zoneCause(exp, arrival)}${sessionCause(exp, claims, arrival)}`,
      );
    },
    brokenBy: [
      {
        name: 'exp-one-day',
        change: claimsChange((_claims, request) => ({ exp: nowSeconds(request) + 86_400 })),
      },
      {
        name: 'local-time-ahead',
        change: claimsChange((_claims, request) => ({ exp: nowSeconds(request) + 10 + 19_800 })),
      },
      {
        name: 'exp-equals-expiresAt',
        change: claimsChange((claims) => ({ exp: claims['expiresAt'] })),
      },
    ],
  });

const laterExp = (first: JsonObject | undefined, second: JsonObject): boolean => {
  const before = seconds(first?.['exp']);
  const after = seconds(second['exp']);
  return before === undefined || after === undefined || after > before;
};

/** How far two logins must be apart for their tokens to differ in any case: times count in seconds. */
const apartMs = 1_100;

const arrivedAt = ({ callback, startedAtMs }: Exchange): number =>
  callback?.arrivedAtMs ?? startedAtMs;

const tokenFresh: UndatedRequirement = requirement({
  id: 'token-fresh',
  level: 'should',
  class: 'practice',
  source: rfc(9111, '3'),
  title: 'Every login brings a fresh token',
  why: 'A token that was made earlier has less of its 10 seconds left, or none, and is refused the second time.',
  fix: 'Create and sign the token inside the request handler, and answer with Cache-Control: no-store.',
  stage: 'claims',
  // Further sign-ins of the same user: all that there is where nobody stays signed in.
  visits: [later, ...hostileSignIns, twoTabs],
  seenBy: bothDrivers,
  check: ({ token, claims, exchange }, context) => {
    const before = context.visit.name === later.name ? plain : signingIn;
    const first = context.other(before);
    if (first?.token === undefined) return notReached(`The visit ${before.name} brought no token.`);
    if (arrivedAt(exchange) - arrivedAt(first.exchange) < apartMs) {
      return notReached('The two logins were less than 1.1 s apart.');
    }
    const expected =
      'Two logins at least 1.1 s apart give different tokens, the second with a later exp.';
    if (first.token.signingInput.reveal() === token.signingInput.reveal()) {
      return unmet(expected, 'Both logins brought the same token.');
    }
    return laterExp(first.claims, claims)
      ? met
      : unmet(expected, 'The second token expires no later than the first.');
  },
  brokenBy: [
    {
      name: 'minted-once',
      // With iat the token also shows its age (token-signed-last); without it only its sameness shows.
      change: (honest) => ({
        claims: (request) => ({ ...honest.claims(request), iat: undefined }),
        token: async (header, claims, request) => {
          const kept = request.memory.get('minted');
          if (typeof kept === 'string') return kept;
          const token = await honest.token(header, claims, request);
          request.memory.set('minted', token);
          return token;
        },
      }),
      alsoFells: [
        { id: 'users-kept-apart', why: 'the one token that there is goes to the second user, too' },
      ],
    },
    {
      name: 'cached-response',
      withoutSession: 'harmless',
      change: (honest) => ({
        token: async (header, claims, request) => {
          const key = `response ${request.query}`;
          const kept = request.session.get(key);
          if (typeof kept === 'string') return kept;
          const { iat: _iat, ...rest } = claims;
          const token = await honest.token(header, rest, request);
          request.session.set(key, token);
          return token;
        },
      }),
    },
  ],
});

/** The rows about exp and freshness, in the order of the catalogue. */
export const timeRequirements = (texts: HandshakeTexts): readonly UndatedRequirement[] => [
  tokenExpNumeric,
  tokenExpFuture,
  tokenExpShort(texts),
  tokenFresh,
];
