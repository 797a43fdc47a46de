import { hasToken } from '../../protocol/handshake.js';
import { readKeys, type VerificationKey } from '../../protocol/jose/keys.js';
import { readSharedSecret } from '../../protocol/jose/shared-secret.js';
import { farthestMs, offsetWords } from '../clock.js';
import {
  clientFaultKinds,
  mostFaults,
  type Fault,
  type FaultKind,
  type FaultWish,
} from '../faults/faults.js';
import { clearMemory } from '../readers/memory.js';
import type { Site } from '../site.js';

/** What a host that runs is told: each is logged, and `resetSite` takes all of them back. */

/** An order that was carried out, or one sentence that says why not. */
export type Carried<T> = { readonly done: T } | { readonly problem: string };

/** As good as new: no visitor, no event, no order; the keys and the clock that the host was started with. */
export function resetSite(site: Site): void {
  site.faults.clear();
  site.policy.replaceKeys(undefined);
  site.time.reset();
  clearMemory(site.memory);
  site.log.clear();
  site.firstRun.clear();
}

/** Moves the clock. What was over by the time it showed until now stays over, forwards and back. */
export function moveClock(site: Site, offsetMs: number): Carried<number> {
  if (!Number.isFinite(offsetMs) || Math.abs(offsetMs) > farthestMs) {
    return { problem: 'The clock can be moved by ten years at most, in milliseconds.' };
  }
  site.memory.sessions.sweep();
  site.time.move(Math.round(offsetMs));
  site.memory.sessions.sweep();
  const sentence =
    offsetMs === 0
      ? 'The clock was put right again.'
      : `The clock was moved: it shows ${offsetWords(site.time.offsetMs())} from now on.`;
  site.log.tell({ kind: 'told-otherwise', sentence });
  return { done: site.time.offsetMs() };
}

/** The faults of other hosts that a client of an authorization server has as well. */
const ofClientsToo: Readonly<Record<'host' | 'browser', readonly FaultKind[]>> = {
  host: ['slow', 'callback-error', 'lose-session', 'expire-session'],
  browser: ['slow', 'callback-error'],
};

/** Why a client of an authorization server has no such fault; undefined where it has. */
function unfitForClient({ place }: Site, kind: FaultKind): string | undefined {
  const { redeems, title } = place.facts;
  if (redeems === undefined) {
    return clientFaultKinds.includes(kind)
      ? `${title} hands over no code: there is no token endpoint.`
      : undefined;
  }
  const known = [...clientFaultKinds, ...ofClientsToo[redeems.by]];
  return known.includes(kind)
    ? undefined
    : `${title} hands over a code: its faults are ${known.join(', ')}.`;
}

/** Why a host of this kind has no such fault; undefined where it has. */
function unfit(site: Site, { kind }: FaultWish): string | undefined {
  const { place, links, session } = site;
  const problem = unfitForClient(site, kind);
  if (problem !== undefined || place.facts.redeems !== undefined) return problem;
  if (session === undefined && kind === 'lose-answer') {
    return `${place.facts.title} asks no session API: there is no answer to lose.`;
  }
  if (session !== undefined && kind !== 'lose-answer' && kind !== 'slow') {
    return `${place.facts.title} hands nothing over to the docs host: its faults are lose-answer and slow.`;
  }
  if (place.facts.docsAreOpen && (kind === 'lose-session' || kind === 'expire-session')) {
    return `${place.facts.title} keeps its readers in the browser: there is no session to lose.`;
  }
  if (kind === 'redirect' && links.returnParam === undefined) {
    return 'This host tells the login flow no page: start it with --return-param.';
  }
  return undefined;
}

/** Orders a fault. */
export async function orderFault(site: Site, wish: FaultWish): Promise<Carried<Fault>> {
  const problem = unfit(site, wish);
  if (problem !== undefined) return { problem };
  if (site.faults.all().length >= mostFaults) {
    return { problem: `There are ${mostFaults} faults: clear some.` };
  }
  const { algorithm } = site.place.facts;
  const rotates = wish.kind === 'rotate-key' && algorithm !== undefined;
  const keys = rotates
    ? [await (await import('../faults/strange-key.js')).makeStrangeKey(algorithm)]
    : [];
  const fault = site.faults.add(wish, keys);
  const often = fault.times === 'once' ? 'once' : 'until it is cleared';
  const sentence = `A fault was ordered, ${often}: ${fault.sentence}`;
  site.log.tell({ kind: 'told-otherwise', sentence, faults: [fault.id] });
  return { done: fault };
}

/** Clears one fault, or all; how many there were. */
export function clearFaults(site: Site, id?: string): number {
  const count = site.faults.clear(id);
  const what = id === undefined ? `${count} faults were cleared.` : `The fault ${id} was cleared.`;
  if (count > 0) site.log.tell({ kind: 'told-otherwise', sentence: what });
  return count;
}

/**
 * Replaces the keys that tokens are verified with.
 *
 * @param texts PEM, JWK or JWK Set, of which all that fit are taken; for a shared secret the secret; none for the keys that the host was started with
 */
export async function replaceKeys(
  site: Site,
  texts: readonly string[],
): Promise<Carried<readonly VerificationKey[]>> {
  const { facts } = site.place;
  if (!hasToken(facts)) return { problem: `${facts.title} has no key: no token travels in it.` };
  const { algorithm } = facts;
  const keys: VerificationKey[] = [];
  for (const [index, text] of texts.entries()) {
    const name = `keys[${index}]`;
    const read =
      algorithm === 'HS256' ? await readSharedSecret(text, name) : await readKeys(text, name);
    if (!read.ok) return { problem: read.problem };
    // Others stand beside the one in most JWK Sets.
    const all: readonly VerificationKey[] = 'keys' in read ? read.keys : [read.key];
    const fitting = all.filter((key) => key.algorithm === algorithm);
    if (fitting.length === 0) {
      return { problem: `${name} is for ${read.key.algorithm}: this host verifies ${algorithm}.` };
    }
    keys.push(...fitting);
  }
  site.policy.replaceKeys(keys.length === 0 ? undefined : keys);
  const sentence =
    keys.length === 0
      ? 'The keys are again those that the host was started with.'
      : 'The keys were replaced.';
  site.log.tell({ kind: 'told-otherwise', sentence });
  return { done: site.policy.rules.keys };
}
