import { secondBack, secondSignIn } from '../../../handshakes/shared/sign-in-visits.js';
import type { Handshake, Requirement } from '../../../protocol/requirement.js';
import type { Visit } from '../../../protocol/visit.js';

/** Which visits a proof in a browser makes, where each is slow, and what can be judged on them. */

/** The visits that a proof in a browser makes in any case. */
export const everyday: readonly string[] = [
  'sign-in',
  'plain',
  'deep-link',
  'anchor-link',
  'from-docs-link',
  'back-in-same-browser',
  'later',
];
/** Those of them that show a token with and without a session. */
export const fewest: readonly string[] = ['sign-in', 'plain'];
/** The same, and what a reader does in a browser alone. */
const browsersOwn: readonly string[] = [...fewest, 'from-docs-link', 'back-in-same-browser'];

/**
 * The rows that a browser can judge on the visits that one row needs: in a browser a visit is slow, so the
 * proof there makes these visits and judges everything that they show.
 */
export function rowsNear(
  { requirements }: Handshake,
  row?: Requirement,
  anyway: readonly string[] = everyday,
): readonly string[] {
  const made = new Set([
    ...anyway,
    ...(row?.visits ?? []).map(({ name }) => name),
    ...(needsSecond(row) ? [secondSignIn.name, secondBack.name] : []),
  ]);
  // Rows about every user are judged on the first one's visits alone where the second one does not come.
  const comes = (visit: Visit): boolean => visit.user === undefined || needsSecond(row);
  return requirements
    .filter(({ visits }) => {
      const due = visits.filter(comes);
      return due.length > 0 && due.every(({ name }) => made.has(name));
    })
    .map(({ id }) => id);
}

/** True where a row has a visit that takes two users. */
export const needsSecond = (row: Requirement | undefined): boolean =>
  [...(row?.visits ?? []), ...(row?.controls ?? [])].some(
    ({ user, extraQuery }) => user !== undefined || typeof extraQuery === 'function',
  );

/** A handshake whose rows are judged on few of the everyday visits, where a row has others left. */
export function onFewVisits(handshake: Handshake, kept: readonly string[]): Handshake {
  const few = ({ visits }: Requirement): Requirement['visits'] => {
    const [visit, ...others] = visits.filter(
      ({ name }) => kept.includes(name) || !everyday.includes(name),
    );
    return visit === undefined ? visits : [visit, ...others];
  };
  const requirements = handshake.requirements.map((item) => ({ ...item, visits: few(item) }));
  return { ...handshake, requirements };
}

/** A handshake judged on what a browser alone shows, and the rows that can be judged so. */
export function asBrowsersSee(handshake: Handshake): {
  readonly handshake: Handshake;
  readonly only: readonly string[];
} {
  const few = onFewVisits(handshake, browsersOwn);
  return { handshake: few, only: rowsNear(few, undefined, browsersOwn) };
}
