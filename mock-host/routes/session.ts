import type { Received } from '../arrival/arrival.js';
import { readGroups } from '../arrival/policy.js';
import { tellFault } from '../faults/story.js';
import type { Visitor } from '../pages/answers.js';
import { sessionCookieName, setCookie } from '../readers/session-cookie.js';
import type { Site } from '../site.js';
import { landingPath } from './landing.js';
import { forgetRounds } from './rounds.js';

/**
 * One browser, two readers: a link with somebody else's token logs the reader in as them. The documented
 * protocol has no state parameter, so a docs host cannot tell such a link from a login; it can tell the reader.
 */

/** The members of a payload by which two readers differ. */
const telling = ['sub', 'email', 'name', 'content', 'groups'] as const;

const settled = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? value.map(String).toSorted() : value) ?? '';

/** The names of the members in which two users differ; empty for one and the same reader, as far as can be told. */
function changedMembers(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  return telling.filter((name) => settled(before[name]) !== settled(after[name]));
}

/** What the log says of a session that ended so: names of members, no values. */
const replacedSentence = (changed: readonly string[]): string =>
  `The login replaced the session of a reader with other data in the same browser: ${changed.join(', ')} changed.`;

/** What an answer that logs a visitor in consists of. */
export interface OpenedSession {
  readonly cookies: readonly string[];
  /** Where the visitor goes next: on the way to the page it shows that it kept the cookies. */
  readonly location: string;
}

/** Logs a visitor in with an accepted token, in place of whoever was logged in. */
export function openSession(
  site: Pick<Site, 'place' | 'memory' | 'log' | 'clock' | 'faults'>,
  visitor: Visitor,
  outcome: Extract<Received, { readonly accepted: true }>,
): OpenedSession {
  const { user, endsAtMs, location, tokenHash, wayBack, handshake } = outcome;
  const { groups } = readGroups(user);
  const changed = visitor.session === undefined ? [] : changedMembers(visitor.session.user, user);
  if (changed.length > 0) {
    site.log.tell({
      kind: 'session-replaced',
      sentence: replacedSentence(changed),
      path: location,
      handshake,
    });
  }
  const replacesAnother = changed.length > 0;
  const session = { user, groups: [...groups], endsAtMs, replacesAnother, wayBack };
  const id = site.memory.sessions.open(session, visitor.id);
  site.memory.replays.bind(tokenHash, id);
  const lifeMs = endsAtMs - site.clock();
  const fault = site.faults.take('lose-session');
  if (fault !== undefined) tellFault(site, fault, { path: location, handshake });
  const lost = fault !== undefined && { fault: fault.id };
  const ticket = site.memory.landings.keep({ session: id, location, endsAtMs, handshake, ...lost });
  const kept = setCookie(site.place, sessionCookieName(site.place), id, lifeMs / 1000);
  return {
    cookies: [...(fault === undefined ? [kept] : []), forgetRounds(site.place)],
    location: landingPath(site.place, ticket),
  };
}
