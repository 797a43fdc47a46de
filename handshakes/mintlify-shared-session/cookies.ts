import type { Exchange } from '../../protocol/exchange.js';
import { blockWords, type CookieBlock } from '../../protocol/http/cookie-block.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import {
  met,
  notReached,
  notReachedFor,
  noted,
  unmet,
  type Finding,
} from '../../protocol/verdict.js';
import type { Mutant } from '../../protocol/plan.js';
import { bothDrivers, plain, signingIn } from '../shared/visits.js';
import { cookiesSent, identifies, onAnswer, answerIn, type Answered } from './answer.js';
import type { EditionId } from './facts.js';
import { sessionText } from './sources.js';
import { signedOut, withoutThirdParty } from './visits.js';

/** Why cookies stayed behind, each by its name. */
const stayed = ({ cookiesBlocked = [] }: Answered): string =>
  cookiesBlocked.map(({ name, reason }) => `${name} ${blockWords[reason]}`).join('; ');

/** Hosts whose answers set cookies on the way of the sign-in. */
function cookieHosts({ hops }: Exchange): readonly string[] {
  const hosts = hops
    .filter(({ cookiesSet }) => cookiesSet.length > 0)
    .map(({ url }) => new URL(url.reveal()).host);
  return [...new Set(hosts)];
}

const expected = 'The cookie of the sign-in goes along when a page of the docs asks.';

/** True where the sites of docs and API are not those that readers will have. */
const isTrial = ({ request }: Answered, { tieOf, docsOrigin }: Context): boolean =>
  tieOf(docsOrigin, new URL(request.url.reveal()).origin) === 'trial';

/** What a browser without third-party cookies shows: no fall, since the text allows another site. */
function blockedFinding(call: Answered, context: Context): Finding {
  const before = answerIn(context.other(plain));
  const worked = before !== undefined && identifies(before);
  if (!worked) return notReached('The reader is not identified with third-party cookies either.');
  return identifies(call) || isTrial(call, context)
    ? met
    : noted(
        'With third-party cookies blocked, as Safari and Firefox do, the reader stays a stranger: put docs and session API on one site.',
      );
}

/** Kept back for the sake of the site alone. */
const forSite: readonly CookieBlock[] = ['same-site-strict', 'same-site-lax', 'same-site-unset'];

/** Why a cookie that stayed on a machine where login flows are tried out says nothing of where readers will be. */
const onTrial =
  'Docs and session API are on different sites here, and one of them is on this machine or a shared name. Give both as readers will have them, or both under one host name, such as localhost.';

function arrivesFinding(call: Answered, context: Context, exchange: Exchange): Finding {
  if (context.visit.name === withoutThirdParty.name) return blockedFinding(call, context);
  if (identifies(call)) return met;
  const blocked = call.cookiesBlocked ?? [];
  const bySite = blocked.length > 0 && blocked.every(({ reason }) => forSite.includes(reason));
  if (bySite && isTrial(call, context))
    return notReached(`It did not: ${stayed(call)}. ${onTrial}`);
  if (cookiesSent(call).length > 0) {
    return blocked.length > 0
      ? unmet(expected, `Not all did, and the reader is not known: ${stayed(call)}.`)
      : notReached('Cookies went along, and the reader is not known: see session-identifies.');
  }
  if ((call.cookiesBlocked ?? []).length > 0)
    return unmet(expected, `It did not: ${stayed(call)}.`);
  const signIn = context.other(signingIn)?.exchange ?? exchange;
  if (signIn.signIns === 0) return notReachedFor(signIn.stop, 'Nobody signed in.');
  const hosts = cookieHosts(signIn);
  const api = new URL(call.request.url.reveal()).host;
  return hosts.length === 0
    ? unmet(expected, 'The sign-in set no cookie.')
    : unmet(
        expected,
        `The cookies of the sign-in belong to ${hosts.join(' and ')} alone, and the session API is at ${api}: set Domain, or one host for both.`,
      );
}

/** The same flow, with another session cookie. */
const cookie = (name: string, attributes: string, rest: Partial<Mutant> = {}): Mutant => ({
  name,
  change: () => ({ sessionCookie: (id) => `login_session=${id}; Path=/; HttpOnly; ${attributes}` }),
  ...rest,
});

/** Docs and dashboard on two sites; over plain http, since the reference flow has no certificate. */
const onOtherSite: Partial<Mutant> = {
  docsOrigin: 'http://docs.foo.com',
  alias: 'http://dash.bar.com',
  loginAtAlias: true,
};

/** The cookie gets where it is needed. */
export const sessionCookieArrives: Requirement<EditionId> = requirement({
  id: 'session-cookie-arrives',
  level: 'must',
  class: 'practice',
  source: sessionText,
  title: 'The cookie of the sign-in reaches the session API from a page of the docs',
  why: 'The reader is signed in, the API is right, and the docs still see a stranger, because the browser keeps the cookie back.',
  fix: 'Where docs and API are on different sites, set SameSite=None; Secure; on one site, set Domain to the parent of both hosts, or sign in at the host of the API.',
  stage: 'exchange',
  visits: [plain, signingIn, withoutThirdParty],
  seenBy: ['browser'],
  check: onAnswer(arrivesFinding),
  brokenBy: [
    cookie('samesite-strict-cross-site', 'SameSite=Strict', onOtherSite),
    cookie('samesite-lax-cross-site', 'SameSite=Lax', onOtherSite),
    cookie('host-only-cookie', 'SameSite=None; Secure', { sessionAtOtherHost: true }),
  ],
});

/** A session ends with signing out. */
export const sessionLogout: Requirement<EditionId> = requirement({
  id: 'session-logout',
  level: 'should',
  class: 'practice',
  source: sessionText,
  title: 'After signing out the same cookies identify nobody',
  why: 'Who signs out on a shared computer leaves a session that anybody with the old cookie still has.',
  fix: 'End the session on the server when the reader signs out; deleting the cookie alone is not enough.',
  stage: 'exchange',
  visits: [signedOut],
  seenBy: bothDrivers,
  refusalIsFine: true,
  check: onAnswer((call) =>
    identifies(call)
      ? unmet(
          'After signing out the same cookies identify nobody.',
          `The answer is still ${call.response.status} with the data of the user.`,
        )
      : met,
  ),
  brokenBy: [
    {
      name: 'session-survives-logout',
      seenBy: ['http'],
      change: () => ({ endsSession: () => false }),
    },
  ],
});
