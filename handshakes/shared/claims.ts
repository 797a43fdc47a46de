import {
  requirement,
  type Context,
  type JsonObject,
  type Requirement,
} from '../../protocol/requirement.js';
import { met, notReached, unmet } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';
import { forged, twoTabs } from './sign-in-visits.js';
import { bothHandshakes } from './sources.js';
import { unknownParamsIgnored } from './unknown-params.js';
import { bothDrivers, later, plain, signingIn } from './visits.js';
import { quoted } from './wording.js';

const live = { session: 'live', honest: false } as const;

const queryVisit: Visit = {
  ...live,
  name: 'forged-query',
  title: 'the query claims another user and groups',
  drivers: bothDrivers,
  // A flow may ignore names that nobody has, and take that of another user.
  extraQuery: (secondUsername = forged) =>
    [
      ...['user', 'username', 'email', 'sub', 'login'].map((name) => [name, secondUsername]),
      ...['role', 'groups', 'groups[]', 'content[firstName]'].map((name) => [name, forged]),
      ['expiresAt', '9999999999'],
    ]
      .map((pair) => pair.map((each) => encodeURIComponent(each)).join('='))
      .join('&'),
};

const headerVisit: Visit = {
  ...live,
  name: 'forged-headers',
  title: 'request headers claim another user and groups',
  drivers: ['http'],
  headers: ['X-User', 'X-Forwarded-User', 'X-Remote-User', 'X-Email', 'X-Groups', 'X-Role'].map(
    (name) => [name, forged] as const,
  ),
};

/** Claims that change from one login to the next by their nature. */
export const moving: ReadonlySet<string> = new Set([
  'exp',
  'iat',
  'nbf',
  'jti',
  'auth_time',
  'nonce',
  'sid',
  'expiresAt',
]);

/** A list of texts in one order: databases give the groups of a user in any. */
const settled = (value: unknown): unknown =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.toSorted()
    : value;

/** The names of claims that differ; moving ones, and those that differ between two plain visits, are left out. */
function changed(
  control: JsonObject,
  again: JsonObject | undefined,
  now: JsonObject,
): readonly string[] {
  const same = (name: string, a: JsonObject, b: JsonObject): boolean =>
    JSON.stringify(settled(a[name])) === JSON.stringify(settled(b[name]));
  return [...new Set([...Object.keys(control), ...Object.keys(now)])].filter(
    (name) =>
      !moving.has(name) &&
      !same(name, control, now) &&
      (again === undefined || same(name, control, again)),
  );
}

/** How far the end of the session moved beyond what time passed, in seconds; 0 where it cannot be told. */
function sessionMoved(control: JsonObject, now: JsonObject): number {
  const [before, after] = [control['expiresAt'], now['expiresAt']];
  if (typeof before !== 'number' || typeof after !== 'number') return 0;
  // Milliseconds by mistake, which user-expires-at names, move a thousand times as fast.
  return Math.abs(after - before) / (Math.min(before, after) > 1e11 ? 1_000 : 1);
}

/** Another sign-in of the same user: what differs there differs by itself. */
const otherSignIn = 'sign-in-protocol-relative';

const claimsFromSession: Requirement = requirement({
  id: 'claims-from-session',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The claims come from the session, not from the request',
  why: 'Whoever adds ?groups=admin to the login URL otherwise reads pages of that group.',
  fix: 'Build the claims only from the user whom the session names; do not spread query, body or headers into them.',
  stage: 'claims',
  visits: [queryVisit, headerVisit, twoTabs],
  seenBy: bothDrivers,
  check: ({ claims }, context: Context) => {
    const signsIn = context.visit.session === 'signing-in';
    const [like, again] = signsIn ? [signingIn, otherSignIn] : [plain, later.name];
    const control = context.other(like.name)?.claims;
    if (control === undefined) {
      return notReached(`The visit ${like.name} brought no claims to compare with.`);
    }
    const expected = 'The claims are those of a visit that claims nothing.';
    const when = signsIn ? 'the sign-in form claims other groups' : context.visit.title;
    const found = changed(control, context.other(again)?.claims, claims);
    if (found[0] !== undefined) {
      return unmet(expected, `${found.map(quoted).join(', ')} changed when ${when}.`);
    }
    // A run takes minutes at most; a session that moved by more follows the request.
    return sessionMoved(control, claims) > 3_600
      ? unmet(expected, `expiresAt moved when ${when}.`)
      : met;
  },
  brokenBy: [
    {
      name: 'groups-from-query',
      change: (honest) => ({
        claims: (request) => {
          const asked = new URLSearchParams(request.query).get('groups');
          const claims = honest.claims(request);
          return asked === null ? claims : { ...claims, groups: [asked] };
        },
      }),
    },
    {
      name: 'user-from-query',
      change: (honest) => ({
        claims: (request) => {
          const { user, query, tools } = request;
          const asked = new URLSearchParams(query).get('email') ?? user.username;
          return honest.claims({ ...request, user: tools.userNamed(asked) ?? user });
        },
      }),
    },
    {
      name: 'spread-body',
      change: (honest) => ({
        claims: (request) => {
          const { groups } = request.form;
          const claims = honest.claims(request);
          return groups === undefined ? claims : { ...claims, groups: [groups] };
        },
      }),
    },
    {
      name: 'user-from-header',
      seenBy: ['http'],
      change: (honest) => ({
        claims: (request) => {
          const name = request.headers['x-forwarded-user'];
          const claims = honest.claims(request);
          return name === undefined ? claims : { ...claims, content: { firstName: name } };
        },
      }),
    },
  ],
});

/** The rows that compare claims and tokens with those of a plain visit. */
export const claimRequirements: readonly Requirement[] = [claimsFromSession, unknownParamsIgnored];
