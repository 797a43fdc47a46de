import type { Io } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import { chooseHandshake } from '../configuration/selection.js';
import { handshakes } from '../handshakes/registry.js';
import type { ExitCode } from '../protocol/report.js';
import { levelIn } from '../protocol/requirement.js';
import type { Handshake, Requirement } from '../protocol/requirement.js';
import { paper } from '../reports/paper.js';
import { tame } from '../reports/parts/clean-text.js';
import { viewOf } from './reporting.js';

/** The level of a row in words: one, or one per edition where they differ. */
export function levelWords(row: Requirement, { facts }: Handshake): string {
  const levels = facts.editions.map(({ id }) => ({ id, level: levelIn(row, id) }));
  const [first] = levels;
  return first !== undefined && levels.every(({ level }) => level === first.level)
    ? first.level
    : levels.map(({ id, level }) => `${level} in ${id}`).join(', ');
}

/** `list`: every requirement, by handshake, in the order of the catalogue. */
export async function list(options: OptionsOf<'list'>, io: Io): Promise<ExitCode> {
  const all = await handshakes();
  const chosen = options.handshake === undefined ? all : [chooseHandshake(all, options.handshake)];
  const { columns, colour } = viewOf(io.stdout, io, false);
  const page = paper(columns, colour);
  for (const handshake of chosen) {
    const { facts, requirements } = handshake;
    page.heading(`${facts.id}: ${facts.title}`, requirements.length);
    for (const row of requirements) {
      page.put(`${page.ink.bold(row.id)} ${page.ink.dim(levelWords(row, handshake))}`, '', 2);
      page.put(tame(row.title), '', 4);
    }
  }
  page.gap();
  page.put('"docs-handshake explain <id>" says why a requirement matters and how to fix it.');
  io.stdout.write(page.toString());
  return 0;
}
