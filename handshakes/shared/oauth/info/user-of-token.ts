import type { Exchange } from '../../../../protocol/exchange.js';
import { answeredUser } from '../../../../protocol/http/answered-user.js';
import type { JsonObject } from '../../../../protocol/json.js';
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
import type { Visit, VisitOf } from '../../../../protocol/visit.js';
import { leaves, pathsOf, type Leaves } from '../../readers/compared-claims.js';
import { secondSignIn } from '../../sign-in-visits.js';
import { deepLink, later, plain, signingIn } from '../../visits.js';
import { grantChange } from '../mutants.js';
import { answerOf } from '../seen.js';
import type { OAuthTexts } from '../texts.js';
import { withoutInfo } from './answers.js';

/** Both users' tokens, asked by turns, after both were given theirs. */
const interleaved: VisitOf<'user-return'> = {
  kind: 'user-return',
  drivers: ['http'],
  name: 'tokens-by-turns',
  title: 'the Info API is asked with the tokens of both users by turns',
  user: 'first',
  client: {
    informs: [
      {},
      { as: 'first-earlier', token: plain },
      { as: 'second', token: secondSignIn },
      { as: 'second-fresh', token: secondSignIn, fresh: true },
      { as: 'first-again', token: plain },
    ],
  },
};

/** Visits of the first user alone, some of which lie apart in time. */
const ofFirst: readonly Visit[] = [signingIn, plain, deepLink, later];

/** What tells two users apart: what the first one has whenever they come, and the second one has not. */
function apart(first: readonly Leaves[], second: Leaves): readonly string[] {
  const [one = second, ...others] = first;
  return pathsOf(one, second).filter(
    (path) =>
      one.get(path) !== second.get(path) &&
      others.every((other) => other.get(path) === one.get(path)),
  );
}

/** What of a user is the other one's: at the address that everybody asks, and not at one that nobody has asked. */
const cached = (second: Leaves, fresh: Leaves, first: Leaves): readonly string[] =>
  pathsOf(fresh, first).filter(
    (path) =>
      !/(?:^|\.)expiresAt$/.test(path) &&
      second.get(path) === first.get(path) &&
      fresh.get(path) !== first.get(path),
  );

/** What an Info API said in a visit, by the way in which it was asked. */
const saidIn =
  (exchange: Exchange) =>
  (way: string): Leaves | undefined => {
    const call = answerOf(exchange, 'info', way);
    const user = call === undefined ? undefined : answeredUser(call).user;
    return user && leaves(user);
  };

const expected = 'Each token is answered with the data of its own user.';

function finding(exchange: Exchange, context: Context): Finding {
  const { other, username = 'the first user', secondUsername = 'the second user' } = context;
  const first = ofFirst.flatMap((visit) => {
    const user = other(visit)?.user;
    return user === undefined ? [] : [leaves(user)];
  });
  const [mine] = first;
  const theirs = other(secondSignIn)?.user;
  if (mine === undefined) return notReached('No visit of the first user brought a user.');
  if (theirs === undefined) return notReached('The second user was not named.');
  const said = saidIn(exchange);
  const [second, fresh] = [said('second'), said('second-fresh')];
  if (second === undefined) return notReached('The Info API did not answer both tokens.');
  const kept = fresh === undefined ? [] : cached(second, fresh, mine);
  if (kept.length > 0) {
    return unmet(
      expected,
      `The token of ${secondUsername} is answered with ${kept.join(', ')} of ${username}, but at an address that nobody has asked before: a cache goes by the address alone.`,
    );
  }
  const right = leaves(theirs);
  const signs = apart(first, right);
  if (signs.length === 0) {
    return notApplicable(
      'Both users have the same data: take two of different groups.',
      'second-user',
    );
  }
  for (const [who, now, own] of [
    [username, said('first-earlier'), mine],
    [secondUsername, second, right],
    [username, said('first-again'), mine],
  ] as const) {
    const wrong = signs.filter((path) => now !== undefined && now.get(path) !== own.get(path));
    if (wrong.length > 0) {
      return unmet(
        expected,
        `The token of ${who} is answered with ${wrong.join(', ')} of another user.`,
      );
    }
  }
  return met;
}

/** Each token has its user. */
export const infoUserOfToken = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'info-user-of-token',
    level: 'must',
    class: 'practice',
    source: texts.sources.info,
    title: 'Each token brings the data of its own user',
    why: 'One reader gets the name, the groups and the pages of another, whoever happened to ask before.',
    fix: 'Find the user by the token of the request; keep nobody in a variable of the module, and cache nothing under the URL alone.',
    stage: 'exchange',
    visits: [interleaved],
    controls: [later, secondSignIn],
    seenBy: ['http'],
    moot: (known) =>
      withoutInfo(known) ??
      (known.secondUsername === undefined
        ? {
            reason: 'It needs a second user: give --second-username and --second-password.',
            ...(known.signIn === 'none' ? {} : { wants: 'second-user' as const }),
          }
        : undefined),
    check: ({ exchange }, context) => finding(exchange, context),
    brokenBy: [
      {
        name: 'module-level-user',
        change: grantChange((honest) => ({
          access: (token, accesses, request) => {
            const right = honest.access(token, accesses, request);
            return right === undefined ? undefined : (accesses.last() ?? right);
          },
        })),
      },
      {
        name: 'cached-by-url',
        change: grantChange((honest) => ({
          infoAnswer: (request, user, token) => {
            const key = `info at ${request.query}`;
            const kept = request.memory.get(key) as JsonObject | undefined;
            if (kept === undefined && user !== undefined) request.memory.set(key, user);
            return honest.infoAnswer(
              request,
              user === undefined ? undefined : (kept ?? user),
              token,
            );
          },
        })),
      },
    ],
  });
