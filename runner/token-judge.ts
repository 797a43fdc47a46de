import { compactVerify } from 'jose';
import type { VerificationKey } from '../protocol/keys.js';
import {
  levelIn,
  type Context,
  type Handshake,
  type Reading,
  type Requirement,
} from '../protocol/requirement.js';
import { seal, type Sealed } from '../protocol/sealed.js';
import { userProblem, type SchemaProblem } from '../protocol/user-schema.js';
import type { Visit } from '../protocol/visit.js';
import { plain } from '../handshakes/shared/visits.js';
import type { Acceptance, Refusal, TokenJudge } from '../mock-host/token-judge.js';
import { checkVisit } from './check-visit.js';
import { checkWithLeeway } from './leeway.js';
import { readExchange } from './reading.js';

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

/** The rows by which the host takes or refuses a token: those that look at the fragment and the token alone. */
function gates(item: Requirement, edition: string): boolean {
  const looksAtToken = item.stage === 'token' || item.stage === 'claims';
  const judgedOnArrival = item.visits.some(({ name }) => name === plain.name);
  // Policy 2: without exp a token is refused in every edition, since it would never die.
  const must = levelIn(item, edition) === 'must' || item.id === 'token-exp-present';
  return judgedOnArrival && must && (looksAtToken || item.id === 'callback-fragment-form');
}

/** Rows that the host mentions but does not refuse for. */
const mentions = (item: Requirement, edition: string): boolean =>
  (item.stage === 'token' || item.stage === 'claims') &&
  levelIn(item, edition) === 'should' &&
  item.visits.some(({ name }) => name === plain.name);

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
    returnParam: facts.returnParam,
    signIn: 'undeclared',
    hasKey: true,
    visit,
    driver: 'browser',
    other: () => undefined,
    honest: undefined,
  };
}

function refusal(item: Requirement, expected: string, actual: string): Refusal {
  const { id, title, why, fix } = item;
  return { accepted: false, code: id, title, expected, actual, why, fix };
}

const noToken = (actual: string): Refusal => ({
  accepted: false,
  code: 'callback-token-in-fragment',
  title: 'The token is the fragment of the callback URL and stands nowhere else',
  expected: 'The fragment is a signed JWT.',
  actual,
  why: 'Without a token the docs host has nothing to go by, and no reader gets in.',
  fix: 'End the login flow with a redirect to the docs whose fragment is the signed JWT.',
});

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

const misshapen = ({ member, sentence }: SchemaProblem): Refusal => ({
  accepted: false,
  code: rowOfMember[member] ?? 'user-known-fields',
  title: 'The payload has the User format',
  expected: 'Every member of the payload has the type that the User format gives it.',
  actual: sentence,
  why: 'The docs cannot use a member of another type.',
  fix: 'Send the members of the payload as the User format has them, or leave them out.',
});

/** The row that judges a member of the payload. */
const rowOfMember: Readonly<Record<string, string>> = {
  host: 'user-host',
  expiresAt: 'user-expires-at',
  groups: 'user-groups',
  content: 'user-content',
  apiPlaygroundInputs: 'user-playground',
  exp: 'token-exp-numeric',
  iat: 'token-times-numeric',
  nbf: 'token-times-numeric',
};

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

/**
 * The judge of the mock docs host: the same rows, on the same reading, as a conformance run. A token is
 * taken where no `must` row of the edition falls, its signature verified, and the JOSE library agrees.
 */
export function openTokenJudge(options: JudgeOptions): TokenJudge {
  const { requirements } = options.handshake;
  const leewaySeconds = options.leewaySeconds ?? 0;
  return async (fragment, callbackUrl, nowMs): Promise<Acceptance | Refusal> => {
    const reading = await arrivalOf(fragment, callbackUrl, nowMs, options);
    const { token, claims } = reading;
    if (fragment.reveal() === '') return noToken('The callback URL has no fragment.');
    if (token === undefined) return noToken('The fragment is not a JWT.');
    const context = contextOf(options);
    for (const item of requirements.filter((each) => gates(each, options.edition))) {
      const finding = checkWithLeeway(item, reading, context, leewaySeconds);
      if (finding.is === 'unmet') return refusal(item, finding.expected, finding.actual);
      if (finding.is === 'broken') return refusal(item, item.title, finding.reason);
    }
    const signed = requirements.find(({ id }) => id === 'token-signature');
    const verified =
      token.signature.state === 'verified' && (await joseAgrees(token.text.reveal(), options));
    if (signed !== undefined && !verified) {
      return refusal(
        signed,
        'The signature verifies with a configured key.',
        'It could not be verified.',
      );
    }
    if (claims === undefined || typeof claims['exp'] !== 'number') {
      return noToken('The token payload cannot be read.');
    }
    // The schema is a second witness of the shape, as the JOSE library is of the signature.
    const problem = await userProblem(claims);
    if (problem !== undefined) return misshapen(problem);
    const warnings = requirements
      .filter((each) => mentions(each, options.edition))
      .flatMap((item) => {
        const finding = checkVisit(item, reading, context);
        return finding.is === 'unmet' ? [`${item.id}: ${finding.actual}`] : [];
      });
    return {
      accepted: true,
      user: claims,
      signingInputHash: await hash(token.signingInput.reveal()),
      expSeconds: claims['exp'],
      warnings,
    };
  };
}
