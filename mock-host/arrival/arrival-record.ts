import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import type { Reading } from '../../protocol/requirement.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { seal, type Sealed } from '../../protocol/secrecy/sealed.js';
import { withoutCarried } from '../../protocol/url/callback.js';
import { printable } from '../event-log.js';
import type { Fault } from '../faults/faults.js';
import { refusalOnDemand } from '../faults/refusal.js';
import { tellFault } from '../faults/story.js';
import type { Visitor } from '../pages/answers.js';
import type { Departure } from '../readers/departures.js';
import type { Site } from '../site.js';

/** What the journal keeps of a token that came, and what was ordered for it. */

/** The parts of the host that an arrival meets. */
export type ArrivalSite = Pick<
  Site,
  | 'place'
  | 'policy'
  | 'memory'
  | 'log'
  | 'line'
  | 'docs'
  | 'assets'
  | 'clock'
  | 'time'
  | 'faults'
  | 'keepsTokens'
  | 'control'
>;

/** Who brings a token. */
export interface Arriving extends Visitor {
  /** The departure that it ends; absent where it is not certain which. */
  readonly departure?: Departure;
  /** Faults that happened to it on the way. */
  readonly faults: readonly Fault[];
}

/** What is brought, and where. */
export interface Brought {
  /** What a page took from its address; empty where the token came in the query. */
  readonly fragment: Sealed;
  /** Path and query of that page. */
  readonly path: string;
  readonly visitor: Arriving;
  readonly handshake: number;
}

/** The rules for one token: those of the host, but for a key that was rotated on demand. */
export function rulesFor(site: ArrivalSite, where: { readonly handshake: number }): ArrivalRules {
  const { rules } = site.policy;
  const fault = site.faults.take('rotate-key');
  if (fault === undefined) return rules;
  tellFault(site, fault, where);
  return { ...rules, keys: site.faults.keysOf(fault.id) };
}

/** Why a good token is refused, where the host was told so. */
export function refuseOnDemand(
  site: ArrivalSite,
  rules: ArrivalRules,
  handshake: number,
): Refusal | undefined {
  const fault = site.faults.take('refuse-token');
  if (fault === undefined) return undefined;
  tellFault(site, fault, { handshake });
  return refusalOnDemand(rules, fault);
}

/** Opens the handshake in the journal, or goes on with that of the departure. */
export function begin(
  site: ArrivalSite,
  path: string,
  { departure, faults }: Pick<Arriving, 'departure' | 'faults'>,
): number {
  const { carrier } = site.place.facts;
  const carried = carrier.by === 'query' ? `, in ${carrier.name}` : '#…';
  const handshake = site.memory.journal.arrive(departure?.handshake, {
    arrivedAtMs: site.clock(),
    arrivedAt: printable(withoutCarried(path, carrier)) + carried,
  });
  for (const fault of faults) tellFault(site, fault, { handshake });
  return handshake;
}

/** True where somebody may look into a handshake; claims that belong to the browser are nobody else's. */
const isLookedInto = ({ keepsTokens, assets }: ArrivalSite): boolean =>
  keepsTokens && assets.names.judge === undefined;

/** Keeps for a minute what came, for verdicts. */
export function keepArrival(
  site: ArrivalSite,
  { fragment, path, visitor, handshake }: Brought,
): void {
  if (!isLookedInto(site)) return;
  const hash = fragment.reveal();
  const location = seal(site.place.docsOrigin + path + (hash === '' ? '' : `#${hash}`));
  const sent = visitor.departure?.page;
  const { keys } = site.policy.rules;
  const arrival = { location, atMs: site.clock(), keys, ...(sent !== undefined && { sent }) };
  site.memory.tokens.keep(handshake, arrival);
}

/** Notes what was read of a token. */
export function noteToken(
  site: ArrivalSite,
  { token, header, claims }: Reading,
  handshake: number,
): void {
  if (token === undefined || !isLookedInto(site)) return;
  const text = token.text.reveal();
  const start = `${text.slice(0, 6)}…(${text.length} characters)`;
  // All of a token that is spelled as it should be is one; beside another one something else may stand.
  const shown = token.problems.length === 0 ? start : mask(text);
  // An unsigned token is no secret that a pattern knows, and is shown no more whole than others.
  const masked = shown === text ? start : shown;
  site.memory.journal.read(handshake, { header, claims, masked });
}
