import type { Edition } from '../protocol/handshake.js';
import { firstRequirement, levelIn } from '../protocol/requirement.js';
import type { Handshake, Requirement } from '../protocol/requirement.js';
import { isIntrusive } from '../protocol/visit-kinds.js';
import { idsIn, unknownRow } from './selection.js';
import { the, usage } from './setting-failure.js';
import type { Settings } from './settings.js';

/** Stands for the must rows of a default run. */
const allMust = 'all-must';

/** The first word of an id: rows that belong together share it. */
const familyOf = (id: string): string => id.replace(/-.*$/, '');

/** A row that no run without `--intrusive` can judge. */
const needsIntrusive = ({ visits }: Requirement): boolean => visits.every(isIntrusive);

/**
 * The rows that must have been judged, in the order of the catalogue: ids, families (`token`, `redirect`), and
 * `all-must`. Undefined where none was asked for.
 *
 * @param rows what `--only` and `--skip` leave
 * @throws Failure `usage` for an unknown word, an empty list, or a row that is left out
 */
export function chooseRequired(
  all: readonly Handshake[],
  handshake: Handshake,
  edition: Edition,
  settings: Pick<Settings, 'require' | 'only'>,
  rows: { readonly only?: readonly string[]; readonly skip: readonly string[] },
): readonly string[] | undefined {
  if (settings.require === undefined) return undefined;
  const words = idsIn(settings.require);
  if (words.length === 0) {
    throw usage`${the('require')} needs requirement ids, families or all-must, separated by commas.`;
  }
  const { requirements } = handshake;
  const meant = new Set<string>();
  for (const word of words) {
    const ids = requirements.filter((row) => fits(row, word, edition.id)).map(({ id }) => id);
    if (ids.length === 0) {
      const known = requirements.flatMap(({ id }) => [id, familyOf(id)]);
      throw unknownRow('require', word, [...known, allMust], all, handshake, familyOf);
    }
    for (const id of ids) refuseLeftOut(word, id, firstRequirement(handshake).id, rows);
    for (const id of ids) meant.add(id);
  }
  return requirements.map(({ id }) => id).filter((id) => meant.has(id));
}

function fits(row: Requirement, word: string, edition: string): boolean {
  if (word === allMust) return levelIn(row, edition) === 'must' && !needsIntrusive(row);
  return row.id === word || familyOf(row.id) === word;
}

/** A row cannot be demanded and left out at once. */
function refuseLeftOut(
  word: string,
  id: string,
  always: string,
  { only, skip }: { readonly only?: readonly string[]; readonly skip: readonly string[] },
): void {
  const what = word === id ? id : `${word} with ${id}`;
  if (skip.includes(id)) {
    throw usage`${the('require')} names ${what}, which ${the('skip')} leaves out: take it out of one of them.`;
  }
  if (only !== undefined && !only.includes(id) && id !== always) {
    throw usage`${the('require')} names ${what}, which ${the('only')} leaves out: add it there, or name single requirements with ${the('require')}.`;
  }
}
