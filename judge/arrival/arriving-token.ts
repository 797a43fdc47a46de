import { compactVerify } from 'jose';
import { plain } from '../../handshakes/shared/visits.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { JsonObject } from '../../protocol/json.js';
import {
  levelIn,
  type Context,
  type Handshake,
  type Reading,
  type Requirement,
} from '../../protocol/requirement.js';
import { seal, type Sealed } from '../../protocol/secrecy/sealed.js';
import { userProblem } from '../../protocol/user-schema.js';
import type { Visit } from '../../protocol/visit.js';
import { readExchange } from '../reading.js';
import type { Acceptance, Refusal, TokenJudge } from './judgement.js';
import { checkWithLeeway } from './leeway.js';
import { remarks } from './remarks.js';
import { misshapen, noToken, refusalBy, unreadable } from './texts.js';

/** What the judge of arriving tokens goes by. */
export interface JudgeOptions {
  readonly handshake: Handshake;
  readonly edition: string;
  readonly docsOrigin: string;
  readonly docsPath: string;
  /** Known public keys; those of the handshake's algorithm verify. */
  readonly keys: readonly VerificationKey[];
  /** How far the clocks may differ when `exp` and `nbf` are judged. Default 0. */
  readonly leewaySeconds?: number;
}

/** Rows that look at the token and the fragment alone. */
const judgedOnArrival = (item: Requirement): boolean =>
  item.visits.some(({ name }) => name === plain.name) &&
  (item.stage === 'token' || item.stage === 'claims' || onFragment.has(item.id));
const onFragment = new Set(['callback-fragment-form', 'anchor-form']);

/** The rows by which the host takes or refuses a token. */
function gates(item: Requirement, edition: string): boolean {
  // Policy 2: without exp a token is refused in every edition, since it would never die.
  const must = levelIn(item, edition) === 'must' || item.id === 'token-exp-present';
  return judgedOnArrival(item) && must && item.id !== 'anchor-form';
}

/** Rows that the host mentions but does not refuse for; an info row is for a whole run. */
const mentions = (item: Requirement, edition: string): boolean =>
  judgedOnArrival(item) && (levelIn(item, edition) !== 'info' || item.id === 'anchor-form');

const visit: Visit = { ...plain, name: 'arrival', title: 'a reader arrives' };

/** The hand-over as an exchange of its own: nothing is known of it but its URL and the time. */
async function arrivalOf(
  fragment: Sealed,
  callbackUrl: string,
  nowMs: number,
  options: JudgeOptions,
): Promise<Reading> {
  const url = seal(`${callbackUrl.replace(/#.*$/s, '')}#${fragment.reveal()}`);
  return readExchange(
    {
      visit: visit.name,
      driver: 'browser',
      startedAtMs: nowMs,
      durationMs: 0,
      hops: [],
      navigations: [],
      callback: { url, hop: 0, arrivedAtMs: nowMs },
      stop: { code: 'callback', sentence: 'The reader arrived at the docs.' },
      signIns: 0,
      secrets: [],
    },
    visit,
    { facts: options.handshake.facts, keys: options.keys },
  );
}

function contextOf(options: JudgeOptions): Context {
  const { facts } = options.handshake;
  return {
    facts,
    docsOrigin: options.docsOrigin,
    docsHost: new URL(options.docsOrigin).hostname,
    docsPath: options.docsPath,
    loginOrigin: '',
    tieOf: () => 'trial',
    returnParam: facts.returnParam,
    signIn: 'undeclared',
    givesProof: false,
    hasKey: true,
    visit,
    driver: 'browser',
    other: () => undefined,
    elsewhere: () => undefined,
    honest: undefined,
    worksElsewhere: false,
    keepsNoSession: false,
  };
}

/** The JOSE library's own word, after the strict reading: a second pair of eyes on the same octets. */
async function joseAgrees(token: string, options: JudgeOptions): Promise<boolean> {
  const { algorithm } = options.handshake.facts;
  for (const key of options.keys.filter((each) => each.algorithm === algorithm)) {
    try {
      await compactVerify(token, key.publicKey, { algorithms: [algorithm] });
      return true;
    } catch {
      // The next key may verify it.
    }
  }
  return false;
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

/**
 * The judge of the mock docs host: the same rows, on the same reading, as a conformance run. A token is
 * taken where no `must` row of the edition falls, its signature verified, and the JOSE library agrees.
 */
export function openTokenJudge(options: JudgeOptions): TokenJudge {
  const { handshake, edition } = options;
  const gating = handshake.requirements.filter((item) => gates(item, edition));
  const mentioned = handshake.requirements.filter((item) => mentions(item, edition));
  const signed = gating.find(({ id }) => id === 'token-signature');
  const readsHost = gating.some(({ id }) => id === 'user-host');
  const leewaySeconds = options.leewaySeconds ?? 0;

  /** Where the edition has no host, it is a claim like any other, of any type. */
  const userOf = ({ host, ...claims }: JsonObject): JsonObject =>
    readsHost ? { host, ...claims } : claims;

  return async (fragment, callbackUrl, nowMs): Promise<Acceptance | Refusal> => {
    const reading = await arrivalOf(fragment, callbackUrl, nowMs, options);
    const { token, claims } = reading;
    if (fragment.reveal() === '') return noToken('The callback URL has no fragment.');
    if (token === undefined) return unreadable(fragment.reveal(), handshake);
    const context = contextOf(options);
    const refuse = (item: Requirement, expected: string, actual: string): Refusal =>
      refusalBy(item, expected, actual, context.docsHost, reading);
    for (const item of gating) {
      const finding = checkWithLeeway(item, reading, context, leewaySeconds);
      if (finding.is === 'unmet') return refuse(item, finding.expected, finding.actual);
      if (finding.is === 'broken') return refuse(item, item.title, finding.reason);
    }
    const verified =
      token.signature.state === 'verified' && (await joseAgrees(token.text.reveal(), options));
    if (signed !== undefined && !verified) {
      const expected = 'The signature verifies with a configured key.';
      return refuse(signed, expected, 'It could not be verified.');
    }
    if (claims === undefined || typeof claims['exp'] !== 'number') {
      return noToken('The token payload cannot be read.');
    }
    // The schema is a second witness of the shape, as the JOSE library is of the signature.
    const problem = await userProblem(userOf(claims), handshake.userSchema);
    if (problem !== undefined) return misshapen(problem);
    return {
      accepted: true,
      user: claims,
      signingInputHash: await hash(token.signingInput.reveal()),
      expSeconds: claims['exp'],
      warnings: remarks(reading, context, mentioned, edition),
    };
  };
}
