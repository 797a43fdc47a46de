import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from './source-tree.js';

const tsx = createRequire(import.meta.url).resolve('tsx/cli');

/** Runs a script of the repository to its end. */
async function called(
  script: string,
  words: readonly string[],
): Promise<{ readonly code: unknown; readonly said: string }> {
  const path = join(root, 'scripts', `${script}.ts`);
  const child = spawn(process.execPath, [tsx, path, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code: unknown = await new Promise((resolve) => child.once('close', resolve));
  return { code, said };
}

const rows: readonly (readonly [script: string, words: readonly string[], says: RegExp])[] = [
  ['mutants', ['--onyl', 'token'], /Unknown option '--onyl'/],
  ['mutants', ['token-alg'], /Unexpected argument 'token-alg'/],
  ['mutants', ['--driver', 'htpp'], /--driver is http or browser, not "htpp"\./],
  ['steadiness', ['--only', 'script', 'ten'], /"ten" is not a number of rounds\./],
  ['steadiness', ['5', '6'], /Give one number, at least 1\./],
  ['bench', ['--runs', '9'], /Unknown option '--runs'/],
  ['bench', ['9', 'htpp'], /"htpp" is none of http, oauth, browser, version, targets, serve\./],
  ['endurance', ['--onyl', 'x'], /Unknown option '--onyl'/],
  ['endurance', ['ten'], /"ten" is not a number of logins\./],
  ['endurance', ['--only', 'nobody'], /Nothing here is named "nobody"\./],
  ['try-package', ['--evry'], /Unknown option '--evry'/],
  ['try-package', ['npm', 'deno'], /No trial is named npm deno\./],
  ['docs-tables', ['--chek'], /Unknown option '--chek'/],
];

for (const script of new Set(rows.map(([name]) => name))) {
  test(`scripts/${script}.ts ends with 2 and its usage on a word that it does not know`, async () => {
    for (const [name, words, says] of rows) {
      if (name !== script) continue;
      const { code, said } = await called(script, words);
      expect.soft(said, words.join(' ')).toMatch(says);
      expect.soft(said, words.join(' ')).toMatch(/^Usage: npm run /m);
      expect.soft(code, words.join(' ')).toBe(2);
    }
  });
}
