import { resolve } from 'node:path';
import type { SignIn, SignInScript, SignOutScript } from '../../protocol/visit.js';
import { exportsOf, isModule, loadModule } from '../file/module.js';
import { readTextFile } from '../files.js';
import { didYouMean } from '../misspelt.js';
import { the, usage, words } from '../setting-failure.js';
import type { Settings } from '../settings.js';

const known = ['none', 'form'] as const;

/**
 * How the visitor gets past the login page. Without `--sign-in` nothing is declared and no credentials are sent.
 *
 * @param script a program's own, which wins
 * @throws Failure `usage`
 */
export async function chooseSignIn(
  { signIn }: Settings,
  cwd: string,
  script?: SignInScript,
): Promise<SignIn> {
  if (script !== undefined) return { how: 'script', signIn: script };
  if (signIn === undefined) return { how: 'undeclared' };
  if (signIn === 'none' || signIn === 'form') return { how: signIn };
  if (!isModule(signIn)) {
    throw usage`${the('signIn')} must be none, form, or the path of a .ts or .js file.${didYouMean(signIn, known)}`;
  }
  return { how: 'script', ...(await loadScripts(signIn, cwd)) };
}

/** What the file of `--sign-in` does. */
interface Scripts {
  readonly signIn: SignInScript;
  readonly signOut?: SignOutScript;
}

async function loadScripts(path: string, cwd: string): Promise<Scripts> {
  // Read first, so that a missing file gets its own sentence whoever loads it.
  await readTextFile(the('signIn'), path, cwd, 'usage');
  const loaded = await loadModule(resolve(cwd, path), words`${the('signIn')} ${path}`);
  for (const level of exportsOf(loaded)) {
    const { signIn: named, signOut } = (level ?? {}) as {
      readonly signIn?: unknown;
      readonly signOut?: unknown;
    };
    const script = typeof named === 'function' ? named : level;
    if (typeof script !== 'function') continue;
    return {
      signIn: script as SignInScript,
      ...(typeof signOut === 'function' && { signOut: signOut as SignOutScript }),
    };
  }
  throw usage`${the('signIn')} ${path} does not export a function signIn(page, user).`;
}
