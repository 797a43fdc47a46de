import { hasToken } from '../../../protocol/handshake.js';
import type { VerificationKey } from '../../../protocol/jose/keys.js';
import { mask } from '../../../protocol/secrecy/masking.js';
import { loginSetup } from '../../first-run/login-setup.js';
import type { LoginSetup } from '../../first-run/snippets/setup.js';
import type { OAuthHost } from '../../oauth/oauth-host.js';
import type { SessionApi } from '../../session/session-api.js';
import type { Site } from '../../site.js';
import {
  answer,
  isAnswer,
  membersOf,
  problem,
  type ApiAnswer,
  type ApiCall,
  type ApiParts,
} from '../api-answer.js';
import { moveClock, replaceKeys, resetSite } from '../orders.js';
import { checkCommand } from '../verdicts.js';

/** A key as the API shows it: a shared secret has no fingerprint, which could be guessed from. */
const shownKey = (key: VerificationKey): object => ({
  name: mask(key.name),
  algorithm: key.algorithm,
  ...('fingerprint' in key && { fingerprint: key.fingerprint }),
});

const keysOf = ({ policy }: Site): object => ({
  keys: policy.rules.keys.map(shownKey),
  replaced: policy.hasOtherKeys(),
});

const clockOf = ({ time }: Site): object => ({
  now: new Date(time.now()).toISOString(),
  nowMs: time.now(),
  offsetMs: time.offsetMs(),
});

/** How far a first run has come. */
const stepsOf = ({ firstRun, policy }: Site): object => ({
  key: policy.rules.keys.length > 0,
  ...firstRun.milestones(),
});

/** What a login flow has to be told, where there are snippets that say it. */
function setupOf({ place, policy, links }: Site): LoginSetup | undefined {
  const { docsOrigin, docsPath } = place;
  const { handshake, edition } = policy.rules;
  const { loginUrls, returnParam } = links;
  const [first] = loginUrls;
  return loginSetup({
    handshake,
    edition,
    docsOrigin,
    docsPath,
    ...(returnParam !== undefined && { returnParam }),
    ...(first !== undefined && { loginUrl: first.url }),
  });
}

/** The session API that the pages ask, and what came of it so far. */
const sessionOf = async ({ url, relation, milestones }: SessionApi): Promise<object> => ({
  url: mask(url),
  site: await relation(),
  ...milestones(),
});

/** The docs host as a client of an authorization server, and what came of it so far. */
const clientOf = ({ client, milestones }: OAuthHost): object => ({
  by: client.by,
  clientId: client.clientId,
  scopes: client.scopes,
  redirectUri: client.redirectUri,
  tokenUrl: mask(client.tokenUrl),
  ...(client.infoUrl !== undefined && { infoUrl: mask(client.infoUrl) }),
  ...milestones(),
});

/** `GET /state`: what the host is, and what it was told. */
export async function showState({ site }: ApiParts): Promise<ApiAnswer> {
  const { facts, docsOrigin, docsPath } = site.place;
  const { session, oauth } = site;
  const setup = setupOf(site);
  return answer({
    docsUrl: docsOrigin + docsPath,
    callbackUrl: oauth?.client.redirectUri ?? docsOrigin + (facts.callbackPath ?? docsPath),
    loginUrls: site.links.loginUrls.map(({ name, url }) => ({ name, url: mask(url) })),
    handshake: facts.id,
    edition: site.policy.rules.edition,
    editions: facts.editions.map(({ id }) => id),
    ...(hasToken(facts) && { algorithm: facts.algorithm }),
    ...(session && { session: await sessionOf(session) }),
    ...(oauth && { oauth: clientOf(oauth) }),
    ...keysOf(site),
    clock: clockOf(site),
    faults: site.faults.all(),
    steps: stepsOf(site),
    command: checkCommand(site, site.policy.rules.edition),
    ...(setup && { loginSetup: setup }),
  });
}

/** `POST /reset`: as good as new. */
export function reset({ site }: ApiParts): ApiAnswer {
  resetSite(site);
  return { status: 204 };
}

/** `GET /clock`. */
export const showClock = ({ site }: Pick<ApiParts, 'site'>): ApiAnswer => answer(clockOf(site));

/** `PUT /clock`: moves the clock to a moment, or by an offset. */
export function setClock({ site }: ApiParts, { body }: ApiCall): ApiAnswer {
  const given = membersOf(body, ['offsetMs', 'now']);
  if (isAnswer(given)) return given;
  const { offsetMs, now } = given;
  const ahead = site.time.now() - site.time.offsetMs();
  const moment = typeof now === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(now) ? Date.parse(now) : NaN;
  const wanted = typeof offsetMs === 'number' ? offsetMs : moment - ahead;
  if ((offsetMs === undefined) === (now === undefined) || Number.isNaN(wanted)) {
    const message =
      'Give offsetMs, a number of milliseconds, or now, such as 2027-01-31T12:00:00Z.';
    return problem(400, 'malformed', message);
  }
  const carried = moveClock(site, wanted);
  return 'problem' in carried ? problem(422, 'too-far', carried.problem) : showClock({ site });
}

/** `GET /keys`: names and fingerprints. */
export const showKeys = ({ site }: Pick<ApiParts, 'site'>): ApiAnswer => answer(keysOf(site));

/** `PUT /keys`: other keys; none for those of the start. */
export async function setKeys({ site }: ApiParts, { body }: ApiCall): Promise<ApiAnswer> {
  const given = membersOf(body, ['keys']);
  if (isAnswer(given)) return given;
  const list: readonly unknown[] | undefined = Array.isArray(given['keys'])
    ? given['keys']
    : undefined;
  if (list === undefined || list.length > 20 || !list.every((one) => typeof one === 'string')) {
    return problem(400, 'malformed', 'keys must be at most 20 texts, each PEM or JWK.');
  }
  const carried = await replaceKeys(site, list);
  return 'problem' in carried ? problem(422, 'no-key', carried.problem) : showKeys({ site });
}
