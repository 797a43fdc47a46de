import { didYouMean } from '../configuration/misspelt.js';
import { quoted } from '../configuration/selection.js';
import { handshakes } from '../handshakes/registry.js';
import type { DriverName } from '../protocol/exchange.js';
import { Failure } from '../protocol/failure.js';
import type { Mutant } from '../protocol/plan.js';
import { levelIn } from '../protocol/requirement.js';
import type { Handshake, Requirement } from '../protocol/requirement.js';
import type { Level, Source, SourceClass } from '../protocol/verdict.js';

/** One requirement from its declaration, as plain data. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly source: Source;
  /** Whose word it is. */
  readonly class: SourceClass;
  /** In every edition of every handshake that has it. */
  readonly levels: readonly {
    readonly handshake: string;
    readonly edition: string;
    readonly level: Level;
  }[];
  readonly seenBy: readonly DriverName[];
  /** The visits that it is judged on. */
  readonly visits: readonly { readonly name: string; readonly title: string }[];
  /** The broken login flows that must make it fall. */
  readonly brokenBy: readonly string[];
}

/** A requirement and the handshakes that have it. */
export interface Declared {
  /** The words of the first handshake, the visits and broken flows of all. */
  readonly row: Requirement;
  readonly homes: readonly Handshake[];
}

/**
 * A requirement by its id.
 *
 * @throws Failure `usage` for an unknown id, with the ids that are near
 */
export async function declared(id: string): Promise<Declared> {
  const all = await handshakes();
  const homes = all.filter(({ requirements }) => requirements.some((row) => row.id === id));
  const row = inAll(
    homes.flatMap(({ requirements }) => requirements.filter((one) => one.id === id)),
  );
  if (row !== undefined) return { row, homes };
  const ids = all.flatMap(({ requirements }) => requirements.map((one) => one.id));
  throw new Failure(
    'usage',
    `There is no requirement ${quoted(id)}.${didYouMean(id, ids)} "docs-handshake list" shows all.`,
  );
}

/** A row as several handshakes have it: the words of the first, the visits and broken flows of all. */
function inAll(rows: readonly Requirement[]): Requirement | undefined {
  const [row] = rows;
  if (row === undefined) return undefined;
  const once = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] => [
    ...new Map(all.map((each) => [each.name, each])).values(),
  ];
  const [first = row.visits[0], ...more] = once(rows.flatMap(({ visits }) => visits));
  const [mutant, ...others] = once<Mutant>(rows.flatMap(({ brokenBy }) => brokenBy));
  const visits = [first, ...more] as const;
  return mutant === undefined
    ? { ...row, visits }
    : { ...row, visits, brokenBy: [mutant, ...others] };
}

/**
 * Explains one requirement: `docs-handshake explain <id>`, for programs.
 *
 * @throws Failure `usage` for an unknown id, with the ids that are near
 */
export async function explain(id: string): Promise<Explanation> {
  const { row, homes } = await declared(id);
  return {
    id: row.id,
    title: row.title,
    why: row.why,
    fix: row.fix,
    source: row.source,
    class: row.class,
    levels: homes.flatMap(({ facts, requirements }) =>
      facts.editions.map((edition) => ({
        handshake: facts.id,
        edition: edition.id,
        level: levelIn(requirements.find((one) => one.id === id) ?? row, edition.id),
      })),
    ),
    seenBy: row.seenBy,
    visits: row.visits.map(({ name, title }) => ({ name, title })),
    brokenBy: row.brokenBy.map(({ name }) => name),
  };
}
