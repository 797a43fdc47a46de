/**
 * The tables in `docs/` that are made from the code: the requirements, from their declarations, and the options,
 * from their table; and the schema of the configuration file, from the table of its members. `npm run docs` writes them; with `--check` it only says whether they are fresh.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openLists } from '../command/command-line.js';
import { exitTable } from '../command/exit-codes.js';
import { fileSchema } from '../configuration/file/schema.js';
import { optionsTable } from '../configuration/options/words.js';
import { readArguments } from './arguments.js';
import { shardTable } from './shard-table.js';
import { handshakes } from '../handshakes/registry.js';
import { levelIn } from '../protocol/requirement.js';
import type { Handshake, Requirement } from '../protocol/requirement.js';
import type { Source } from '../protocol/verdict.js';

/** A table that stands between two marks of a page. */
export interface GeneratedTable {
  /** The page, from the root. */
  readonly page: string;
  /** The word in its marks. */
  readonly name: string;
  readonly lines: () => Promise<readonly string[]>;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** One level for good, or the levels by edition, in the order of the editions; a dash where the handshake has no such requirement. */
function levelCell({ facts, requirements }: Handshake, id: string): string {
  const item = requirements.find((one) => one.id === id);
  if (item === undefined) return '–';
  const levels = facts.editions.map((edition) => levelIn(item, edition.id));
  if (new Set(levels).size === 1) return levels[0] ?? '–';
  return facts.editions.map((edition, at) => `${levels[at] ?? ''} (${edition.id})`).join(', ');
}

function sourceCell({ document, section, address }: Source): string {
  const text = [document, section].filter((part) => part !== undefined).join(', ');
  return address === undefined ? text : `[${text}](${address})`;
}

/** What several handshakes say of one requirement, once where they say the same. */
const agreed = (items: readonly Requirement[], say: (item: Requirement) => string): string =>
  [...new Set(items.map(say))].join('; ');

/** Every requirement once, a column for each handshake. */
function requirementTable(known: readonly Handshake[]): readonly string[] {
  const ids = [...new Set(known.flatMap(({ requirements }) => requirements.map(({ id }) => id)))];
  const rows = ids.map((id) => {
    const items = known.flatMap(({ requirements }) => requirements.filter((one) => one.id === id));
    const seenBy = agreed(items, (item) =>
      item.seenBy.map((driver) => (driver === 'http' ? 'HTTP' : 'browser')).join(', '),
    );
    return row([
      `\`${id}\``,
      agreed(items, ({ title }) => title),
      ...known.map((handshake) => levelCell(handshake, id)),
      seenBy,
      agreed(items, ({ source }) => sourceCell(source)),
    ]);
  });
  const heads = [
    'id',
    'requirement',
    ...known.map(({ facts }) => `\`${facts.id}\``),
    'seen by',
    'source',
  ];
  return [row(heads), `|${'---|'.repeat(heads.length)}`, ...rows];
}

/** Every generated table, in the order of the pages. */
export const generatedTables: readonly GeneratedTable[] = [
  {
    page: 'docs/check.md',
    name: 'options',
    lines: async () => optionsTable('check', await openLists()),
  },
  {
    page: 'docs/check.md',
    name: 'exit codes',
    lines: () => Promise.resolve(exitTable()),
  },
  {
    page: 'docs/serve.md',
    name: 'options',
    lines: async () => optionsTable('serve', await openLists()),
  },
  {
    page: 'docs/ci.md',
    name: 'options',
    lines: async () => optionsTable('init', await openLists()),
  },
  {
    page: 'docs/requirements.md',
    name: 'requirements',
    lines: async () => requirementTable(await handshakes()),
  },
  { page: 'docs/playwright.md', name: 'shards', lines: shardTable },
];

/** A page with one of its tables renewed; throws where its marks are missing. */
export async function renewed(
  text: string,
  { page, name, lines }: GeneratedTable,
): Promise<string> {
  const [start, end] = [`<!-- ${name}: start (npm run docs) -->`, `<!-- ${name}: end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${page} needs the lines ${start} and ${end}.`);
  return `${text.slice(0, from)}${start}\n${(await lines()).join('\n')}\n${text.slice(to)}`;
}

/** A file that is made from the code as a whole. */
export const generatedSchema: { readonly path: string; readonly text: () => string } = {
  path: 'configuration/file/configuration.schema.json',
  text: () => `${JSON.stringify(fileSchema(), null, 2)}\n`,
};

/** Where a page stands, given from the root. */
export const pagePath = (page: string): string =>
  fileURLToPath(new URL(`../${page}`, import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = readArguments('npm run docs [-- --check]', {
    options: { check: { type: 'boolean' } },
  });
  const schema = pagePath(generatedSchema.path);
  if (values.check !== true) await writeFile(schema, generatedSchema.text());
  else if ((await readFile(schema, 'utf8')) !== generatedSchema.text()) {
    console.error(`${generatedSchema.path} is stale: run npm run docs.`);
    process.exitCode = 1;
  }
  for (const table of generatedTables) {
    const text = await readFile(pagePath(table.page), 'utf8');
    const fresh = await renewed(text, table);
    if (values.check !== true) await writeFile(pagePath(table.page), fresh);
    else if (fresh !== text) {
      console.error(`The table in ${table.page} is stale: run npm run docs.`);
      process.exitCode = 1;
    }
  }
}
