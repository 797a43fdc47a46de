import type { Exchange } from '../../protocol/exchange.js';
import { compactVerify } from 'jose/jws/compact/verify';
import { plain } from '../../handshakes/shared/visits.js';
import { hasToken } from '../../protocol/handshake.js';
import { decode } from '../../protocol/jose/base64url.js';
import { nodeCrypto } from '../../protocol/jose/node-crypto.js';
import type { JsonObject } from '../../protocol/json.js';
import {
  levelIn,
  type Context,
  type Handshake,
  type Reading,
  type Requirement,
} from '../../protocol/requirement.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { userProblem } from '../../protocol/user/user-schema.js';
import type { Visit } from '../../protocol/visit.js';
import { checkVisit, type VisitFinding } from '../check-visit.js';
import { readExchange } from '../reading.js';
import type { Acceptance, Arrival, ArrivalRules, Refusal } from './judgement.js';
import { checkWithLeeway } from './leeway.js';
import { misshapen, refusalBy, refusalFor } from './refusals.js';
import { remarks } from './remarks.js';
import { judgeWayBack, type WayBackFinding } from './way-back.js';
import { unreadable, withoutToken, type Misfit } from './without-token.js';

/** The rows by which the host takes or refuses a token. */
export const gates = (item: Requirement, edition: string): boolean =>
  item.onArrival === 'refused' ||
  (item.onArrival === 'by-level' && levelIn(item, edition) === 'must');

/** Rows that the host mentions where they fall on a token that it takes; an info row is for a whole run. */
const mentions = (item: Requirement, edition: string): boolean =>
  item.onArrival === 'mentioned' ||
  (item.onArrival !== undefined && levelIn(item, edition) !== 'info');

/** The one visit in which a reader arrives. */
export const arrivalVisit: Visit = { ...plain, name: 'arrival', title: 'a reader arrives' };

/** The rows of a catalogue that a token meets, in its order. */
interface RowsMet {
  readonly gating: readonly Requirement[];
  readonly mentioned: readonly Requirement[];
}

/** By edition: chosen once, and not anew for each token. */
const chosen = new WeakMap<Handshake, Map<string, RowsMet>>();

function rowsMet(handshake: Handshake, edition: string): RowsMet {
  const known = chosen.get(handshake) ?? new Map<string, RowsMet>();
  chosen.set(handshake, known);
  const met = known.get(edition) ?? {
    gating: handshake.requirements.filter((item) => gates(item, edition)),
    mentioned: handshake.requirements.filter((item) => mentions(item, edition)),
  };
  known.set(edition, met);
  return met;
}

/** An exchange of which nothing is known but when it was, and what came: a clause without a full stop. */
export const bareExchange = (nowMs: number, seen: string): Exchange => ({
  visit: arrivalVisit.name,
  driver: 'browser',
  startedAtMs: nowMs,
  durationMs: 0,
  hops: [],
  navigations: [],
  stop: { code: 'callback', seen },
  signIns: 0,
  secrets: [],
});

