import type { Expectation, Expectations } from '../../protocol/requirement.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import type { SettingId } from '../options.js';
import type { InFile } from '../setting-failure.js';
import { usage } from '../setting-failure.js';
import { variable } from '../settings.js';
import type { Settings } from '../settings.js';
import { newKey } from '../start/made-key.js';
import type { FileTarget } from './load.js';
import { members } from './members.js';
import type { Member } from './members.js';
import { isFromVariable } from './shapes.js';
import { usersFor } from './users.js';
import { readerFor } from './values.js';
import type { AboveFile, ValueReader } from './values.js';

/** What the configuration file adds to what was typed and to what variables say. */
export interface FileLayer {
  readonly settings: Settings & { readonly report?: readonly string[] };
  /** Where in the file a setting stands; undefined for one that the file does not give. */
  readonly whence: (setting: SettingId) => InFile | undefined;
  /** The variable that holds the text of the key, where the file names one. */
  readonly keyVariable?: string;
  /** What the users' tokens must carry, where the file says so. */
  readonly expect?: Expectations;
  readonly requirements?: Readonly<Record<string, unknown>>;
  /** Values among the settings that stand in variables, so that they may be secret. */
  readonly secrets: readonly Sealed[];
  /** The folder that a command of the file runs in, absolute. */
  readonly folder: string;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** `json=report.json`: the path starts from the folder of the file, too. */
function reportFrom(text: string, { path }: ValueReader): string {
  const at = text.indexOf('=');
  return at === -1 ? text : `${text.slice(0, at)}=${path(text.slice(at + 1))}`;
}

/** The value of a setting as the command line would have it. */
function valueOf({ name, shape, isPath }: Member, value: unknown, read: ValueReader): unknown {
  const located = (text: string): string => {
    if (name === 'report') return reportFrom(text, read);
    const isWord = name === 'signIn' ? !/[./]/.test(text) : name === 'key' && text === newKey;
    return (isPath === true || name === 'signIn') && !isWord ? read.path(text) : text;
  };
  const pairs = (between: string): readonly string[] =>
    Object.entries(value as object).map(
      ([key, each]: [string, unknown]) => key + between + read.text(each, `${name}.${key}`),
    );
  switch (shape) {
    case 'texts':
      return list(value).map((each) => located(read.text(each, name)));
    case 'list':
      return list(value).join(',');
    case 'number':
      return String(value);
    case 'switch':
      return value === true ? true : undefined;
    case 'variables':
      return pairs('=');
    case 'secrets':
      return pairs(name === 'header' ? ': ' : '=');
    case 'text':
    case 'secret':
      return located(read.text(value, name));
    case 'users':
    case 'requirements':
      return undefined;
  }
}

/** Keys of which the text stands in a variable: their names, and the others. */
function keyParts(value: unknown): {
  readonly files: readonly unknown[];
  readonly held: readonly string[];
} {
  const all = value === undefined ? [] : list(value);
  return {
    files: all.filter((each) => !isFromVariable(each)),
    held: all.flatMap((each) => (isFromVariable(each) ? [each.env] : [])),
  };
}

/**
 * What a target of the file says where nobody says otherwise. Variables are looked up only for what is used.
 *
 * @throws Failure `usage`
 */
export function fileLayer(target: FileTarget, above: AboveFile): FileLayer {
  const { file, folder } = target;
  const secrets: Sealed[] = [];
  const read = readerFor(target, above, secrets);
  const givenAbove = (name: string): boolean =>
    (above.settings as Readonly<Record<string, unknown>>)[name] !== undefined ||
    (name === 'key' && variable(above.env, 'DOCS_HANDSHAKE_KEY') !== undefined);
  const { files, held } = keyParts(givenAbove('key') ? undefined : target.members['key']);
  const [keyVariable, another] = held;
  if (another !== undefined) throw usage`key in ${file} names two variables: give one.`;
  const given = { ...target.members, key: files.length === 0 ? undefined : files };
  const plain = members.flatMap((member) => {
    const value = (given as Readonly<Record<string, unknown>>)[member.name];
    if (value === undefined || givenAbove(member.name)) return [];
    const setting = valueOf(member, value, read);
    return setting === undefined ? [] : [[member.name, setting] as const];
  });
  // Who says that nobody signs in has no use for users, whatever the file says.
  const givenUsers = above.settings.signIn === 'none' ? undefined : target.members['users'];
  const users = usersFor(givenUsers, above.settings, read);
  const settings: FileLayer['settings'] = { ...Object.fromEntries(plain), ...users.settings };
  const places: Readonly<Record<string, string>> = users.places;
  const expected: Record<string, Expectation> = users.expect;
  return {
    settings,
    whence: (setting) =>
      Object.hasOwn(settings, setting) ? { member: places[setting] ?? setting, file } : undefined,
    ...(keyVariable !== undefined && { keyVariable }),
    ...(Object.keys(expected).length > 0 && { expect: expected }),
    ...(target.members['requirements'] !== undefined && {
      requirements: target.members['requirements'] as Readonly<Record<string, unknown>>,
    }),
    secrets,
    folder,
  };
}
