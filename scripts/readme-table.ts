/**
 * The README's requirement table, made from the declarations.
 * `tsx scripts/readme-table.ts` writes it; with `--check` it only says whether it is fresh.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { handshakes } from '../handshakes/registry.js';
import { levelIn } from '../protocol/requirement.js';
import type { Handshake, Requirement } from '../protocol/requirement.js';
import { readArguments } from './arguments.js';

const start = '<!-- requirements: start (npm run readme) -->';
const end = '<!-- requirements: end -->';

/** Where the table stands. */
export const readmePath: string = fileURLToPath(new URL('../README.md', import.meta.url));

/** One level for good, or the levels by edition, in the order of the editions. */
function levelCell(handshake: Handshake, item: Requirement): string {
  const levels = handshake.facts.editions.map(({ id }) => ({ id, level: levelIn(item, id) }));
  const distinct = new Set(levels.map(({ level }) => level));
  if (distinct.size === 1) return [...distinct].join('');
  return levels.map(({ id, level }) => `${level} (${id})`).join(', ');
}

function seenByCell(item: Requirement): string {
  return item.seenBy.map((driver) => (driver === 'http' ? 'HTTP' : 'browser')).join(', ');
}

function sourceCell(item: Requirement): string {
  return [item.source.document, item.source.section]
    .filter((part) => part !== undefined)
    .join(', ');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** One table per handshake, as Markdown. */
export function requirementTables(known: readonly Handshake[]): string {
  return known
    .map((handshake) => {
      const rows = handshake.requirements.map((item) =>
        [
          `\`${item.id}\``,
          levelCell(handshake, item),
          seenByCell(item),
          item.title,
          sourceCell(item),
        ]
          .map(cell)
          .join(' | '),
      );
      return [
        `### ${handshake.facts.title} (\`${handshake.facts.id}\`)`,
        '',
        '| id | level | seen by | requirement | source |',
        '|---|---|---|---|---|',
        ...rows.map((row) => `| ${row} |`),
      ].join('\n');
    })
    .join('\n\n');
}

/** The README with its tables renewed; throws where the markers are missing. */
export function renewed(readme: string, known: readonly Handshake[]): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md needs the lines ${start} and ${end}.`);
  return `${readme.slice(0, from)}${start}\n${requirementTables(known)}\n${readme.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = readArguments('npm run readme [-- --check]', {
    options: { check: { type: 'boolean' } },
  });
  const readme = await readFile(readmePath, 'utf8');
  const fresh = renewed(readme, await handshakes());
  if (values.check !== true) await writeFile(readmePath, fresh);
  else if (fresh !== readme) {
    console.error('The requirement table in README.md is stale: run npm run readme.');
    process.exitCode = 1;
  }
}
