import type { ArrivalCase } from '../../protocol/on-arrival.js';
import type { Requirement } from '../../protocol/requirement.js';
import type { SchemaProblem } from '../../protocol/user/user-schema.js';
import type { ArrivalRules, Refusal } from './judgement.js';

/** Refusals in the words of the catalogue: title, why and fix are the row's, only what arrived here is said besides. */

/** What to say of a setting of the docs host. */
const advice: Readonly<
  Record<NonNullable<Requirement['hostSetting']>, (docsHost: string) => string>
> = {
  key: () => 'Where it was signed with the right key, give that key with --key.',
  'docs-origin': (docsHost) =>
    `The docs host here is "${docsHost}": where the docs have another name, give their origin with --docs-origin.`,
};

/** What was seen of an arrival: what a check found, or a sentence of the host's own. */
interface Seen {
  readonly expected?: string;
  readonly actual: string;
}

/** A row that fell on an arrival. */
export function refusalBy(item: Requirement, seen: Seen, rules: ArrivalRules): Refusal {
  const { id, title, why, fix, hostSetting } = item;
  return {
    accepted: false,
    code: id,
    title,
    ...(seen.expected === undefined ? {} : { expected: seen.expected }),
    actual: seen.actual,
    why,
    fix,
    ...(hostSetting === undefined
      ? {}
      : { advice: advice[hostSetting](new URL(rules.docsOrigin).hostname) }),
  };
}

/** The row that names a case; undefined where the handshake has none. */
export const rowOf = (
  requirements: readonly Requirement[],
  wanted: ArrivalCase,
): Requirement | undefined =>
  requirements.find(({ arrivalCases }) => arrivalCases?.includes(wanted) === true);

/**
 * A case that the host itself sees, in the words of the row that names it.
 *
 * @param actual what arrived, as one sentence
 */
export function refusalFor(rules: ArrivalRules, wanted: ArrivalCase, actual: string): Refusal {
  const item = rowOf(rules.handshake.requirements, wanted);
  if (item !== undefined) return refusalBy(item, { actual }, rules);
  return {
    accepted: false,
    code: wanted,
    title: 'The docs host can take what arrives',
    actual,
    why: 'The docs host has nothing to go by, and no reader gets in.',
    fix: 'End the login flow as the handshake documents it.',
  };
}

/** A payload that leaves the User format where no check saw it, by the row that judges the member. */
export function misshapen(rules: ArrivalRules, { member, sentence }: SchemaProblem): Refusal {
  const item = rules.handshake.requirements.find(
    ({ members }) => members?.includes(member) === true,
  );
  return item === undefined
    ? refusalFor(rules, 'other-shape', sentence)
    : refusalBy(item, { actual: sentence }, rules);
}