/** The hand-over as an exchange of its own: nothing is known of it but its URL and the time. */
export async function readArrival(arrival: Arrival, rules: ArrivalRules): Promise<Reading> {
  const { fragment, url, nowMs } = arrival;
  const hash = fragment.reveal();
  const whole = seal(url.replace(/#.*$/s, '') + (hash === '' ? '' : `#${hash}`));
  return readExchange(
    {
      ...bareExchange(nowMs, 'The reader arrived at the docs'),
      callback: { url: whole, hop: 0, arrivedAtMs: nowMs },
    },
    arrivalVisit,
    { facts: rules.handshake.facts, keys: rules.keys },
  );
}

/** By rules: known once, and not anew for each token. */
const contexts = new WeakMap<ArrivalRules, Context>();

/** What is known around it: the docs host's own settings, and no other visit. */
export function contextOf(rules: ArrivalRules): Context {
  const known = contexts.get(rules) ?? makeContext(rules);
  contexts.set(rules, known);
  return known;
}

function makeContext(rules: ArrivalRules): Context {
  const { facts } = rules.handshake;
  return {
    facts,
    docsOrigin: rules.docsOrigin,
    docsHost: new URL(rules.docsOrigin).hostname,
    docsPath: rules.docsPath,
    loginOrigin: '',
    tieOf: () => 'trial',
    ...(facts.returnParam === undefined ? {} : { returnParam: facts.returnParam }),
    signIn: 'undeclared',
    givesProof: false,
    hasKey: true,
    visit: arrivalVisit,
    driver: 'browser',
    other: () => undefined,
    elsewhere: () => undefined,
    honest: undefined,
    worksElsewhere: false,
    clockSlack: 0,
    keepsNoSession: false,
  };
}

/** The JOSE library's own word, after the strict reading: a second pair of eyes on the same octets. */
async function joseAgrees(token: string, rules: ArrivalRules): Promise<boolean> {
  const { algorithm } = rules.handshake.facts;
  if (algorithm === undefined) return false;
  for (const key of rules.keys.filter((each) => each.algorithm === algorithm)) {
    try {
      const verifying = key.algorithm === 'HS256' ? key.secret : key.publicKey;
      await compactVerify(token, verifying, { algorithms: [algorithm] });
      return true;
    } catch {
      // The next key may verify it.
    }
  }
  return false;
}

async function hash(text: string): Promise<string> {
  const { createHash } = nodeCrypto;
  if (createHash !== undefined) return createHash('sha256').update(text).digest('hex');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

/** The first row that refuses a token that could be read. */
function fallen(
  gating: readonly Requirement[],
  reading: Reading,
  context: Context,
  rules: ArrivalRules,
  findingOf: (item: Requirement) => VisitFinding,
): Refusal | undefined {
  for (const item of gating) {
    const plainly = findingOf(item);
    const finding = checkWithLeeway(item, reading, context, rules.leewaySeconds, plainly);
    if (finding.is === 'unmet') return refusalBy(item, finding, rules);
    if (finding.is === 'broken') return refusalBy(item, { actual: finding.reason }, rules);
  }
  return undefined;
}

/** What is said of each row, found once: a row that refuses is one that is mentioned, too. */
function onceEach(find: (item: Requirement) => VisitFinding): typeof find {
  const found = new Map<Requirement, VisitFinding>();
  return (item) => {
    const finding = found.get(item) ?? find(item);
    found.set(item, finding);
    return finding;
  };
}

/** A token that is taken, with what became of the visitor's way. */
export interface JudgedAcceptance extends Acceptance {
  /** What became of the page that the host sent the visitor off from: rows that fell. */
  readonly wayBack: readonly WayBackFinding[];
}

/**
 * Judges what arrived at the docs by the same rows, on the same reading, as a conformance run. A token is taken
 * where none of them refuses it, its signature verified, and the JOSE library agrees. The same input gives the
 * same answer; never rejects for what a token holds.
 *
 * @param seen is called once with what was read, where there was a token to be read
 */
export async function judgeArrival(
  arrival: Arrival,
  rules: ArrivalRules,
  seen: (reading: Reading) => void = () => undefined,
): Promise<JudgedAcceptance | Refusal> {
  const { facts, userSchema } = rules.handshake;
  const refuse = ({ is, actual }: Misfit): Refusal => refusalFor(rules, is, actual);
  if (!hasToken(facts)) return refuse({ is: 'no-token', actual: 'No token travels here.' });
  const fragment = arrival.fragment.reveal();
  const misfit = withoutToken(fragment, arrival.url, facts);
  if (misfit !== undefined) return refuse(misfit);
  const reading = await readArrival(arrival, rules);
  const { token, claims } = reading;
  if (token === undefined) return refuse(unreadable(fragment, arrival.url, facts));
  seen(reading);
  const context = contextOf(rules);
  const { gating, mentioned } = rowsMet(rules.handshake, rules.edition);
  const findingOf = onceEach((item) => checkVisit(item, reading, context));
  const refusal = fallen(gating, reading, context, rules, findingOf);
  if (refusal !== undefined) return refusal;
  const verified =
    token.signature.state === 'verified' && (await joseAgrees(token.text.reveal(), rules));
  if (!verified) return refuse({ is: 'unverified', actual: 'It could not be verified.' });
  if (claims === undefined || typeof claims['exp'] !== 'number') {
    return refuse({ is: 'not-a-token', actual: 'The token payload cannot be read.' });
  }
  // The schema is a second witness of the shape, as the JOSE library is of the signature.
  const problem = await userProblem(judgedMembers(claims, gating), userSchema);
  if (problem !== undefined) return misshapen(rules, problem);
  return {
    accepted: true,
    user: claims,
    signingInputHash: await hash(token.signingInput.reveal()),
    headerOctets: decode(token.signingInput.reveal().split('.', 1)[0] ?? '')?.length ?? 0,
    expSeconds: claims['exp'],
    warnings: remarks(reading, context, mentioned, rules.edition, findingOf),
    wayBack: arrival.sent === undefined ? [] : judgeWayBack(reading, context, rules, arrival.sent),
  };
}

/** Where the edition has no host, it is a claim like any other, of any type. */
function judgedMembers(
  { host, ...claims }: JsonObject,
  gating: readonly Requirement[],
): JsonObject {
  const readsHost = gating.some(({ members }) => members?.includes('host') === true);
  return readsHost ? { host, ...claims } : claims;
}
