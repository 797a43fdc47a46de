import type { Outcome } from '../arrival/arrival.js';
import { readGroups } from '../arrival/policy.js';
import type { Visitor } from '../pages/answers.js';
import { changedMembers, replacedSentence } from '../readers/session-change.js';
import { sessionCookieName, setCookie } from '../readers/session-cookie.js';
import type { Site } from '../site.js';
import { forgetRounds } from './rounds.js';

/**
 * Logs a visitor in with an accepted token, in place of whoever was logged in.
 *
 * @returns the cookies to set
 */
export function openSession(
  site: Site,
  visitor: Visitor,
  { user, endsAtMs, location, tokenHash }: Extract<Outcome, { readonly accepted: true }>,
): readonly string[] {
  const { groups } = readGroups(user);
  const changed = visitor.session === undefined ? [] : changedMembers(visitor.session.user, user);
  if (changed.length > 0) {
    site.tell({ kind: 'session-replaced', sentence: replacedSentence(changed), path: location });
  }
  const session = { user, groups, endsAtMs, replacesAnother: changed.length > 0 };
  const id = site.sessions.open(session, visitor.id);
  site.replays.bind(tokenHash, id);
  const lifeMs = endsAtMs - site.clock();
  return [setCookie(site, sessionCookieName(site), id, lifeMs / 1000), forgetRounds(site)];
}
