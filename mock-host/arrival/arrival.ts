import { judgeArrival } from '../../judge/arrival/arriving-token.js';
import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import { refusalFor } from '../../judge/arrival/refusals.js';
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
import { readDestination } from './destination.js';
import {
  broken,
  longestHeader,
  longHeader,
  noRoom,
  readGroups,
  replayed,
  sessionEnd,
} from './policy.js';

/** The parts of the host that an arrival meets. */
export type ArrivalSite = Pick<
  Site,
  | 'place'
  | 'policy'
  | 'memory'
  | 'log'
  | 'line'
  | 'docs'
  | 'clock'
  | 'time'
  | 'faults'
  | 'keepsTokens'
>;

/** What the host makes of an arrival. */
export type Outcome =
  | {
      readonly accepted: true;
      readonly user: JsonObject;
      readonly endsAtMs: number;
      /** Where the reader goes: path and query, and for the callback the anchor. */
      readonly location: string;
      /** Personalization: the anchor that came with the token, decoded. */
      readonly anchor?: string;
      /** By which the replay check knows the token. */
      readonly tokenHash: string;
      /** Rows that fell on the way back. */
      readonly wayBack: readonly WayBackFinding[];
      /** True where the visitor's own session had brought this token before: nothing changes. */
      readonly again: boolean;
    }
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
const refusalDetails = ({ expected, title, fix, advice }: WayBackFinding): readonly string[] => [
  `expected: ${expected ?? `${title}.`}`,
  `fix: ${advice === undefined ? fix : `${fix} ${advice}`}`,
];

/** A way back that was lost or changed is no refusal, and nothing that goes without a word. */
function tellWayBack({ log }: ArrivalSite, finding: WayBackFinding, where: Where): void {
  const { code, actual } = finding;
  log.tell({
    kind: 'way-back',
    code,
    sentence: actual,
    details: refusalDetails(finding),
    ...where,
  });
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

async function judge(site: ArrivalSite, brought: Brought): Promise<Outcome> {
  const { fragment, path, visitor, handshake } = brought;
  const sent = visitor.departure?.page;
  const url = site.place.docsOrigin + path;
  const arrival = { fragment, url, nowMs: site.clock(), ...(sent !== undefined && { sent }) };
  const rules = rulesFor(site, { handshake });
  keepArrival(site, brought);
  const verdict = await judgeArrival(arrival, rules, (reading) =>
    noteToken(site, reading, handshake),
  );
  if (!verdict.accepted) return verdict;
  const fault = site.faults.take('refuse-token');
  if (fault !== undefined) {
    tellFault(site, fault, { handshake });
    return refusalOnDemand(rules, fault);
  }
  if (verdict.headerOctets > longestHeader) return longHeader(verdict.headerOctets);
  const nowMs = site.clock();
  const end = sessionEnd(verdict.user, nowMs);
  if ('over' in end) return refusalFor(site.policy.rules, 'session-over', end.over);
  // Last of all and without a pause after it, so that of two equal arrivals exactly one gets in.
  const used = site.policy.replayProtection
    ? site.memory.replays.use(
        verdict.signingInputHash,
        (verdict.expSeconds + site.policy.rules.leewaySeconds) * 1000,
      )
    : undefined;
  if (used !== undefined && 'remembered' in used) return noRoom(used.remembered);
  const again = used !== undefined && isOwnToken(used, visitor);
  if (used !== undefined && !again) return replayed(Math.round((nowMs - used.atMs) / 1000));
  const anchor = new URLSearchParams(fragment.reveal()).get('anchor');
  const { location, events } =
    site.place.facts.callbackPath === undefined
      ? { location: withoutCarried(path, site.place.facts.carrier), events: [] }
      : readDestination(site.place, path);
  for (const event of events) site.log.tell({ ...event, handshake });
  const remarks = [...verdict.warnings, end.remark, readGroups(verdict.user).remark].filter(
    (remark) => remark !== undefined,
  );
  const sentence = again
    ? 'The session that this token opened brought it again; nothing changes.'
    : `The reader is logged in until ${new Date(end.endsAtMs).toISOString()}.`;
  if (!again) site.memory.groups.add(readGroups(verdict.user).groups, nowMs);
  const details = [...describeUser(verdict.user), ...remarks];
  const where = { path: location, handshake };
  site.log.tell({ kind: 'token-accepted', sentence, details, ...where }, verdict.user);
  site.memory.journal.settle(handshake, { state: 'accepted', sentence, location });
  for (const finding of verdict.wayBack) tellWayBack(site, finding, where);
  return {
    accepted: true,
    user: verdict.user,
    endsAtMs: end.endsAtMs,
    location,
    tokenHash: verdict.signingInputHash,
    again,
    wayBack: verdict.wayBack,
    ...(site.place.facts.docsAreOpen && anchor !== null ? { anchor } : {}),
  };
}

/** Opens the handshake in the journal, or goes on with that of the departure. */
function begin(site: ArrivalSite, path: string, { departure, faults }: Arriving): number {
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
const isLookedInto = ({ keepsTokens, place }: ArrivalSite): boolean =>
  keepsTokens && !place.facts.docsAreOpen;

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
