import type { JsonObject } from '../../../protocol/json.js';
import {
  requirement,
  type Context,
  type Reading,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import {
  met,
  notApplicable,
  notReached,
  notReachedFor,
  unmet,
  type Finding,
} from '../../../protocol/verdict.js';
import type { Visit } from '../../../protocol/visit.js';
import { hostileSignIns } from '../return/value-visits.js';
import {
  firstBack,
  rush,
  secondAgain,
  secondBack,
  secondSignIn,
  twoTabs,
} from '../sign-in-visits.js';
import { bothDrivers, honestVisits, later, plain, signingIn } from '../visits.js';
import { leaves, pathsOf, type Leaves } from './compared-claims.js';
import type { HandshakeTexts } from '../texts.js';
import { userExpected } from '../user/expected.js';

/** The first user's visits from before the second one signs in, and their sign-ins from after it. */
const firstBefore = [...honestVisits, later];
const firstAfter = [...hostileSignIns, twoTabs];

/** What other visits than the judged one brought. */
const claimsOf = (visits: readonly Visit[], context: Context): readonly Leaves[] =>
  visits.flatMap((visit) => {
    if (visit.name === context.visit.name) return [];
    const claims = context.other(visit)?.claims;
    return claims === undefined ? [] : [leaves(claims)];
  });

/**
 * What tells the two users apart: claims that differ between them, and are the same whenever the same user
 * comes. What the first user has before and after the second one came is no matter of time.
 */
function difference(first: Leaves, second: Leaves, context: Context): readonly string[] {
  const firstSeen = claimsOf([...firstBefore, ...firstAfter], context);
  const secondSeen = claimsOf([secondAgain], context);
  return pathsOf(first, second).filter(
    (path) =>
      first.get(path) !== second.get(path) &&
      firstSeen.every((seen) => seen.get(path) === first.get(path)) &&
      secondSeen.every((seen) => seen.get(path) === second.get(path)),
  );
}

/** How often a value must have been the same to count as one that does not change by itself. */
const fewestSame = 3;

/** Why a value of the other user could be one that changes by itself; undefined where it cannot. */
function unsure(context: Context): string | undefined {
  // Without sessions each visit of the second user is a sign-in, so there is one; the first user's show what stays.
  const { keepsNoSession, visit } = context;
  if (keepsNoSession && visit.user === 'second') {
    const stable = claimsOf([...firstBefore, ...firstAfter], context).length;
    return stable >= fewestSame ? undefined : 'Too few visits show whether that changes by itself.';
  }
  const [who, visits] =
    claimsOf(firstAfter, context).length === 0
      ? (['first', firstAfter] as const)
      : (['second', [secondAgain, secondBack]] as const);
  return claimsOf(visits, context).length > 0
    ? undefined
    : `No later visit of the ${who} user brought claims that show whether that changes by itself.`;
}

/** True where a token that says when it was made is one that somebody else was given more than a second before. */
const isRepeated = (now: Reading | undefined, before: Reading | undefined): boolean =>
  now?.token !== undefined &&
  now.token.text.reveal() === before?.token?.text.reveal() &&
  ['exp', 'iat'].some((name) => now.claims?.[name] !== undefined);

const firstOf = ({ keepsNoSession, other }: Context): Reading | undefined =>
  other(keepsNoSession ? signingIn : plain);

function keptApart(claims: JsonObject, context: Context): Finding {
  // Where nobody stays signed in, the sign-in is what the plain visit would be.
  const [first, second] = [firstOf(context), context.other(secondSignIn)];
  if (first?.claims === undefined) return notReached('The plain visit brought no claims.');
  if (second === undefined) return notReached('The second user did not sign in.');
  if (second.claims === undefined) return notReachedFor(second.exchange.stop);
  const expected = 'Each token holds the data of the user who asked for it.';
  const names = [context.username ?? 'The first user', context.secondUsername ?? 'the second user'];
  const [own = '', other = ''] = context.visit.user === 'second' ? names.toReversed() : names;
  const control = context.visit.name === secondSignIn.name;
  if (control && isRepeated(second, first)) {
    return unmet(expected, `${own} was given the very token of ${other}.`);
  }
  const [mine, theirs] = [leaves(first.claims), leaves(second.claims)];
  const apart = difference(mine, theirs, context);
  if (apart.length === 0) {
    return notApplicable(
      'The tokens of both users say the same: take two users of different groups, or say with --expect what each should carry.',
      'second-user',
    );
  }
  if (control) return notReached('Nobody has come back yet.');
  const [right, wrong] = context.visit.user === 'second' ? [theirs, mine] : [mine, theirs];
  const now = leaves(claims);
  const foreign = apart.filter((path) => {
    const value = now.get(path);
    return value !== undefined && value === wrong.get(path) && value !== right.get(path);
  });
  if (foreign.length === 0) return met;
  const doubt = unsure(context);
  if (doubt !== undefined) {
    return notReached(`${own} was given ${foreign.join(', ')} of ${other}. ${doubt}`);
  }
  const when =
    context.visit.kind === 'simultaneous-sign-in'
      ? `, with ${rush.length} sign-ins at the same time`
      : '';
  return unmet(expected, `${own} was given ${foreign.join(', ')} of ${other}${when}.`);
}

const usersKeptApart = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'users-kept-apart',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'Each user gets a token with their own data',
    why: 'One reader gets the name, the groups and the pages of another, whoever happened to come before.',
    fix: 'Keep the user in variables of the request, never of the module; cache nothing about a user under the URL alone.',
    stage: 'claims',
    visits: [firstBack, secondBack, secondSignIn, ...hostileSignIns, ...rush],
    controls: [later, secondAgain],
    moot: ({ secondUsername, signIn }) =>
      secondUsername === undefined
        ? {
            reason: 'It needs a second user: give --second-username and --second-password.',
            // Where nobody signs in, there is no second user to give.
            ...(signIn === 'none' ? {} : { wants: 'second-user' }),
          }
        : undefined,
    seenBy: bothDrivers,
    check: ({ claims }, context) => keptApart(claims, context),
    brokenBy: [
      {
        name: 'module-level-user',
        withoutSession: 'harmless',
        change: (honest) => ({
          claims: (request) => {
            if (request.method === 'POST') request.memory.set('user', request.user);
            const kept = request.memory.get('user') as typeof request.user | undefined;
            return honest.claims({ ...request, user: kept ?? request.user });
          },
        }),
      },
      {
        name: 'shared-cache',
        change: (honest) => ({
          claims: (request) => {
            const key = `user at ${request.query}`;
            const kept = request.memory.get(key) as typeof request.user | undefined;
            if (kept === undefined) request.memory.set(key, request.user);
            return honest.claims({ ...request, user: kept ?? request.user });
          },
        }),
      },
      {
        name: 'variable-across-await',
        seenBy: ['http'],
        intrusive: true,
        change: (honest) => ({
          token: async (header, claims, request) => {
            if (request.method !== 'POST') return honest.token(header, claims, request);
            request.memory.set('claims', claims);
            await request.tools.pause(20);
            const kept = request.memory.get('claims') as JsonObject;
            return honest.token(header, kept, request);
          },
        }),
      },
    ],
  });

/** The rows that know who a user is: from another user, and from what was expected. */
export const accountRequirements = (texts: HandshakeTexts): readonly UndatedRequirement[] => [
  usersKeptApart(texts),
  userExpected(texts),
];
