import { badKey, the } from '../configuration/setting-failure.js';
import type { KeyText } from '../configuration/settings.js';
import { isKeyText } from '../protocol/jose/key-wrapping.js';
import type { JsonObject } from '../protocol/json.js';
import { isObject } from '../protocol/json.js';
import { sealAs } from '../protocol/secrecy/sealed.js';

/** A `KeyObject` of `node:crypto`, by what is asked of it: the package needs no types of Node. */
export interface KeyObjectLike {
  readonly type: string;
  export(options: { readonly format: 'jwk' }): object;
}

/** A key: the text of a PEM or JWK, the path of a file that holds one, a `KeyObject`, or a JWK. */
export type KeyInput = string | KeyObjectLike | JsonObject;

/** Keys apart: files, and those that are there as text. */
export interface SortedKeys {
  readonly files: readonly string[];
  readonly texts: readonly KeyText[];
}

const isKeyObject = (value: unknown): value is KeyObjectLike =>
  isObject(value) && typeof value['export'] === 'function';

/** The text of a key that is not the path of a file; undefined for a path. Throws what cannot be exported. */
function textOf(key: unknown, name: string): string | undefined {
  if (typeof key === 'string') return isKeyText(key) ? key : undefined;
  if (isKeyObject(key)) {
    try {
      return JSON.stringify(key.export({ format: 'jwk' }));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw badKey`${name} is a KeyObject that has no JWK: ${reason}`;
    }
  }
  if (isObject(key) && typeof key['kty'] === 'string') return JSON.stringify(key);
  throw badKey`${the('key')} takes the text of a PEM or JWK, the path of a file, a KeyObject or a JWK.`;
}

/**
 * Sorts what was given as `key`. A text goes by the place where it was given: `key`, or `key[1]` among several.
 *
 * @throws Failure `key`
 */
export function sortKeys(given: KeyInput | readonly KeyInput[] | undefined): SortedKeys {
  const list: readonly unknown[] =
    given === undefined ? [] : Array.isArray(given) ? (given as readonly unknown[]) : [given];
  const files: string[] = [];
  const texts: KeyText[] = [];
  for (const [index, key] of list.entries()) {
    const name = list.length === 1 ? 'key' : `key[${index}]`;
    const text = textOf(key, name);
    if (text === undefined) files.push(key as string);
    else texts.push({ name, text: sealAs(text) });
  }
  return { files, texts };
}
