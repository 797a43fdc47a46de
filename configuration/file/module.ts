import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../protocol/failure.js';
import { settingFailure, words } from '../setting-failure.js';
import type { Words } from '../setting-failure.js';

const typescript = /^\.[cm]?tsx?$/;
const javascript = /^\.[cm]?js$/;

/** What a file is by its name: a module that can be loaded, or nothing of the kind. */
export const isModule = (path: string): boolean =>
  typescript.test(extname(path)) || javascript.test(extname(path));

/** True where this Node takes the types out of a file by itself (22.18, 23.6 and later). */
const stripsTypes = (): boolean =>
  Boolean((process.features as { readonly typescript?: unknown }).typescript);

/** The state of each file when it was loaded first. */
const firstSeen = new Map<string, number>();

/** The URL of a file; another one once it has changed, as a module is kept by its URL for the life of the process. */
function urlOf(path: string): string {
  const { href } = pathToFileURL(path);
  const { mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  const first = firstSeen.get(path) ?? mtimeMs;
  firstSeen.set(path, first);
  // CommonJS is kept by its path besides.
  if (mtimeMs !== first) Reflect.deleteProperty(createRequire(href).cache, path);
  return mtimeMs === first ? href : `${href}?changed=${mtimeMs}`;
}

/**
 * Loads a module of the user's, TypeScript or JavaScript, anew where it has changed; what it imports is kept.
 *
 * @param path absolute
 * @param whose names it at the beginning of a sentence
 * @throws Failure `usage`
 */
export async function loadModule(path: string, whose: Words): Promise<unknown> {
  const url = urlOf(path);
  try {
    return await (typescript.test(extname(path))
      ? loadTypeScript(url, whose)
      : (import(url) as Promise<unknown>));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unknown reason';
    throw settingFailure('usage', words`${whose} cannot be loaded: ${reason}`, { cause });
  }
}

async function loadTypeScript(url: string, whose: Words): Promise<unknown> {
  if (stripsTypes()) {
    try {
      return (await import(url)) as unknown;
    } catch (cause) {
      // Syntax that is more than types, an enum for one, is for tsx.
      const { code } = cause as { readonly code?: string };
      if (code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw cause;
    }
  }
  const { tsImport } = await import('tsx/esm/api').catch((cause: unknown) => {
    throw settingFailure(
      'usage',
      words`${whose} is TypeScript, which needs Node 22.18 or later, or tsx: run "npm i -D tsx".`,
      { cause },
    );
  });
  try {
    return (await tsImport(url, import.meta.url)) as unknown;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    // Under Playwright Test, whose own loader gets in the way, a CommonJS package needs the other door.
    const { require: tsxRequire } = await import('tsx/cjs/api');
    return tsxRequire(url, import.meta.url) as unknown;
  }
}

/** A module's own exports, or those inside the `default` that CommonJS interoperation wraps around them, twice at times. */
export function exportsOf(loaded: unknown): readonly unknown[] {
  const levels: unknown[] = [];
  let level = loaded as { readonly default?: unknown } | null | undefined;
  while (level !== undefined && level !== null && levels.length < 3) {
    levels.push(level);
    level = level.default as { readonly default?: unknown } | null | undefined;
  }
  return levels;
}
