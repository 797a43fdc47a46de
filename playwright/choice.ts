/** What the settings of a run say of its requirements. */
export interface Choice {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/**
 * What a run is told to judge: what its tests ask for, as far as the settings leave it.
 *
 * @param all how many requirements there are
 * @returns undefined where nothing narrows it; the one that is always judged where nothing is left
 */
export function choiceOf(
  ids: readonly string[],
  all: number,
  { only = ids, skip = [] }: Choice,
): readonly string[] | undefined {
  const chosen = ids.filter((id) => only.includes(id) && !skip.includes(id));
  if (chosen.length === all) return undefined;
  return chosen.length === 0 ? ['callback-reached'] : chosen;
}
