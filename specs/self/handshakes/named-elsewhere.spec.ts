import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import type { Handshake } from '../../../protocol/requirement.js';
import { modules } from '../repository/source-tree.js';

/**
 * A handshake is one folder: nothing else knows its id, product, path, algorithm or parameter. The files that still do
 * stand here with what they know; a file that no longer does has to leave the list, and none may come to it.
 */
const left: Readonly<Record<string, readonly Kind[]>> = {
  'fixtures/honest/honest-flow.ts': ['id'],
  'fixtures/honest/site/site.ts': ['id', 'parameter'],
  'fixtures/honest/site/way-back.ts': ['product', 'path'],
  'fixtures/targets/canary-flow.ts': ['path'],
  'fixtures/targets/seed-flow.ts': ['path'],
  'fixtures/targets/sign-in-pages-server.ts': ['path'],
  // The default is named in one place.
  'handshakes/registry.ts': ['id'],
  'handshakes/shared/readers/sign-in-required.ts': ['algorithm'],
  'handshakes/shared/return/headers.ts': ['parameter'],
  'handshakes/shared/return/values.ts': ['path', 'parameter'],
  // Rows about an algorithm, which the handshakes with that algorithm list.
  'handshakes/shared/token/envelope.ts': ['algorithm'],
  'handshakes/shared/token/raw-signature.ts': ['algorithm'],
  // The published source of a validator.
  'protocol/url/redirect.ts': ['product'],
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
  const params = facts.map(({ returnParam }) => escaped(returnParam)).join('|');
  return [
    ['id', anyOf(facts.map(({ id }) => id))],
    ['product', new RegExp(`(?<![\\w-])_?(?:${products.join('|')})(?!-\\w)`, 'i')],
    ['path', anyOf(facts.flatMap(({ callbackPath }) => callbackPath ?? []))],
    ['algorithm', anyOf(facts.map(({ algorithm }) => algorithm))],
    ['parameter', new RegExp(`[?&](?:${params})=|(?:get|getAll)\\('(?:${params})'\\)`)],
  ];
}

/** Folders that may know algorithms: cryptography, and keys made for flows. */
const cryptography = /^(?:protocol\/(?:jose|secrecy|handshake)|fixtures)/;

test('nothing outside its folder knows a handshake, but for a list that only shrinks', async () => {
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
