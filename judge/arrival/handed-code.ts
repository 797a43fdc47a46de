import type { Call } from '../../protocol/http/call.js';
import type { OAuthClient } from '../../protocol/oauth/client.js';
import {
  levelIn,
  type Context,
  type Reading,
  type Requirement,
} from '../../protocol/requirement.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { userProblem } from '../../protocol/user/user-schema.js';
import { notApplicable } from '../../protocol/verdict.js';
import { checkVisit, type VisitFinding } from '../check-visit.js';
import { readExchange } from '../reading.js';
import type { JudgedUser, UserRules } from './answered-user.js';
import { arrivalRow } from './arrival-rows.js';
import { arrivalVisit, bareExchange, contextOf, gates } from './arriving-token.js';
import type { ArrivalRules } from './judgement.js';
import { misshapen, refusalBy } from './refusals.js';

/** One reader's login where a code is handed over. */
export interface HandedCode {
  /** The authorization request as it was sent; absolute. */
  readonly asked: Sealed;
  /** Where the reader came back, query and fragment included; absolute. */
  readonly came: Sealed;
  /** What was asked of token endpoint and Info API since, in order; those of a page with their verdicts. */
  readonly calls: readonly Call[];
  /** The docs host's clock, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** What a row may know of the client. */
type KnownClient = NonNullable<Context['client']>;

async function readingOf(
  { asked, came, calls, nowMs }: HandedCode,
  { handshake }: UserRules,
): Promise<Reading> {
  const exchange = {
    ...bareExchange(nowMs, 'The reader came back to the docs'),
    navigations: [{ url: asked, from: -1, cause: 'start', atMs: nowMs }] as const,
    callback: { url: came, hop: 0, arrivedAtMs: nowMs },
    calls,
  };
  const last = calls.at(-1)?.receivedAtMs ?? nowMs;
  return readExchange(exchange, arrivalVisit, {
    facts: handshake.facts,
    keys: [],
    // The docs host's clock may have been moved.
    clockOffsetMs: nowMs - last,
  });
}

/** The rows that one login shows. */
const isShown = ({ stage, onArrival, inCalls }: Requirement): boolean =>
  inCalls === true || (stage === 'user' && onArrival !== undefined);

/** The rows by which the docs host does not let the reader in. */
const decides = (item: Requirement, edition: string): boolean =>
  item.inCalls === true ? levelIn(item, edition) === 'must' : gates(item, edition);

function findingOf(item: Requirement, reading: Reading, context: Context): VisitFinding {
  const { hasKey, signIn, client } = context;
  const moot = item.moot?.({ hasKey, signIn, ...(client && { client }) });
  return moot === undefined ? checkVisit(item, reading, context) : notApplicable(moot.reason);
}

/**
 * Judges one reader's login by the same rows as a conformance run: the answer that brought the code, the token endpoint and
 * the Info API, and the data of the user where they came. Never rejects for what they hold.
 */
export async function judgeHandedCode(
  handed: HandedCode,
  given: UserRules,
  { groups, infoUrl, scopes, redirectUri }: Pick<OAuthClient, keyof KnownClient>,
): Promise<JudgedUser & Pick<Reading, 'user'>> {
  const rules: ArrivalRules = { ...given, keys: [], leewaySeconds: 0 };
  const { requirements, userSchema } = rules.handshake;
  const reading = await readingOf(handed, given);
  const client: KnownClient = {
    scopes,
    redirectUri,
    ...(groups && { groups }),
    ...(infoUrl && { infoUrl }),
  };
  const context: Context = { ...contextOf(rules), client };
  const judged = requirements
    .filter(isShown)
    .map((item) => ({ item, finding: findingOf(item, reading, context) }));
  const { user } = reading;
  const known = user === undefined ? {} : { user };
  const rows = judged.map(({ item, finding }) => arrivalRow(item, finding, rules.edition));
  for (const { item, finding } of judged) {
    if (!decides(item, rules.edition)) continue;
    if (finding.is === 'unmet') return { ...known, rows, refusal: refusalBy(item, finding, rules) };
    if (finding.is === 'broken') {
      return { ...known, rows, refusal: refusalBy(item, { actual: finding.reason }, rules) };
    }
  }
  if (user === undefined) return { rows };
  // The schema is a second witness of the shape.
  const problem = await userProblem(user, userSchema);
  return problem === undefined
    ? { user, rows }
    : { user, rows, refusal: misshapen(rules, problem) };
}
