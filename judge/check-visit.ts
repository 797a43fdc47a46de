import { hasToken } from '../protocol/handshake.js';
import { answeredUser, userCall } from '../protocol/http/answered-user.js';
import { broughtWord } from '../protocol/requirement.js';
import type { AtClaims, AtUser, Context, Reading, Requirement } from '../protocol/requirement.js';
import { mask } from '../protocol/secrecy/masking.js';
import { notReached, notReachedFor, type Finding } from '../protocol/verdict.js';
import { isHonest, sessionOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';

/** One check in one visit; `broken` is the suite's own fault and never a verdict on the login flow. */
export type VisitFinding = Finding | { readonly is: 'broken'; readonly reason: string };

/** Answers of a firewall or a rate limit rather than of the login flow. */
const guarded = new Set([403, 429, 503]);

/** Ends that come before the visitor was shown everything: what was not seen may still have been there. */
const brokenOff = new Set(['unreachable', 'tls', 'timeout', 'garbage', 'loop']);

/** Ends that leave a hostile visit without an observation. */
const unseen = new Set([
  'unreachable',
  'tls',
  'timeout',
  'garbage',
  'not-made',
  'browser-needed',
  'no-form',
  'sign-in-refused',
]);

/** Why a visit of a flow without sessions that was only shown the form does not settle a row, although one may fall for it. */
const formShown =
  'The login flow keeps no session, so this takes a sign-in of its own: it is made with --intrusive.';

/** True for a reader who comes back otherwise than by typing the address in a browser of their own. */
const isAnotherWay = ({ kind }: Visit): boolean =>
  kind === 'return-by-link' || kind === 'return-in-same-browser';

/** Why it is not known who reads, where no token travels; undefined where it is. */
function unanswered({ user, exchange }: Reading, { facts }: Context): Finding | undefined {
  if (user !== undefined) return undefined;
  const who = facts.redeems?.by === 'host' ? 'The docs host' : 'The page of the docs';
  const before = `${who} was not told who reads.`;
  const call = userCall(exchange.calls);
  if (call === undefined) {
    // Where a code was tried the visit itself went well: its end says nothing.
    return (exchange.calls ?? []).some(({ role }) => role === 'token')
      ? notReached(`${before} There was no access token to ask with.`)
      : notReachedFor(exchange.stop, before);
  }
  const problem = answeredUser(call).problem;
  return notReached(problem === undefined ? before : `${before} What came: ${problem}.`);
}

/** Why a reading cannot be judged by a requirement of a stage; undefined where it can. */
function missing(item: Requirement, reading: Reading, context: Context): Finding | undefined {
  if (item.stage === 'exchange') return undefined;
  if (item.stage === 'user' && !hasToken(context.facts)) return unanswered(reading, context);
  if (reading.callback === undefined) {
    return notReachedFor(reading.exchange.stop, 'The visitor was not handed over to the docs.');
  }
  if (item.stage === 'callback') return undefined;
  if (reading.token === undefined) return notReached('The redirect to the docs carries no token.');
  if (item.stage === 'token') return undefined;
  if (reading.header === undefined) return notReached('The token header cannot be read.');
  return reading.claims === undefined ? notReached('The token payload cannot be read.') : undefined;
}

/** Whether a visit is fit to be judged at all, whatever the requirement asks. */
function unfit(item: Requirement, reading: Reading, context: Context): Finding | undefined {
  const { exchange, visit } = reading;
  if (exchange.stop.code === 'not-made') return notReachedFor(exchange.stop);
  const needsHonest = sessionOf(visit) !== 'anonymous' && visit.formOnly !== true;
  if (!isHonest(visit) && needsHonest && context.honest === undefined) {
    return notReached(
      `No honest visit of this kind brought a ${broughtWord(context.facts)}, so there is nothing to compare with.`,
    );
  }
  if (item.refusalIsFine === true) return undefined;
  const judged = item.judgesRefusals === true && exchange.stop.code === 'sign-in-refused';
  if (!isHonest(visit) && unseen.has(exchange.stop.code) && !judged)
    return notReachedFor(exchange.stop);
  if (!isHonest(visit) && sessionOf(visit) === 'live' && exchange.stop.code === 'sign-in-page') {
    if (visit.formOnly === true)
      return item.judgesForm === true ? undefined : notReached(formShown);
    // Nothing is shown of what a visitor with a session gets.
    return notReachedFor(exchange.stop, 'The session of the sign-in was over.');
  }
  return unfitForAsking(reading, context) ?? guardedAnswer(item, reading, context);
}

const rateLimit = 'The answer was 429: a rate limit. Wait, or lift it for this run.';
const firewall = (status: number): string =>
  `The answer was ${status}: a firewall or a rate limit, as it seems.`;

/** True where other honest visits than this one got through. */
const worked = ({ honest, worksElsewhere }: Context, { visit }: Reading): boolean =>
  worksElsewhere || (honest !== undefined && honest.visit.name !== visit.name);

/** Why what a page was answered says nothing of the endpoint; 401 and 403 are its own words. */
function unfitForAsking(reading: Reading, context: Context): Finding | undefined {
  // What an authorization server did in front is its own, whatever the Info API says of its load.
  if (context.facts.asks === undefined) return undefined;
  const status = userCall(reading.exchange.calls)?.response?.status;
  if (status === 429) return notReached(rateLimit);
  const doubtful = status === 503 && (!isHonest(reading.visit) || worked(context, reading));
  return doubtful ? notReached(firewall(status)) : undefined;
}

/** Why the answer that ended a visit says nothing of the login flow. */
function guardedAnswer(item: Requirement, reading: Reading, context: Context): Finding | undefined {
  const { exchange, visit } = reading;
  const status = exchange.hops.at(-1)?.status;
  const refused = exchange.stop.code === 'status' && status !== undefined && guarded.has(status);
  if (!refused) return undefined;
  // Who is let in by typing and not by a link was not refused for coming too often: the row compares the two.
  if (status === 403 && isAnotherWay(visit)) return undefined;
  if (status === 429) {
    return notReached(rateLimit);
  }
  if (item.judgesRefusals === true && status === 403) return undefined;
  return !isHonest(visit) || worked(context, reading) ? notReached(firewall(status)) : undefined;
}

/**
 * Runs one check on one visit. What the login flow did is a finding; an exception of the check itself
 * is `broken`.
 */
export function checkVisit(item: Requirement, reading: Reading, context: Context): VisitFinding {
  const unmade = item.judgesUnmade === true && reading.exchange.stop.code === 'not-made';
  const unseen = unmade
    ? undefined
    : (unfit(item, reading, context) ?? missing(item, reading, context));
  if (unseen !== undefined) return unseen;
  try {
    // `missing` has shown that everything the stage promises is there.
    const at = reading as unknown as AtClaims & AtUser;
    const finding = item.check(at, context);
    const { stop } = reading.exchange;
    if (reading.visit.formOnly === true && finding.is !== 'unmet') return notReached(formShown);
    return finding.is === 'met' && brokenOff.has(stop.code) ? notReachedFor(stop) : finding;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { is: 'broken', reason: `The check broke: ${mask(message)}` };
  }
}
