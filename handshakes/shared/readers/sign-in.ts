import type { Exchange } from '../../../protocol/exchange.js';
import type { Mutant } from '../../../protocol/plan.js';
import {
  broughtWord,
  requirement,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import {
  met,
  notApplicable,
  noted,
  notReached,
  notReachedFor,
  unmet,
} from '../../../protocol/verdict.js';
import type { Visit } from '../../../protocol/visit.js';
import { nameAlone } from '../name-alone.js';
import { earlierCookies, wrongFirst } from '../sign-in-visits.js';
import { asvs, rfc } from '../sources.js';
import { signsIn } from '../submission.js';
import { tokenPlace } from '../token/received-token.js';
import { anonymous, bothDrivers } from '../visits.js';
import type { UserTexts } from '../texts.js';

/** Ends that show nothing of what the login flow decided. */
const unseen = new Set(['unreachable', 'tls', 'timeout', 'garbage', 'not-made', 'browser-needed']);
/** Answers of a rate limit rather than to a password. */
const limited = new Set([429, 503]);

/** The part of a visit up to the password that was right; the whole of it where only one was sent. */
function untilRightPassword(exchange: Exchange): Exchange {
  if (exchange.signIns < 2) return exchange;
  const { callback: _callback, ...rest } = exchange;
  const right = exchange.hops.findLastIndex(signsIn);
  return { ...rest, hops: exchange.hops.slice(0, Math.max(0, right)) };
}

const wrongPassword = (texts: UserTexts): UndatedRequirement =>
  requirement({
    id: 'wrong-password',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: `A wrong password brings no ${broughtWord(texts.facts)}`,
    why: 'Whoever knows a user name reads the docs in that user’s place.',
    fix: 'Look for the path on which a failed check goes on as if it had not failed; let an error of the check count as a refusal.',
    stage: 'exchange',
    visits: [wrongFirst],
    seenBy: bothDrivers,
    refusalIsFine: true,
    check: ({ exchange }, { facts }) => {
      const { code } = exchange.stop;
      const status = exchange.hops.at(-1)?.status ?? 0;
      if (exchange.typed === 'name' && exchange.callback !== undefined) {
        return notApplicable('The sign-in form asks for no password.');
      }
      if (exchange.signIns === 0) return notReachedFor(exchange.stop);
      const found = tokenPlace(untilRightPassword(exchange), facts);
      if (found !== undefined) {
        return unmet(
          `After one wrong password there is no ${broughtWord(facts)}.`,
          `After it, ${found}.`,
        );
      }
      // The form came back for the right one: the wrong one was refused, whatever happened then.
      if (exchange.signIns > 1) return met;
      if (unseen.has(code)) return notReachedFor(exchange.stop);
      return code === 'status' && limited.has(status)
        ? notReached(`The answer was ${status}: a rate limit, as it seems.`)
        : met;
    },
    brokenBy: [
      { name: 'any-password', intrusive: true, change: () => ({ acceptsPassword: () => true }) },
    ],
  });

const keptSession: Mutant = {
  name: 'session-fixation',
  withoutSession: 'harmless',
  change: () => ({ signedInSessionId: (fresh, before) => before ?? fresh }),
};

const sessionRenewed: UndatedRequirement = requirement({
  id: 'session-renewed',
  level: 'should',
  class: 'practice',
  source: asvs('7.2.4'),
  title: 'The session from before the sign-in is worth nothing after it',
  why: 'Whoever plants a session cookie in a reader’s browser is signed in as soon as the reader is (session fixation).',
  fix: 'Give out a new session id at every sign-in and forget the old one.',
  stage: 'exchange',
  visits: [earlierCookies, anonymous],
  seenBy: ['http'],
  check: ({ exchange }, context) => {
    if (context.signIn === 'none') {
      return notApplicable('The target is declared to sign in by itself (--sign-in none).');
    }
    // What nobody needs a session for shows nothing about the session.
    const stranger = context.other(anonymous)?.exchange;
    if (stranger !== undefined && tokenPlace(stranger, context.facts) !== undefined) {
      return notReached(`Everybody gets a ${broughtWord(context.facts)}: see sign-in-required.`);
    }
    if (context.visit.name === anonymous.name) {
      return notReached(
        context.signIn === 'script'
          ? 'A --sign-in script signs in with the browser, so over plain HTTP there is no time before the sign-in.'
          : 'No sign-in form was sent.',
      );
    }
    const found = tokenPlace(exchange, context.facts);
    return found === undefined
      ? met
      : unmet(
          `The cookies from before the sign-in bring no ${broughtWord(context.facts)}.`,
          `With them alone, after the sign-in, ${found}.`,
        );
  },
  brokenBy: [keptSession, nameAlone(keptSession)],
});

const ahead = { kind: 'odd-return', drivers: ['http'] } as const;

const head: Visit = {
  ...ahead,
  name: 'head',
  title: 'a program asks for the header alone (HEAD)',
  method: 'HEAD',
};

const prefetch: Visit = {
  ...ahead,
  name: 'prefetch',
  title: 'a browser fetches the login URL in advance',
  headers: [
    ['Sec-Purpose', 'prefetch'],
    ['Purpose', 'prefetch'],
  ],
  headersStay: true,
};

const headDoesNotSign: UndatedRequirement = requirement({
  id: 'head-does-not-sign',
  level: 'info',
  class: 'rfc',
  source: rfc(9110, '9.2.1'),
  title: 'Requests that only look ahead bring no token',
  why: 'Link checkers, mail scanners and browsers that load pages in advance leave tokens in logs and caches that no reader asked for.',
  fix: 'Answer HEAD, and GET with Sec-Purpose: prefetch, without signing.',
  stage: 'exchange',
  visits: [head, prefetch],
  needsSession: true,
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }, { visit, facts }) => {
    if (tokenPlace(exchange, facts) === undefined) {
      return unseen.has(exchange.stop.code) ? notReachedFor(exchange.stop) : met;
    }
    return noted(
      visit.name === head.name
        ? `A HEAD request is answered with a ${broughtWord(facts)}.`
        : `A prefetch is answered with a ${broughtWord(facts)}.`,
    );
  },
  brokenBy: [
    {
      name: 'signs-head',
      withoutSession: 'harmless',
      change: (honest) => ({
        looksAhead: (request) => request.method !== 'HEAD' && honest.looksAhead(request),
      }),
    },
    {
      name: 'signs-prefetch',
      withoutSession: 'harmless',
      change: () => ({ looksAhead: ({ method }) => method === 'HEAD' }),
    },
  ],
});

/** The rows about the sign-in itself, in the order of the catalogue. */
export const signInRequirements = (texts: UserTexts): readonly UndatedRequirement[] => [
  wrongPassword(texts),
  sessionRenewed,
];
/** Stands with the rows about HTTP. */
export { headDoesNotSign };
