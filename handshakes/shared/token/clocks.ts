import {
  requirement,
  type Arrival,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import {
  met,
  metWith,
  noted,
  notApplicable,
  notReached,
  unmet,
} from '../../../protocol/verdict.js';
import { claimsChange, nowSeconds } from '../mutants.js';
import { span } from '../sentences.js';
import { rfc } from '../sources.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { seconds, timeFault, tokenExpFuture } from './times.js';
import type { HandshakeTexts } from '../texts.js';

const onHonestVisits = { visits: honestVisits, seenBy: bothDrivers } as const;

const tokenExpSlack: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-exp-slack',
  inLocation: true,
  level: 'info',
  class: 'practice',
  source: rfc(7519, '4.1.4'),
  title: 'The token survives some seconds of delay and skew',
  why: 'A slow network, a slow page or a clock that is off eats into the life of the token.',
  fix: 'Sign last, give the token its full 10 seconds, and keep the clock of the signing host in sync (NTP).',
  stage: 'claims',
  check: (reading, context) => {
    if (seconds(reading.claims['exp']) === undefined) {
      return notReached('There is no exp that can be read.');
    }
    // The same token, judged again on a clock that is moved on second by second.
    const survives = (delay: number): boolean => {
      const { ours, theirs } = reading.arrival;
      const arrival: Arrival = {
        ours: ours + delay,
        ...(theirs === undefined ? {} : { theirs: theirs + delay }),
      };
      return (
        tokenExpFuture.stage === 'claims' &&
        tokenExpFuture.check({ ...reading, arrival }, context).is === 'met'
      );
    };
    if (!survives(0)) return notReached('The token had expired when it arrived.');
    let slack = 0;
    while (slack < 3_600 && survives(slack + 1)) slack += 1;
    const sentence = `The token survives up to ${slack} s of delay and skew.`;
    return slack >= 5 ? metWith(sentence) : noted(sentence);
  },
  brokenBy: [
    {
      name: 'exp-two-seconds',
      change: claimsChange((_claims, request) => ({ exp: nowSeconds(request) + 3 })),
    },
  ],
});

const tokenTimesNumeric: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-times-numeric',
  level: 'must',
  class: 'rfc',
  source: rfc(7519, '4.1.5'),
  title: 'iat and nbf are numbers of seconds',
  why: 'A verifier refuses a time that is no number, and one in milliseconds lies thousands of years ahead.',
  fix: 'Set iat and nbf to now in UTC epoch seconds, as numbers, or leave them out.',
  onArrival: 'by-level',
  members: ['iat', 'nbf'],
  stage: 'claims',
  check: ({ claims }) => {
    for (const name of ['iat', 'nbf']) {
      const value = claims[name];
      if (value !== undefined && seconds(value) === undefined) {
        return unmet('iat and nbf are JSON numbers of seconds.', `${name} is ${timeFault(value)}.`);
      }
    }
    return met;
  },
  brokenBy: [
    {
      name: 'iat-string',
      change: claimsChange((_claims, request) => ({ iat: String(nowSeconds(request)) })),
    },
    {
      name: 'iat-milliseconds',
      change: claimsChange((_claims, request) => ({ iat: nowSeconds(request) * 1000 })),
    },
  ],
});

/** Seconds by which clocks that are in sync may seem to differ. */
const slack = 2;
/** What the documented sample gives a token, in seconds. */
const lifetime = 10;

const tokenNotEarly: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-not-early',
  level: 'must',
  class: 'rfc',
  source: rfc(7519, '4.1.5'),
  title: 'The token is valid when it arrives',
  why: 'A token whose nbf lies ahead is refused; ten seconds later it has expired.',
  fix: 'Leave nbf out, or set it to the moment of signing, and keep the clock of the signing host in sync (NTP).',
  onArrival: 'by-level',
  leeway: 'later',
  stage: 'claims',
  check: ({ claims, arrival }, { clockSlack = slack }) => {
    const nbf = seconds(claims['nbf']);
    const early = (at: number, clock: number | undefined, within = clockSlack): boolean =>
      clock !== undefined && at > clock + within;
    if (nbf !== undefined && early(nbf, arrival.ours)) {
      const skewed = arrival.theirs !== undefined && Math.abs(arrival.theirs - arrival.ours) > 5;
      if (skewed && !early(nbf, arrival.theirs)) {
        return notReached(
          'The two clocks differ, and only ours calls the token early: set both by NTP.',
        );
      }
      return unmet('nbf is not in the future.', `nbf is ${span(nbf - arrival.ours)} ahead.`);
    }
    const iat = seconds(claims['iat']);
    return iat !== undefined && early(iat, arrival.ours, slack)
      ? noted(
          `iat is ${span(iat - arrival.ours)} ahead of our clock: one of the two clocks is off.`,
        )
      : met;
  },
  brokenBy: [
    {
      name: 'nbf-future',
      change: claimsChange((_claims, request) => ({ nbf: nowSeconds(request) + 60 })),
    },
  ],
});

const tokenSignedLast = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    ...onHonestVisits,
    id: 'token-signed-last',
    level: 'should',
    class: 'practice',
    source: texts.sources.lifetime,
    title: 'Signing is the last step before the redirect',
    why: 'Every second between signing and the redirect is taken from the ten that the token lives.',
    fix: 'Load the user first, sign right before sending the redirect, and answer without further work.',
    stage: 'claims',
    check: ({ claims, arrival }) => {
      const iat = seconds(claims['iat']);
      if (iat === undefined)
        return notApplicable('The token has no iat that tells when it was signed.');
      if (arrival.theirs === undefined)
        return notReached('The response has no Date to compare iat with.');
      const age = arrival.theirs - iat;
      const exp = seconds(claims['exp']);
      // Some flows set iat back for clocks that are behind; exp then still counts its ten seconds from now.
      const fresh = exp !== undefined && Math.abs(exp - arrival.theirs - lifetime) <= slack + 1;
      if (fresh) return met;
      // Both count whole seconds, which can make two seconds look like three.
      return age <= slack + 1
        ? met
        : unmet(
            'iat is within 2 s of the response.',
            `The token was signed ${span(age)} before the response.`,
          );
    },
    brokenBy: [
      {
        name: 'sign-then-wait',
        // The same as signing and then working for five seconds, without the wait.
        change: claimsChange((_claims, request) => ({
          iat: nowSeconds(request) - 5,
          exp: nowSeconds(request) + 5,
        })),
      },
    ],
  });

/** The rows about the clocks, in the order of the catalogue. */
export const clockRequirements = (texts: HandshakeTexts): readonly UndatedRequirement[] => [
  tokenExpSlack,
  tokenTimesNumeric,
  tokenNotEarly,
  tokenSignedLast(texts),
];
