import type { Refusal } from '../../judge/arrival/judgement.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { withoutCarried } from '../../protocol/url/callback.js';
import { printable } from '../event-log.js';
import type { Visitor } from '../pages/answers.js';
import type { TokenUse } from '../readers/replay-cache.js';
import {
  begin,
  keepArrival,
  noteToken,
  refuseOnDemand,
  rulesFor,
  type ArrivalSite,
  type Arriving,
  type Brought,
} from './arrival-record.js';
import { describeUser, refusalDetails, tellWayBack } from './arrival-story.js';
import { decide, type Decision } from './decision.js';
import { readDestination } from './destination.js';
import { broken, readGroups } from './policy.js';

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

/** An outcome, and the handshake that it belongs to, by its id in the journal. */
export type Received = Outcome & { readonly handshake: number };

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
  const anchor = site.place.facts.docsAreOpen
    ? new URLSearchParams(fragment.reveal()).get('anchor')
    : null;
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
  journal.settle(handshake, { state: 'accepted', sentence, location: printable(location) });
  tellWayBack(site, wayBack, where);
  return {
    ...decision,
    location,
    ...(anchor !== null && { anchor }),
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
