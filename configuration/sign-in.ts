import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../protocol/failure.js';
import type { SignIn, SignInScript } from '../protocol/visit.js';
import { readTextFile } from './files.js';
import { didYouMean } from './misspelt.js';
import { settingFailure, the, usage, words } from './setting-failure.js';
import type { Words } from './setting-failure.js';
import type { Settings } from './settings.js';

const unloadable = (said: Words, cause: unknown): Failure =>
  settingFailure('usage', said, { cause });

const typescript = /^\.[cm]?tsx?$/;
const javascript = /^\.[cm]?js$/;
const known = ['none', 'form'] as const;

/**
 * How the visitor gets past the login page. Without `--sign-in` nothing is declared and no credentials are sent.
 *
 * @throws Failure `usage`
 */
export async function chooseSignIn({ signIn }: Settings, cwd: string): Promise<SignIn> {
  if (signIn === undefined) return { how: 'undeclared' };
  if (signIn === 'none' || signIn === 'form') return { how: signIn };
  const extension = extname(signIn);
  if (!typescript.test(extension) && !javascript.test(extension)) {
    throw usage`${the('signIn')} must be none, form, or the path of a .ts or .js file.${didYouMean(signIn, known)}`;
  }
  return { how: 'script', signIn: await loadScript(signIn, cwd) };
}

/** A module's own exports, or those inside the `default` that CommonJS interoperation wraps around them, twice at times. */
function exportsOf(loaded: unknown): readonly unknown[] {
  const levels: unknown[] = [];
  let level = loaded as { readonly default?: unknown } | null | undefined;
  while (level !== undefined && level !== null && levels.length < 3) {
    levels.push(level);
    level = level.default as { readonly default?: unknown } | null | undefined;
  }
  return levels;
}

async function loadScript(path: string, cwd: string): Promise<SignInScript> {
  // Read first, so that a missing file gets its own sentence whoever loads it.
  await readTextFile(the('signIn'), path, cwd, 'usage');
  const url = pathToFileURL(resolve(cwd, path)).href;
  let loaded: unknown;
  try {
    loaded = typescript.test(extname(path)) ? await loadTypeScript(url, path) : await import(url);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unknown reason';
    throw unloadable(words`${the('signIn')} ${path} cannot be loaded: ${reason}`, cause);
  }
  for (const level of exportsOf(loaded)) {
    const named = (level as { readonly signIn?: unknown } | null)?.signIn;
    const script = typeof named === 'function' ? named : level;
    if (typeof script === 'function') return script as SignInScript;
  }
  throw usage`${the('signIn')} ${path} does not export a function signIn(page, user).`;
}

async function loadTypeScript(url: string, path: string): Promise<unknown> {
  const { tsImport } = await import('tsx/esm/api').catch((cause: unknown) => {
    throw unloadable(
      words`${the('signIn')} ${path} is TypeScript, which needs tsx: run "npm i -D tsx".`,
      cause,
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
