import { dirname, extname, relative, resolve } from 'node:path';
import { inspect } from 'node:util';
import { isObject } from '../../protocol/json.js';
import { readJsonFile, readTextFile } from '../files.js';
import { didYouMean } from '../misspelt.js';
import { the, usage, words } from '../setting-failure.js';
import type { SettingFailure, Words } from '../setting-failure.js';
import { variableNamesIn } from '../settings.js';
import { findConfigurationFile } from './find.js';
import { exportsOf, isModule, loadModule } from './module.js';
import { runMembers } from './members.js';
import { checkMembers } from './shapes.js';

/** One target of a configuration file, its members checked and completed with those of the file. */
export interface FileTarget {
  /** Absent where the file names no targets and is one itself. */
  readonly name?: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** What the file says for all its targets; the same where it names none. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** The file as a sentence names it: its path from the working folder. */
  readonly file: string;
  /** The folder that relative paths start from, absolute. */
  readonly folder: string;
  /** The words of the file, all its targets together: names of variables are among them. */
  readonly words: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** What the file says: the default export of a module, or the JSON. */
async function contentOf(path: string, file: string, cwd: string): Promise<unknown> {
  if (extname(path) === '.json') return readJsonFile('The configuration file', file, cwd);
  if (!isModule(path)) throw usage`${the('config')} ${file} must be a .ts, .js or .json file.`;
  return exportsOf(await loadModule(path, file))
    .slice(1)
    .at(-1);
}

/** Members of the file for all targets, and of one: its own win; requirements are joined. */
function joined(shared: Members, own: Members): Members {
  const requirements =
    isObject(shared['requirements']) && isObject(own['requirements'])
      ? { requirements: { ...shared['requirements'], ...own['requirements'] } }
      : {};
  return { ...shared, ...own, ...requirements };
}

/** A configuration, and where it comes from. */
export interface Exported {
  /** What the file exports. */
  readonly content: unknown;
  /** The file as a sentence names it. */
  readonly file: string;
  /** The folder that relative paths start from, absolute. */
  readonly folder: string;
  /** The text of the file; empty where there is none. */
  readonly text: string;
}

/**
 * The targets of a configuration, its members checked.
 *
 * @throws Failure `usage`
 */
export function targetsIn({ content, file, folder, text }: Exported): readonly FileTarget[] {
  if (!isObject(content)) {
    throw usage`${file} must export an object: write "export default defineConfig({ … })".`;
  }
  const { $schema: _schema, targets, ...shared } = content;
  checkMembers(shared, ['targets', '$schema'], file);
  // A name may be put together by the file, or be read by it.
  const named = variableNamesIn(`${text} ${inspect(content, { depth: 10 })}`);
  const whole = { shared, file, folder, words: named };
  if (targets === undefined) return [{ members: shared, ...whole }];
  if (!Array.isArray(targets) || targets.length === 0) {
    throw usage`targets in ${file} must be an array of targets.`;
  }
  if (shared['loginUrl'] !== undefined) {
    throw usage`loginUrl in ${file} stands beside targets: each of them has its own.`;
  }
  const seen = new Set<string>();
  return (targets as readonly unknown[]).map((target, at) => {
    const where = `targets[${at}] in ${file}`;
    if (!isObject(target)) throw usage`${where} must be an object with name and loginUrl.`;
    const { name, ...own } = target;
    if (typeof name !== 'string' || name.trim() === '') throw usage`${where} needs a name.`;
    // Reports show no control characters, and must tell them apart all the same.
    const shown = name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
    if (seen.has(shown)) throw usage`${where} is called "${shown}", as another one is.`;
    seen.add(shown);
    checkMembers(own, ['name'], where);
    const ofRun = runMembers.find((member) => own[member] !== undefined);
    if (ofRun !== undefined) {
      throw usage`${ofRun} in ${where} is about the whole run: put it beside targets.`;
    }
    return { name, members: joined(shared, own), ...whole };
  });
}

/**
 * Reads the configuration file: the one that is named, else the nearest.
 *
 * @param named the path of `--config`, from the working folder
 * @returns its targets; undefined where there is no file
 * @throws Failure `usage`
 */
export async function readConfigurationFile(
  named: string | undefined,
  cwd: string,
): Promise<readonly FileTarget[] | undefined> {
  if (named === '') throw usage`${the('config')} needs the path of a file.`;
  const path = named === undefined ? findConfigurationFile(cwd) : resolve(cwd, named);
  if (path === undefined) return undefined;
  const file = relative(cwd, path);
  const text = await readTextFile('The configuration file', file, cwd, 'usage');
  const content = await contentOf(path, file, cwd);
  return targetsIn({ content, file, folder: dirname(path), text });
}

const namesOf = (targets: readonly FileTarget[]): readonly string[] =>
  targets.flatMap(({ name }) => name ?? []);

const listed = (names: readonly string[]): Words => names.map((name) => `"${name}"`).join(', ');

/**
 * The targets that are meant, in the order of the file.
 *
 * @param wanted the names of `--target`; none for all
 * @returns none where there is no file
 * @throws Failure `usage` where one is named and none is called so
 */
export function chooseTargets(
  targets: readonly FileTarget[] = [],
  wanted: readonly string[] = [],
): readonly FileTarget[] {
  const [first] = targets;
  const names = namesOf(targets);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) {
    return wanted.length === 0
      ? targets
      : targets.filter(({ name }) => name !== undefined && wanted.includes(name));
  }
  if (first === undefined) {
    throw usage`${the('target')} names a target of the configuration file, and there is none.`;
  }
  throw usage`${the('target')} is none of ${first.file}${names.length === 0 ? ', which names no targets' : words`: choose one of ${listed(names)}`}.${didYouMean(unknown, names)}`;
}

/** Refuses several targets where one alone can be meant. */
export const severalTargets = (targets: readonly FileTarget[], why: Words): SettingFailure =>
  usage`${targets[0]?.file ?? ''} has several targets${why}: choose one of ${listed(namesOf(targets))} with ${the('target', '<name>')}.`;

/**
 * The one target that is meant.
 *
 * @param wanted the names of `--target`
 * @returns undefined where there is no file
 * @throws Failure `usage` where the file has several and none is named, or none of that name
 */
export function chooseTarget(
  targets: readonly FileTarget[] | undefined,
  wanted: readonly string[],
): FileTarget | undefined {
  const chosen = chooseTargets(targets, wanted);
  if (chosen.length > 1) throw severalTargets(chosen, '');
  return chosen[0];
}
