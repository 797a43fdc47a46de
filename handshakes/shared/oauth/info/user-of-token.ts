import { answeredUser } from '../../../../protocol/http/answered-user.js';
import type { JsonObject } from '../../../../protocol/json.js';
import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import {
  met,
  notApplicable,
  notReached,
  notReachedFor,
  unmet,
} from '../../../../protocol/verdict.js';
import type { VisitOf } from '../../../../protocol/visit.js';
import { leaves, pathsOf } from '../../readers/compared-claims.js';
import { secondSignIn } from '../../sign-in-visits.js';
import { plain } from '../../visits.js';
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
      { as: 'first-again', token: plain },
    ],
  },
};

/** What tells two users apart, whatever else changes by itself. */
function apart(first: JsonObject, again: JsonObject, second: JsonObject): readonly string[] {
  const [one, same, other] = [leaves(first), leaves(again), leaves(second)];
  return pathsOf(one, other).filter(
    (path) => one.get(path) === same.get(path) && one.get(path) !== other.get(path),
  );
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
    controls: [plain, secondSignIn],
    seenBy: ['http'],
    moot: (known) =>
      withoutInfo(known) ??
      (known.secondUsername === undefined
        ? {
            reason: 'It needs a second user: give --second-username and --second-password.',
            ...(known.signIn === 'none' ? {} : { wants: 'second-user' as const }),
          }
        : undefined),
    check: ({ exchange }, { other, username = 'The first user', secondUsername = 'the second user' }) => {
      const userIn = (way?: string): JsonObject | undefined => {
        const call = answerOf(exchange, 'info', way);
        return call === undefined ? undefined : answeredUser(call).user;
      };
      const before = other(plain)?.user;
      const theirs = other(secondSignIn)?.user;
      if (before === undefined) return notReached('The plain visit brought no user.');
      if (theirs === undefined) {
        const second = other(secondSignIn);
        return second === undefined
          ? notReached('The second user did not sign in.')
          : notReachedFor(second.exchange.stop, 'The second user was not named.');
      }
      // What the first user has in every visit of their own before the second came.
      const own = other(plain)?.user ?? before;
      const signs = apart(before, own, theirs);
      if (signs.length === 0) {
        return notApplicable('Both users have the same data: take two of different groups.', 'second-user');
      }
      const first = userIn('first-earlier') ?? userIn('first-again');
      const second = userIn('second');
      if (first === undefined || second === undefined) {
        return notReached('The Info API did not answer both tokens.');
      }
      const [mine, other2] = [leaves(before), leaves(theirs)];
      const wrong = (user: JsonObject, right: typeof mine): readonly string[] => {
        const now = leaves(user);
        return signs.filter((path) => now.get(path) !== undefined && now.get(path) !== right.get(path));
      };
      const expected = 'Each token is answered with the data of its own user.';
      const again = userIn('first-again');
      for (const [who, user, right] of [
        [username, first, mine],
        [secondUsername, second, other2],
        [username, again ?? first, mine],
      ] as const) {
        const fields = wrong(user, right);
        if (fields.length > 0) {
          return unmet(expected, `The token of ${who} is answered with ${fields.join(', ')} of somebody else.`);
        }
      }
      return met;
    },
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
            const kept = request.memory.get('info') as JsonObject | undefined;
            if (kept === undefined && user !== undefined) request.memory.set('info', user);
            return honest.infoAnswer(request, user === undefined ? undefined : (kept ?? user), token);
          },
        })),
      },
    ],
  });
