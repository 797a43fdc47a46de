import { deepLink } from '../../handshakes/shared/visits.js';
import type { Context, Reading } from '../../protocol/requirement.js';
import type { Visit } from '../../protocol/visit.js';
import { checkVisit } from '../check-visit.js';
import type { ArrivalRules, Refusal } from './judgement.js';
import { refusalBy } from './refusals.js';

/** A row that fell on the way back of a visitor who is let in all the same. */
export type WayBackFinding = Omit<Refusal, 'accepted'>;

/**
 * What became of the page that a visitor was sent off from, by the rows by which a run judges it.
 *
 * @param sent the page that was asked for, path and query
 * @returns the rows that fell; none for the root, which is where everybody lands who asked for nothing
 */
export function judgeWayBack(
  reading: Reading,
  context: Context,
  rules: ArrivalRules,
  sent: string,
): readonly WayBackFinding[] {
  const { facts, requirements } = rules.handshake;
  const bare = sent.split('#', 1)[0] ?? sent;
  if (bare === '/' || bare === rules.docsPath || bare === `${rules.docsPath}/`) return [];
  const visit: Visit = {
    ...deepLink,
    title: 'as the docs host sent the visitor off',
    returnTo: sent,
  };
  const asked = {
    ...context,
    visit,
    sent: facts.returnValue === 'absolute' ? rules.docsOrigin + sent : sent,
  };
  return requirements
    .filter(({ onWayBack }) => onWayBack === true)
    .flatMap((item) => {
      const finding = checkVisit(item, { ...reading, visit }, asked);
      if (finding.is !== 'unmet') return [];
      const { accepted: _accepted, ...words } = refusalBy(item, finding, rules);
      return [words];
    });
}
