import type { ArrivalRules } from '../../judge/arrival/judgement.js';
import { hasToken } from '../../protocol/handshake.js';
import { userProblem } from '../../protocol/user/user-schema.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { decide } from './decision.js';

/** A token that nobody signed: header, claims and signature have the form of one. */
const unsigned = (algorithm: string): string =>
  [JSON.stringify({ alg: algorithm }), '{}', 'x'.repeat(64)]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

/**
 * Loads and compiles what the first token would wait for: checks the User format once, and judges a token that nobody
 * signed. It is refused, and no log and no memory of the host hears of it.
 *
 * @param nowMs milliseconds since the epoch
 */
export async function warmUp(rules: ArrivalRules, nowMs: number): Promise<void> {
  const { facts, userSchema } = rules.handshake;
  await userProblem({}, userSchema);
  if (!hasToken(facts)) return;
  const { carrier } = facts;
  const token = unsigned(facts.algorithm);
  const place = rules.docsOrigin + (facts.callbackPath ?? `${rules.docsPath}/`);
  // Where it does not belong nobody would read it.
  const url = carrier.by === 'query' ? `${place}?${carrier.name}=${token}` : place;
  const fragment = seal(carrier.by === 'query' ? '' : token);
  await decide({ fragment, url, nowMs }, rules, undefined, () => nowMs);
}
