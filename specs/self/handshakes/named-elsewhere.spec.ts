import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import type { Handshake } from '../../../protocol/requirement.js';
import { modules } from '../repository/source-tree.js';

/**
 * A handshake is one folder: nothing else knows its id, product, path, algorithm or parameter. What still does stands
 * here with its reason, and none may come to it.
 */
const left: Readonly<Record<string, readonly Kind[]>> = {
  // One handshake is judged, served and demonstrated where none is named: a choice, named in one place.
  'handshakes/registry.ts': ['id'],
};

type Kind = 'id' | 'product' | 'path' | 'algorithm' | 'parameter';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const anyOf = (words: readonly string[], flags = ''): RegExp =>
  new RegExp(words.length === 0 ? '(?!)' : words.map(escaped).join('|'), flags);

/** What each kind of knowledge looks like in a source text. */
function signs(known: readonly Handshake[]): readonly (readonly [Kind, RegExp])[] {
  const facts = known.map((handshake) => handshake.facts);
  const products = facts.flatMap(({ title }) => title.split(' ', 1));
  // Prose about a redirect is no parameter of that name.
  const params = facts
    .flatMap(({ returnParam }) => returnParam ?? [])
    .map(escaped)
    .join('|');
  return [
    ['id', anyOf(facts.map(({ id }) => id))],
    ['product', new RegExp(`(?<![\\w-])_?(?:${products.join('|')})(?!-\\w)`, 'i')],
    ['path', anyOf(facts.flatMap(({ callbackPath }) => callbackPath ?? []))],
    ['algorithm', anyOf(facts.flatMap(({ algorithm }) => algorithm ?? []))],
    ['parameter', new RegExp(`[?&](?:${params})=|(?:get|getAll)\\('(?:${params})'\\)`)],
  ];
}

/** Folders that may know algorithms: cryptography, and keys made for flows. */
const cryptography = /^(?:protocol\/(?:jose|secrecy|handshake)|fixtures)/;

test('nothing outside its folder knows a handshake, but for the choice of a default', async () => {
  const kinds = signs(await handshakes());
  const own = (await handshakes()).map(({ facts }) => `handshakes/${facts.id}/`);
  const found: Record<string, readonly Kind[]> = {};
  for (const { path, text } of modules()) {
    if (/^(?:specs|scripts)\//.test(path) || own.some((folder) => path.startsWith(folder)))
      continue;
    const knows = kinds
      .filter(
        ([kind, sign]) => sign.test(text) && !(kind === 'algorithm' && cryptography.test(path)),
      )
      .map(([kind]) => kind);
    if (knows.length > 0) found[path] = knows;
  }
  expect(found).toEqual(left);
});
