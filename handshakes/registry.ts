import { readdir } from 'node:fs/promises';
import type { Handshake } from '../protocol/requirement.js';

let known: Promise<readonly Handshake[]> | undefined;

/**
 * Every handshake: each folder here (but `shared`) holds an `index` module whose `handshake` export is
 * one. Adding a handshake adds a folder and touches nothing else. `mintlify-authentication` comes first: it is the default.
 */
export function handshakes(): Promise<readonly Handshake[]> {
  known ??= load();
  return known;
}

async function load(): Promise<readonly Handshake[]> {
  const entries = await readdir(new URL('.', import.meta.url), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && entry.name !== 'shared');
  const found = await Promise.all(
    names
      .map((entry) => entry.name)
      .sort()
      .map(async (name) => (await import(`./${name}/index.js`)) as { handshake: Handshake }),
  );
  return found.map((module) => module.handshake);
}
