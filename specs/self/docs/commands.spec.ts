import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { root } from '../repository/source-tree.js';
import { pageCommands, runBlock } from './page-command.js';
import { blocks, pages } from './pages.js';
import type { Block } from './pages.js';

/** A line without what differs from run to run: numbers, and how columns are aligned. */
const masked = (line: string): string => line.replace(/\d+/g, 'N').replace(/\s+/g, ' ').trim();

/** The first line that a page shows and the command did not print there; undefined where it printed all of them. */
function unprinted(shown: string, said: string): string | undefined {
  const printed = said.split('\n').map(masked);
  let at = -1;
  let anywhere = true;
  for (const line of shown.trimEnd().split('\n')) {
    if (line === '…') {
      anywhere = true;
      continue;
    }
    const found = anywhere ? printed.indexOf(masked(line), at + 1) : at + 1;
    if (found === -1 || printed[found] !== masked(line)) return line;
    at = found;
    anywhere = false;
  }
  return undefined;
}

for (const { block, shown } of pageCommands()) {
  test(`${block.page}:${block.line} can be run`, async ({}, info) => {
    test.setTimeout(240_000);
    const { code, said } = await runBlock(block, info.outputPath());
    // 130 is the code of a process that Ctrl-C ended. The rest of a long report tells nothing of why it ended.
    const stays = block.words.includes('serve') || block.words.includes('watch');
    expect(code, said.slice(-2000)).toBe(stays ? 130 : 0);
    if (block.words.includes('watch')) expect(said).toMatch(/changed[^]*✓ The login flow conforms/);
    if (shown !== undefined) expect(unprinted(shown.text, said), said).toBeUndefined();
  });
}

test('a page that shows what a command does not print is found out', () => {
  const said = 'One 1\nTwo  22\nThree';
  expect(unprinted('One 7\nTwo 3\n…\nThree', said)).toBeUndefined();
  expect(unprinted('Two 3', said)).toBeUndefined();
  expect(unprinted('One 7\nThree', said)).toBe('Three');
  expect(unprinted('Three\n…\nOne 7', said)).toBe('One 7');
});

/** The commands of a block that no test can run, one per line, without comments. */
const linesOf = ({ text }: Block): readonly string[] =>
  text
    .replace(/\\\n/g, ' ')
    .split(/\n|&&/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** What the help of a command prints. */
async function helpFor(...words: readonly string[]): Promise<string> {
  const io = collectedIo({ columns: 100 });
  expect(await main(argv(...words, '--help'), io), words.join(' ')).toBe(0);
  return io.out();
}

/** What is wrong with a command line of this package; undefined where it can be typed. */
async function unknownIn(words: readonly string[]): Promise<string | undefined> {
  const [name = ''] = words;
  const sub = name === 'keys' ? words.slice(0, 2) : [name];
  const help = await helpFor(...sub);
  const options = words.filter((word) => word.startsWith('--'));
  return options.find((option) => !help.includes(`${option} `) && !help.includes(`${option}\n`));
}

/** What is wrong with a line that installs something or runs a script of ours. */
async function faultOf(line: string): Promise<string | undefined> {
  const [program, first = '', ...words] = line.split(/\s+/);
  const rest = words.filter((word) => !word.startsWith('-'));
  if (program === 'npx' && first === manifest.name) return unknownIn(words);
  if (program === 'npx' && first === 'playwright') {
    const cli = join(root, 'node_modules', 'playwright', 'cli.js');
    const known = spawnSync(process.execPath, [cli, ...words, '--help'], { encoding: 'utf8' });
    return known.status === 0 ? undefined : line;
  }
  if (program === 'npm' && first === 'i') {
    const known = [manifest.name, ...Object.keys(manifest.peerDependencies)];
    return rest.find((name) => !known.includes(name));
  }
  if (program === 'npm' && first === 'ci') return undefined;
  if (program === 'npm') {
    const script = first === 'run' ? (rest[0] ?? '') : first;
    return manifest.scripts[script] === undefined ? line : undefined;
  }
  // Where Docker is, its words are Docker's; what it is to run is ours.
  if (program === 'docker' && first === 'run') {
    return unknownIn(line.split(/\s+/).slice(line.split(/\s+/).indexOf(manifest.name) + 1));
  }
  return known.includes(line) ? undefined : line;
}

/** Lines of programs that are not ours. */
const known: readonly string[] = [
  'apt-get install chromium',
  'export DOCS_HANDSHAKE_BROWSER=/path/to/chrome',
  `docker build --tag ${manifest.name} .`,
  'php -S 127.0.0.1:3000 docs-login.php &',
  'curl --silent --output /dev/null --retry 30 --retry-connrefused http://localhost:3000/docs-login',
];

test('what no test can run is made of commands, options and packages that exist', async () => {
  const lines = pages()
    .flatMap(blocks)
    .filter(({ language, words }) => language === 'sh' && !words.includes('run'))
    // A file of a page is run where its page is proven.
    .filter(({ words }) => !words.some((word) => word.startsWith('file=')))
    .flatMap((block) => linesOf(block).map((line) => ({ where: block.page, line })));
  expect(lines.length).toBeGreaterThan(5);
  for (const { where, line } of lines) {
    expect.soft(await faultOf(line), `${where}: ${line}`).toBeUndefined();
  }
});

test('every command of this package that a page shows in a block is run, but where it is installed', () => {
  const idle = pages()
    .flatMap(blocks)
    .filter(({ language, words }) => language === 'sh' && !words.includes('run'))
    // What runs in a container needs Docker, which is not on every machine.
    .filter(({ text }) => !text.includes('docker run'))
    .filter(({ text }) => /docs-handshake (?:check|serve|demo|list|explain)/.test(text));
  expect(idle.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
});
