import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { repositoryFiles, root } from './source-tree.js';

/** What the recipe at the top of CONTRIBUTING.md says, block by block. */
interface Recipe {
  /** The file that gets the sample, and the list in it. */
  readonly file: string;
  readonly list: string;
  readonly sample: string;
  readonly name: string;
  readonly id: string;
  readonly commands: readonly string[];
}

async function readRecipe(): Promise<Recipe> {
  const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
  const part = (from: string, pattern: RegExp): string => pattern.exec(from)?.[1] ?? never(pattern);
  const block = part(text, /^```ts\n([^]*?)^```$/m);
  const sample = block.slice(block.indexOf('\n') + 1);
  return {
    file: part(block, /^\/\/ (\S+), above \w+\n/),
    list: part(block, /^\/\/ \S+, above (\w+)\n/),
    sample,
    name: part(sample, /^const (\w+)/),
    id: part(sample, /^ {2}id: '([a-z-]+)',$/m),
    commands: part(text, /^```sh\n([^]*?)^```$/m)
      .split('\n')
      .map((line) => line.replace(/\s+#.*/, ''))
      .filter((line) => line !== ''),
  };
}

/** Copies the repository, nothing that is made or installed; the packages are those of this one. */
async function copyTo(folder: string): Promise<void> {
  for (const path of repositoryFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(join(root, path), join(folder, path));
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** Puts the sample above its list, and its name at the end of the list. */
async function follow({ file, list, sample, name }: Recipe, folder: string): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  const found =
    new RegExp(`^(?:/\\*\\*.*\\*/\\n)?export const ${list}\\b[^=]*= \\[\\n[^\\]]*`, 'm').exec(
      text,
    ) ?? never(list);
  const end = found.index + found[0].length;
  const listed = `${text.slice(found.index, end)}  ${name},\n${text.slice(end)}`;
  await writeFile(path, `${text.slice(0, found.index)}${sample}\n${listed}`);
}

/** Runs a command in the copy as a newcomer does: nothing of this process's own environment but what any program needs. */
async function inCopy(
  command: string,
  cwd: string,
): Promise<{ readonly code: unknown; readonly said: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(command, { cwd, shell: true, env: { PATH, HOME } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const code: unknown = await new Promise((resolve) => child.once('close', resolve));
  return { code, said };
}

/** Whole runs: their parts are what the other tests here are. */
const whole = ['npm run mutants', 'npm test'];

test('the recipe of CONTRIBUTING.md adds a requirement, and needs no step that it does not say', async () => {
  test.setTimeout(480_000);
  const recipe = await readRecipe();
  expect(recipe.commands).toEqual(
    expect.arrayContaining([...whole, `npm run mutants -- --only ${recipe.id}`]),
  );
  const folder = await mkdtemp(join(tmpdir(), 'docs-handshake-recipe-'));
  try {
    await copyTo(folder);
    await follow(recipe, folder);
    for (const command of recipe.commands.filter((each) => !whole.includes(each))) {
      const { code, said } = await inCopy(command, folder);
      expect({ command, code }, said).toEqual({ command, code: 0 });
      if (!command.includes('--only')) continue;
      const lines = said.split('\n').filter((line) => line.includes(`  ${recipe.id}  `));
      expect(lines.length, said).toBeGreaterThan(0);
      expect(lines.filter((line) => !/^exact .* alone$/.test(line))).toEqual([]);
    }
    const { code, said } = await inCopy(
      'npx playwright test --workers=1 specs/self/handshakes/declarations.spec.ts specs/self/repository/readme.spec.ts specs/self/docs/tables.spec.ts',
      folder,
    );
    expect(code, said).toBe(0);
    expect(await readFile(join(folder, 'docs', 'requirements.md'), 'utf8')).toContain(
      `\`${recipe.id}\``,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function never(what: unknown): never {
  throw new Error(`CONTRIBUTING.md or the file that it names does not have ${String(what)}.`);
}
