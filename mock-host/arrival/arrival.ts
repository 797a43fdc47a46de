import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import type { WayBackFinding } from '../../judge/arrival/way-back.js';
import type { JsonObject } from '../../protocol/json.js';
import { withoutCarried } from '../../protocol/url/callback.js';
import type { Reading } from '../../protocol/requirement.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { seal, type Sealed } from '../../protocol/secrecy/sealed.js';
import { printable, type HostEvent } from '../event-log.js';
import type { Fault } from '../faults/faults.js';
import { refusalOnDemand } from '../faults/refusal.js';
import { tellFault } from '../faults/story.js';
import type { Visitor } from '../pages/answers.js';
import type { Departure } from '../readers/departures.js';
import type { TokenUse } from '../readers/replay-cache.js';
import type { Site } from '../site.js';
import { decide, type Decision } from './decision.js';
import { readDestination } from './destination.js';
import { broken, readGroups } from './policy.js';

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

/** What the host makes of an arrival. */
export type Outcome =
  | (Extract<Decision, { readonly accepted: true }> & {
      /** Where the reader goes: path and query, and for the callback the anchor. */
      readonly location: string;
      /** Personalization: the anchor that came with the token, decoded. */
      readonly anchor?: string;
    })
  | Refusal;

/** True for a token that the visitor's own live session was opened with: a reload, or a page that asks twice. */
function isOwnToken(used: TokenUse, visitor: Visitor): boolean {
  return visitor.session !== undefined && used.session === visitor.id;
}

const mostNames = 20;

