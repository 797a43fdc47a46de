import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openFileWatcher } from '../../../../configuration/live/file-watcher.js';

test('a change is told wherever and however it is made', async ({}, info) => {
  const folder = info.outputPath('a folder');
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  const write = (path: string, text = 'x'): void => writeFileSync(path, text);
  for (const path of ['src/deep', 'node_modules/x', '.cache', 'beside']) {
    mkdirSync(at(path), { recursive: true });
  }
  for (const path of ['src/a.ts', 'src/deep/b.ts', 'one.env', 'two.env', '.cache/x']) {
    write(at(path));
  }
  const seen = new Set<string>();
  const watcher = openFileWatcher((path) => seen.add(path.slice(folder.length + 1)));
  watcher.cover([at('src'), at('one.env'), at('later.ts')], [at('src/reports/r.html')]);
  /** Does something, and waits for the path that it must be told by. */
  const told = async (does: () => void, path: string): Promise<void> => {
    seen.clear();
    does();
    await expect.poll(() => [...seen], path).toContain(path);
  };
  try {
    await told(() => write(at('src/a.ts'), 'y'), 'src/a.ts');
    await told(() => write(at('src/deep/b.ts'), 'y'), 'src/deep/b.ts');
    await told(() => write(at('src/.env')), 'src/.env');
    await told(() => rmSync(at('src/.env')), 'src/.env');
    await told(() => write(at('one.env'), 'y'), 'one.env');
    await told(() => write(at('later.ts')), 'later.ts');
    // As editors save: another file takes the place of the old one, again and again.
    for (const text of ['1', '2']) {
      await told(() => {
        write(at('one.env.new'), text);
        renameSync(at('one.env.new'), at('one.env'));
      }, 'one.env');
    }
    await told(() => mkdirSync(at('src/new')), 'src/new');
    await told(() => write(at('src/new/c.ts')), 'src/new/c.ts');
    // A branch is switched: the folder goes and comes back.
    await told(() => rmSync(at('src'), { recursive: true }), 'src');
    await told(() => mkdirSync(at('src/deep'), { recursive: true }), 'src');
    await told(() => write(at('src/deep/b.ts')), 'src/deep/b.ts');

    // What is nobody's business comes before something that is.
    seen.clear();
    mkdirSync(at('src/.next'));
    mkdirSync(at('src/reports'));
    for (const path of [
      'two.env',
      'beside/x',
      'src/.a.ts.swp',
      'src/a.ts~',
      'src/reports/r.html',
    ]) {
      write(at(path));
    }
    mkdirSync(at('src/node_modules'));
    write(at('src/node_modules/x.js'));
    write(at('src/.next/x.js'));
    write(at('src/last.ts'));
    await expect.poll(() => [...seen]).toContain('src/last.ts');
    expect([...seen]).toEqual(['src/last.ts']);

    // Others are covered, and what was is not any more.
    watcher.cover([at('two.env')], []);
    await told(() => {
      write(at('src/a.ts'));
      write(at('two.env'), 'z');
    }, 'two.env');
    expect([...seen]).toEqual(['two.env']);
  } finally {
    watcher.close();
  }
});
