import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { root } from '../repository/source-tree.js';

/** What is written to each file, `1` standing for a number that changes. */
const files: readonly (readonly [file: string, text: string])[] = [
  ['esm/a.js', 'export default { value: 1 };'],
  ['cjs/a.js', 'module.exports = { value: 1 };'],
  ['cjs/a.mjs', 'export default { value: 1 };'],
  ['esm/a.ts', 'export default { value: 1 as number };'],
  ['cjs/a.ts', 'export default { value: 1 as number };'],
];

/** Changes each file again and again, and prints what is loaded. In a process of its own: Playwright Test loads modules in its own way. */
const script = `
import { utimesSync, writeFileSync } from 'node:fs';
const { exportsOf, loadModule } = await import(process.argv[2]);
for (const [path, text] of JSON.parse(process.argv[3])) {
  const values = [];
  // The last one is the first one again.
  for (const value of [1, 2, 3, 1]) {
    writeFileSync(path, text.replace('1', value));
    utimesSync(path, value, value);
    values.push(exportsOf(await loadModule(path, path)).slice(1).at(-1).value);
  }
  console.log(values.join());
}
`;

test('a module that has changed is loaded anew, of whatever kind it is', async ({}, info) => {
  const folder = info.outputPath('a folder');
  for (const [name, content] of [
    ['esm', '{ "type": "module" }'],
    ['cjs', '{}'],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'package.json'), content);
  }
  writeFileSync(join(folder, 'load.mjs'), script);
  const built = pathToFileURL(join(root, 'dist', 'configuration', 'file', 'module.js')).href;
  const all = JSON.stringify(files.map(([file, text]) => [join(folder, file), text]));
  const words = [join(folder, 'load.mjs'), built, all];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(stdout, stderr).toBe('1,2,3,1\n'.repeat(files.length));
});