const listed = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`
    : names.join(', ') || 'none';

/** What tells one reader from another in the log: groups, and the names of claims. No other value is there. */
function describeUser(user: JsonObject): readonly string[] {
  const { content } = user;
  const inContent = typeof content === 'object' && content !== null ? Object.keys(content) : [];
  return [
    `groups: ${listed([...readGroups(user).groups])}`,
    `claims: ${listed(Object.keys(user))}; content: ${listed(inContent)}`,
  ];
}

/** What the log says of a refusal besides what arrived. */
export const refusalDetails = ({
  expected,
  title,
  fix,
  advice,
}: WayBackFinding): readonly string[] => [
  `expected: ${expected ?? `${title}.`}`,
  `fix: ${advice === undefined ? fix : `${fix} ${advice}`}`,
];

/** A way back that was lost or changed is no refusal, and nothing that goes without a word. */
export function tellWayBack(
  { log }: Pick<Site, 'log'>,
  findings: readonly WayBackFinding[],
  where: Where,
): void {
  for (const finding of findings) {
    const { code, actual: sentence } = finding;
    log.tell({ kind: 'way-back', code, sentence, details: refusalDetails(finding), ...where });
  }
}

/** What an event says of its place. */
type Where = Required<Pick<HostEvent, 'path' | 'handshake'>>;

/** Who brings a token. */
export interface Arriving extends Visitor {
  /** The departure that it ends; absent where it is not certain which. */
  readonly departure?: Departure;
  /** Faults that happened to it on the way. */
  readonly faults: readonly Fault[];
}

/** An outcome, and the handshake that it belongs to, by its id in the journal. */
export type Received = Outcome & { readonly handshake: number };

/** What is brought, and where. */
interface Brought {
  /** What a page took from its address; empty where the token came in the query. */
  readonly fragment: Sealed;
  /** Path and query of that page. */
  readonly path: string;
  readonly visitor: Arriving;
  readonly handshake: number;
}

/** The rules for one token: those of the host, but for a key that was rotated on demand. */
function rulesFor(site: ArrivalSite, where: Pick<Where, 'handshake'>): ArrivalRules {
  const { rules } = site.policy;
  const fault = site.faults.take('rotate-key');
  if (fault === undefined) return rules;
  tellFault(site, fault, where);
  return { ...rules, keys: site.faults.keysOf(fault.id) };
}

/** Why a good token is refused, where the host was told so. */
function refuseOnDemand(
  site: ArrivalSite,
  rules: ArrivalRules,
  handshake: number,
): Refusal | undefined {
  const fault = site.faults.take('refuse-token');
  if (fault === undefined) return undefined;
  tellFault(site, fault, { handshake });
  return refusalOnDemand(rules, fault);
}

async function judge(site: ArrivalSite, brought: Brought): Promise<Outcome> {
  const { fragment, path, visitor, handshake } = brought;
  const sent = visitor.departure?.page;
  const url = site.place.docsOrigin + path;
  const arrival = { fragment, url, nowMs: site.clock(), ...(sent !== undefined && { sent }) };
  const rules = rulesFor(site, { handshake });
  keepArrival(site, brought);
  const { replays, groups, journal } = site.memory;
  const uses = { use: replays.use, isOwn: (used: TokenUse) => isOwnToken(used, visitor) };
  const decision = await decide(
    arrival,
    rules,
    site.policy.replayProtection ? uses : undefined,
    site.clock,
    {
      seen: (reading) => noteToken(site, reading, handshake),
      veto: () => refuseOnDemand(site, rules, handshake),
    },
  );
  if (!decision.accepted) return decision;
  const { user, endsAtMs, again, wayBack } = decision;
  const anchor = new URLSearchParams(fragment.reveal()).get('anchor');
  const { location, events } =
    site.place.facts.callbackPath === undefined
      ? { location: withoutCarried(path, site.place.facts.carrier), events: [] }
      : readDestination(site.place, path);
  for (const event of events) site.log.tell({ ...event, handshake });
  const sentence = again
    ? 'The session that this token opened brought it again; nothing changes.'
    : `The reader is logged in until ${new Date(endsAtMs).toISOString()}.`;
  if (!again) groups.add(readGroups(user).groups, site.clock());
  const details = [...describeUser(user), ...decision.remarks];
  const where = { path: location, handshake };
  site.log.tell({ kind: 'token-accepted', sentence, details, ...where }, user);
  journal.settle(handshake, { state: 'accepted', sentence, location });
  tellWayBack(site, wayBack, where);
  return {
    ...decision,
    location,
    ...(site.place.facts.docsAreOpen && anchor !== null ? { anchor } : {}),
  };
}

/** Opens the handshake in the journal, or goes on with that of the departure. */
export function begin(
  site: ArrivalSite,
  path: string,
  { departure, faults }: Pick<Arriving, 'departure' | 'faults'>,
): number {
  const { carrier } = site.place.facts;
  const carried = carrier.by === 'fragment' ? '#…' : `, in ${carrier.name}`;
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
function keepArrival(site: ArrivalSite, { fragment, path, visitor, handshake }: Brought): void {
  if (!isLookedInto(site)) return;
  const hash = fragment.reveal();
  const location = seal(site.place.docsOrigin + path + (hash === '' ? '' : `#${hash}`));
  const sent = visitor.departure?.page;
  const { keys } = site.policy.rules;
  const arrival = { location, atMs: site.clock(), keys, ...(sent !== undefined && { sent }) };
  site.memory.tokens.keep(handshake, arrival);
}

/** Notes what was read of a token. */
function noteToken(site: ArrivalSite, { token, header, claims }: Reading, handshake: number): void {
  if (token === undefined || !isLookedInto(site)) return;
  const masked = mask(token.text.reveal());
  site.memory.journal.read(handshake, { header, claims, masked });
}

/**
 * Judges what arrived in a fragment, or in the query. Never throws; logs what it decides.
 *
 * @param fragment what a page took from its address; empty where the token came in the query
 * @param path path and query of that page
 * @param visitor who brings it
 */
export async function receive(
  site: ArrivalSite,
  fragment: Sealed,
  path: string,
  visitor: Arriving,
): Promise<Received> {
  const handshake = begin(site, path, visitor);
  let outcome: Outcome;
  try {
    outcome = await site.line.wait(() => judge(site, { fragment, path, visitor, handshake }));
  } catch {
    outcome = broken;
  }
  if (!outcome.accepted) {
    const { code, actual } = outcome;
    site.memory.journal.settle(handshake, {
      state: 'refused',
      code,
      sentence: printable(actual),
    });
    site.log.tell({
      kind: outcome === broken ? 'broken' : 'token-refused',
      code,
      sentence: actual,
      path: withoutCarried(path, site.place.facts.carrier),
      details: refusalDetails(outcome),
      handshake,
    });
  }
  return { ...outcome, handshake };
}
