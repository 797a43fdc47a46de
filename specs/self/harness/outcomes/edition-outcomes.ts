import type { Case } from '../../../../judge/case.js';
import { judge } from '../../../../judge/judge.js';
import type { Requirement } from '../../../../protocol/requirement.js';
import type { Level, Outcome, Verdict } from '../../../../protocol/verdict.js';

/** What one run's exchanges are worth in one edition. */
export interface EditionOutcome {
  /** The edition's id. */
  readonly edition: string;
  readonly verdicts: readonly Pick<Verdict, 'id' | 'level' | 'outcome'>[];
}

/** Judges what a run recorded in the other editions of its handshake, beside its own verdicts; no visit is made again. */
export function inEveryEdition(
  recorded: Case,
  verdicts: EditionOutcome['verdicts'],
): readonly EditionOutcome[] {
  return recorded.handshake.facts.editions.map(({ id: edition }) =>
    edition === recorded.edition
      ? { edition, verdicts }
      : { edition, verdicts: judge({ ...recorded, edition }).map(({ verdict }) => verdict) },
  );
}

/** The ids of the rows that fell: fails and warnings. An info row falls with a note, which counts in its own proof alone. */
export function felledIn(verdicts: EditionOutcome['verdicts']): readonly string[] {
  return verdicts
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'error')
    .map(({ id }) => id);
}

/** What a row that falls ends as. */
const fallen: Readonly<Record<Level, Outcome>> = { must: 'fail', should: 'warn', info: 'note' };

/** The level that the declaration itself gives an edition; undefined where it does not name it. */
function declaredLevel({ level }: Requirement, edition: string): Level | undefined {
  if (typeof level === 'string') return level;
  return new Map<string, Level>(Object.entries(level)).get(edition);
}

/**
 * Where a row that a mutant must fell did not end as `fail`, `warn` or `note`, as its declared level asks for: one
 * sentence for each such edition, and one for each edition without a level. Empty where all is well.
 */
export function missesOf(
  requirement: Requirement,
  editions: readonly EditionOutcome[],
): readonly string[] {
  return editions.flatMap(({ edition, verdicts }) => {
    const level = declaredLevel(requirement, edition);
    if (level === undefined) return [`${edition}: ${requirement.id} declares no level`];
    const found = verdicts.find(({ id }) => id === requirement.id)?.outcome ?? 'not judged';
    return found === fallen[level]
      ? []
      : [`${edition}: ${requirement.id} is a ${level}, so ${fallen[level]}; it ends as ${found}`];
  });
}
