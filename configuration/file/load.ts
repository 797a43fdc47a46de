import { dirname, extname, relative, resolve } from 'node:path';
import { inspect } from 'node:util';
import { isObject } from '../../protocol/json.js';
import { readJsonFile, readTextFile } from '../files.js';
import { didYouMean } from '../misspelt.js';
import { the, usage } from '../setting-failure.js';
import type { Words } from '../setting-failure.js';
import { variableNamesIn } from '../settings.js';
import { findConfigurationFile } from './find.js';
import { exportsOf, isModule, loadModule } from './module.js';
import { checkMembers } from './shapes.js';

/** One target of a configuration file, its members checked and completed with those of the file. */
export interface FileTarget {
  /** Absent where the file names no targets and is one itself. */
  readonly name?: string;
  readonly members: Readonly<Record<string, unknown>>;
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

/** What all targets of a file have in common. */
type OfFile = Pick<FileTarget, 'file' | 'folder' | 'words'>;

function targetsIn(content: unknown, whole: OfFile): readonly FileTarget[] {
  const { file } = whole;
  if (!isObject(content)) {
    throw usage`${file} must export an object: write "export default defineConfig({ … })".`;
  }
  const { $schema: _schema, targets, ...shared } = content;
  checkMembers(shared, ['targets', '$schema'], file);
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
    if (seen.has(name)) throw usage`${where} is called "${name}", as another one is.`;
    seen.add(name);
    checkMembers(own, ['name'], where);
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
  // A name may be put together by the file, or be read by it.
  const words = variableNamesIn(`${text} ${inspect(content, { depth: 10 })}`);
  return targetsIn(content, { file, folder: dirname(path), words });
}

/**
 * The one target that is meant.
 *
 * @param wanted the name of `--target`
 * @throws Failure `usage` where the file has several and none is named, or none of that name
 */
export function chooseTarget(
  targets: readonly FileTarget[] | undefined,
  wanted: string | undefined,
): FileTarget | undefined {
  const [first, second] = targets ?? [];
  if (first === undefined) {
    if (wanted === undefined) return undefined;
    throw usage`${the('target')} names a target of the configuration file, and there is none.`;
  }
  const names = (targets ?? []).flatMap(({ name }) => name ?? []);
  const listed: Words = names.map((name) => `"${name}"`).join(', ');
  if (wanted === undefined) {
    if (second === undefined) return first;
    throw usage`${first.file} has several targets: choose one of ${listed} with ${the('target', '<name>')}.`;
  }
  const found = (targets ?? []).find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw usage`${the('target')} is none of ${first.file}${names.length === 0 ? ', which names no targets' : `: choose one of ${listed}`}.${didYouMean(wanted, names)}`;
}
