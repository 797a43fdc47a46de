import type { Refusal } from '../../judge/arrival/judgement.js';
import type { WayBackFinding } from '../../judge/arrival/way-back.js';
import type { JsonObject } from '../../protocol/json.js';
import { withoutCarried } from '../../protocol/url/callback.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import type { Visitor } from '../pages/answers.js';
import type { TokenUse } from '../readers/replay-cache.js';
import type { Site } from '../site.js';
import { decide, type Decision } from './decision.js';
import { readDestination } from './destination.js';
import { broken, readGroups } from './policy.js';

/** The parts of the host that an arrival meets. */
export type ArrivalSite = Pick<
  Site,
  'place' | 'policy' | 'memory' | 'log' | 'line' | 'docs' | 'assets' | 'clock'
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
  path: string,
): void {
  for (const finding of findings) {
    const { code, actual } = finding;
    log.tell({ kind: 'way-back', code, sentence: actual, path, details: refusalDetails(finding) });
  }
}

/** Who brings a token. */
export interface Arriving extends Visitor {
  /** The page that the host had sent them off from; absent where that is not certain. */
  readonly sent?: string;
}

async function judge(
  site: ArrivalSite,
  fragment: Sealed,
  path: string,
  visitor: Arriving,
): Promise<Outcome> {
  const { sent } = visitor;
  const url = site.place.docsOrigin + path;
  const arrival = { fragment, url, nowMs: site.clock(), ...(sent !== undefined && { sent }) };
  const { replays, groups } = site.memory;
  const uses = { use: replays.use, isOwn: (used: TokenUse) => isOwnToken(used, visitor) };
  const decision = await decide(
    arrival,
    site.policy.rules,
    site.policy.replayProtection ? uses : undefined,
    site.clock,
  );
  if (!decision.accepted) return decision;
  const { user, endsAtMs, again, wayBack } = decision;
  const anchor = new URLSearchParams(fragment.reveal()).get('anchor');
  const { location, events } =
    site.place.facts.callbackPath === undefined
      ? { location: withoutCarried(path, site.place.facts.carrier), events: [] }
      : readDestination(site.place, path);
  for (const event of events) site.log.tell(event);
  const sentence = again
    ? 'The session that this token opened brought it again; nothing changes.'
    : `The reader is logged in until ${new Date(endsAtMs).toISOString()}.`;
  if (!again) groups.add(readGroups(user).groups, site.clock());
  const details = [...describeUser(user), ...decision.remarks];
  site.log.tell({ kind: 'token-accepted', sentence, path: location, details }, user);
  tellWayBack(site, wayBack, location);
  return {
    ...decision,
    location,
    ...(site.place.facts.docsAreOpen && anchor !== null ? { anchor } : {}),
  };
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
): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await site.line.wait(() => judge(site, fragment, path, visitor));
  } catch {
    outcome = broken;
  }
  if (!outcome.accepted) {
    site.log.tell({
      kind: outcome === broken ? 'broken' : 'token-refused',
      code: outcome.code,
      sentence: outcome.actual,
      path: withoutCarried(path, site.place.facts.carrier),
      details: refusalDetails(outcome),
    });
  }
  return outcome;
}
