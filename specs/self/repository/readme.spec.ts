import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { optionsOf } from '../../../configuration/options.js';
import { pageAt, pages } from '../docs/pages.js';
import { modules, root, ships } from './source-tree.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
/** The README and every page of `docs/`. */
const all = pages()
  .map(({ text }) => text)
  .join('\n');

/** Every word of a kind in a text, once, sorted. */
const words = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set(text.match(pattern))].toSorted();

/** What the command prints for an argument list. */
async function printed(...argv: readonly string[]): Promise<string> {
  let text = '';
  const sink = { isTTY: false, columns: 80, write: (part: string) => ((text += part), true) };
  const code = await main(['node', 'docs-handshake', ...argv], {
    stdout: sink,
    stderr: sink,
    env: {},
    cwd: root,
  });
  expect(code, argv.join(' ')).toBe(0);
  return text;
}

test('the README is a front page: at most 150 lines and 8 kB', () => {
  expect(readme.split('\n').length - 1).toBeLessThanOrEqual(150);
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(8_000);
});

test('the README has the contract in eight lines, with a payload that the user schema takes', async () => {
  const contract = readme.slice(readme.indexOf('## The contract'), readme.indexOf('## Two'));
  expect(contract.match(/^\d\. /gm)).toHaveLength(8);
  const payload: unknown = JSON.parse(/```json\n([^`]*)```/.exec(contract)?.[1] ?? '');
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { handshakes } = await import('../../../handshakes/registry.js');
  const [first] = await handshakes();
  const validate = new Ajv2020({ strict: false }).compile(first?.userSchema ?? { not: {} });
  expect(validate(payload), JSON.stringify(validate.errors)).toBe(true);
});

test('the README shows the two commands first', () => {
  const block = /```sh\n([^`]*)```/.exec(readme)?.[1]?.split('\n') ?? [];
  expect(block.map((line) => line.replace(/\s*#.*/, ''))).toEqual([
    'npm ci && npm start',
    'npm ci && npm test',
    '',
  ]);
});

test('the page of check names every option of check, and no other', async () => {
  const table = pageAt('docs/check.md')
    .text.split('\n')
    .filter((line) => line.startsWith('| `--'));
  const named = words(table.map((line) => line.split('|')[1]).join('\n'), /--[a-z-]+/g);
  const known = words(await printed('check', '--help'), /--[a-z-]+/g);
  expect(named).toEqual(known.filter((option) => option !== '--help'));
});

test('the page of check names every option that has no variable', () => {
  const [sentence = ''] =
    /Every option has its variable[^]*?\.\s/.exec(pageAt('docs/check.md').text) ?? [];
  const said = sentence.slice(sentence.indexOf(') but ')).match(/--[a-z-]+/g);
  const alone = optionsOf('check').filter(
    ({ flag, variables = [] }) => flag && variables.length === 0,
  );
  expect(said).toEqual(alone.map(({ flag }) => flag));
});

test('the page of check says how many hostile values a default run leaves out', async () => {
  const { hostileValues } = await import('../../../handshakes/shared/return/values.js');
  const sent = hostileValues.filter(({ always }) => always).length;
  expect(pageAt('docs/check.md').text.replace(/\s+/g, ' ')).toContain(
    `a default run sends ${sent} of ${hostileValues.length}`,
  );
});

test('the pages name only commands that exist', async () => {
  const commands = words(await printed('--help'), /^ {2}[a-z]+/gm).map((word) => word.trim());
  const used = words(all, /(?<=docs-handshake )[a-z]+(?= |`|\n)/g);
  expect(used.filter((word) => !commands.includes(word))).toEqual([]);
  expect(commands).toEqual(
    expect.arrayContaining(['check', 'demo', 'explain', 'keys', 'list', 'serve']),
  );
});

test('scripts and variables that the documents name exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const both = `${all}\n${contributing}`;
  const run = words(both, /(?<=npm run )[a-z-]+/g);
  expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);

  const code = modules()
    .filter(ships)
    .map((module) => module.text)
    .join('\n');
  /** Made from an option's name, so they stand nowhere whole. */
  const derived = words(both, /--[a-z-]+/g).map(
    (option) => `DOCS_HANDSHAKE_${option.slice(2).replaceAll('-', '_').toUpperCase()}`,
  );
  const variables = words(both, /\bDOCS_HANDSHAKE_[A-Z_]*[A-Z]\b/g);
  const theirs = ['DOCS_HANDSHAKE_PASSWORD', 'DOCS_HANDSHAKE_USERNAME'];
  expect(
    variables.filter(
      (name) => !code.includes(name) && !derived.includes(name) && !theirs.includes(name),
    ),
  ).toEqual([]);
});

test('every dependency is argued for, and nothing else is', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Readonly<
    Record<
      'dependencies' | 'devDependencies' | 'peerDependencies',
      Readonly<Record<string, string>>
    >
  >;
  const needed = new Set([
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.devDependencies),
    ...Object.keys(manifest.peerDependencies),
  ]);
  const rows = pageAt('docs/dependencies.md')
    .text.split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
    .map((match) => match[1] ?? '');
  expect(rows.toSorted()).toEqual([...needed].toSorted());
});
