import type { JsonObject } from '../../../protocol/json.js';
import {
  requirement,
  type AtClaims,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { inDoubt, met, notReached, unmet, type Finding } from '../../../protocol/verdict.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import type { Visit } from '../../../protocol/visit.js';
import { unknownParamsIgnored } from '../return/unknown-params.js';
import { hostileSignIns } from '../return/value-visits.js';
import { quoted } from '../sentences.js';
import { forged, forgedExpiry, stillSignsIn, twoTabs, twoTabsBare } from '../sign-in-visits.js';
import { bothDrivers, deepLink, later, plain, signingIn } from '../visits.js';
import { leaves, pathsOf, type Leaves } from './compared-claims.js';
import type { HandshakeTexts } from '../texts.js';

const live = { kind: 'odd-return', ride: 'claims' } as const;

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
      ['expiresAt', forgedExpiry],
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

/** Sign-ins that claim nothing, before the judged one and, where it leaves a doubt, after it. */
const otherSignIns = [...hostileSignIns, twoTabsBare, stillSignsIn];

/** The visits that a judged one is compared with, by its session; the first one must have brought claims. */
const comparedWith = (visit: Visit): readonly [Visit, ...Visit[]] =>
  sessionOf(visit) === 'signing-in' ? [signingIn, ...otherSignIns] : [plain, deepLink, later];

/** True where two tokens say the same there. A run takes minutes at most: a session that ends an hour later follows the request. */
function isSame(path: string, one: Leaves, other: Leaves): boolean {
  const [a, b] = [one.get(path), other.get(path)];
  if (path !== 'expiresAt') return a === b;
  const [ends, endsThere] = [Number(a), Number(b)];
  // Milliseconds by mistake, which user-expires-at names, move a thousand times as fast.
  const second = Math.min(ends, endsThere) > 1e11 ? 1_000 : 1;
  const apart = (ends - endsThere) / second;
  return Number.isNaN(apart) || Math.abs(apart) <= 3_600;
}

const withSession = (claims: JsonObject): Leaves =>
  new Map([...leaves(claims), ['expiresAt', JSON.stringify(claims['expiresAt']) ?? '']]);

/** True where the text of a claim holds what a visit forged. */
const isForged = (text: string = ''): boolean =>
  text.toLowerCase().includes(forged) || text.includes(forgedExpiry);

function judgeClaims(now: AtClaims, context: Context): Finding {
  const [first, ...others] = comparedWith(context.visit);
  const control = context.other(first)?.claims;
  if (control === undefined) {
    return notReached(`The visit ${first.name} brought no claims to compare with.`);
  }
  const again = others.flatMap((visit) => {
    const reading = context.other(visit);
    return reading?.claims === undefined
      ? []
      : [{ at: reading.exchange.startedAtMs, leaves: withSession(reading.claims) }];
  });
  const [before, judged] = [withSession(control), withSession(now.claims)];
  const differing = pathsOf(before, judged).filter((path) => !isSame(path, before, judged));
  // What moves with time or from one sign-in to the next shows in a visit that comes after the judged one.
  const surrounded = again.some(({ at }) => at > now.exchange.startedAtMs);
  const found = differing.filter(
    (path) =>
      (isForged(judged.get(path)) && !isForged(before.get(path))) ||
      (surrounded && again.every((each) => isSame(path, before, each.leaves))),
  );
  const when =
    sessionOf(context.visit) === 'signing-in'
      ? 'the sign-in form claims other groups'
      : context.visit.title;
  if (found.length > 0) {
    return unmet(
      'The claims are those of a visit that claims nothing.',
      `${found.map(quoted).join(', ')} changed when ${when}.`,
    );
  }
  // What was never the same before changes by itself.
  const doubtful = differing.filter((path) =>
    again.every((each) => isSame(path, before, each.leaves)),
  );
  return doubtful.length > 0 && !surrounded
    ? inDoubt(
        `${doubtful.map(quoted).join(', ')} changed when ${when}, and no later visit brought claims that show whether that happens by itself.`,
      )
    : met;
}

const claimsFromSession = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'claims-from-session',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'The claims come from the session, not from the request',
    why: 'Whoever adds ?groups=admin to the login URL otherwise reads pages of that group.',
    fix: 'Build the claims only from the user whom the session names; do not spread query, body or headers into them.',
    stage: 'claims',
    visits: [queryVisit, headerVisit, twoTabs],
    controls: [later, twoTabsBare, stillSignsIn],
    seenBy: bothDrivers,
    check: (reading, context) => judgeClaims(reading, context),
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
export const claimRequirements = (texts: HandshakeTexts): readonly UndatedRequirement[] => [
  claimsFromSession(texts),
  unknownParamsIgnored(texts),
];
