import { readdir } from 'node:fs/promises';
import { Failure } from '../protocol/failure.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import type { Handshake } from '../protocol/requirement.js';

/** The id of the handshake that is judged, served and demonstrated where none is named: a choice, whatever other folders are called. */
export const defaultHandshake = 'mintlify-authentication';

let known: Promise<readonly Handshake[]> | undefined;

/**
 * Every handshake, the default first and the others by name: each folder here (but `shared`) holds an `index` module
 * whose `handshake` export is one. Adding a handshake adds a folder and touches nothing else.
 */
export function handshakes(): Promise<readonly Handshake[]> {
  known ??= load();
  return known;
}

/**
 * The handshake of an id.
 *
 * @throws Failure `usage` where there is none
 */
export async function handshakeNamed(id: string): Promise<Handshake> {
  const found = (await handshakes()).find(({ facts }) => facts.id === id);
  if (found !== undefined) return found;
  throw new Failure('usage', `There is no handshake ${id}.`);
}

/**
 * The handshake of an id alone, since each loads a whole catalogue; every one where there is none of that id, for whoever
 * says which there are.
 */
export async function handshakesFor(id: string = defaultHandshake): Promise<readonly Handshake[]> {
  return (await handshakeIds()).includes(id) ? [await loadOne(id)] : handshakes();
}

/** The ids of every handshake, which are the names of their folders, in the order of `handshakes`; none is loaded for it. */
export async function handshakeIds(): Promise<readonly string[]> {
  const entries = await readdir(new URL('.', import.meta.url), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'shared');
  return inOrder(folders.map(({ name }) => name));
}

async function load(): Promise<readonly Handshake[]> {
  return Promise.all((await handshakeIds()).map(loadOne));
}

async function loadOne(name: string): Promise<Handshake> {
  const { handshake } = (await import(`./${name}/index.js`)) as { readonly handshake: Handshake };
  return handshake;
}

/** The ids of handshakes as every list has them: the default first, the others by name. */
export function inOrder(ids: readonly string[]): readonly string[] {
  return [
    ...ids.filter((id) => id === defaultHandshake),
    ...ids.filter((id) => id !== defaultHandshake).toSorted(),
  ];
}

/**
 * What the public text says of a handshake, as data; its catalogue is not loaded.
 *
 * @throws Failure `usage` where there is none of that id
 */
export async function factsOf(id: string): Promise<HandshakeFacts> {
  if (!(await handshakeIds()).includes(id)) {
    throw new Failure('usage', `There is no handshake ${id}.`);
  }
  const { facts } = (await import(`./${id}/facts.js`)) as { readonly facts: HandshakeFacts };
  return facts;
}
