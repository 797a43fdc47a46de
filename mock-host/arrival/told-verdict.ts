import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import { refusalBy, refusalFor, rowOf } from '../../judge/arrival/refusals.js';
import { isObject } from '../../protocol/json.js';
import type { ArrivalCase } from '../../protocol/on-arrival.js';
import type { Outcome } from '../../protocol/verdict.js';
import { longHeader, noRoom, replayed } from './policy.js';

/** What a reader's browser tells of a token, in the host's own words: only ids came from there. */

const outcomes: ReadonlySet<unknown> = new Set<Outcome>([
  'pass',
  'fail',
  'warn',
  'note',
  'not-reached',
  'not-applicable',
  'error',
]);

/** True for outcomes by ids of the catalogue, and nothing else. */
export function areRows(
  { handshake }: Pick<ArrivalRules, 'handshake'>,
  rows: unknown,
): rows is Readonly<Record<string, Outcome>> {
  if (!isObject(rows)) return false;
  const ids = new Set(handshake.requirements.map(({ id }) => id));
  return Object.entries(rows).every(([id, word]) => ids.has(id) && outcomes.has(word));
}

/** Said in the place of what a browser saw. */
export const unseenHere = 'What it saw stands on its page: claims do not leave it.';

/** Refusals of the host's policy, without what was seen. */
const ofPolicy: readonly Refusal[] = [replayed(0), longHeader(0), noRoom(0)];

/** Cases that a token alone may be, for a handshake that has no row for one of them. */
const cases: readonly ArrivalCase[] = [
  'no-token',
  'not-a-token',
  'token-elsewhere',
  'wrapped-token',
  'outdated-form',
  'long-fragment',
  'encrypted',
  'no-algorithm',
  'unverified',
  'other-shape',
  'session-over',
];

/** The refusal of a code; undefined for a code that no page here sends. */
export function refusalNamed(rules: ArrivalRules, code: unknown): Refusal | undefined {
  const { requirements } = rules.handshake;
  const item = requirements.find(({ id }) => id === code);
  if (item !== undefined) return refusalBy(item, { actual: unseenHere }, rules);
  const known = ofPolicy.find((each) => each.code === code);
  if (known !== undefined) return { ...known, actual: unseenHere };
  const wanted = cases.find((each) => each === code && rowOf(requirements, each) === undefined);
  return wanted === undefined ? undefined : refusalFor(rules, wanted, unseenHere);
}

/** Outcomes that are told of one by one. */
const falls: ReadonlySet<Outcome | undefined> = new Set(['fail', 'warn', 'note', 'error']);

/** The requirements that fell, or noted something, one line each, in the order of the catalogue. */
export function rowsFell(
  { handshake }: Pick<ArrivalRules, 'handshake'>,
  rows: Readonly<Record<string, Outcome>>,
): readonly string[] {
  return handshake.requirements.flatMap(({ id, title }) => {
    const outcome = Object.hasOwn(rows, id) ? rows[id] : undefined;
    return outcome !== undefined && falls.has(outcome) ? [`${outcome} ${id}: ${title}`] : [];
  });
}
