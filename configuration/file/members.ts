import { optionsOf } from '../options.js';
import type { KnownRow, SettingId } from '../options.js';

/**
 * What the value of a member may be:
 * - `text`: a text, or the variable that holds it; `secret`: the variable alone.
 * - `texts`: one text or several; `list`: an array of plain words.
 * - `variables`: texts by name; `secrets`: variables that hold them, by name.
 * - `users`, `requirements`: objects of their own.
 */
export type Shape =
  | 'text'
  | 'secret'
  | 'texts'
  | 'list'
  | 'number'
  | 'switch'
  | 'variables'
  | 'secrets'
  | 'users'
  | 'requirements';

/** One member of the configuration file. */
export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** The words that it may be, where the table of options lists them. */
  readonly words?: readonly string[];
  /** True for a path, which starts from the folder of the file. */
  readonly isPath?: true;
  readonly says: string;
}

/** Given by other members, or by the command line alone. */
const others: readonly SettingId[] = [
  ...(['username', 'password', 'secondUsername', 'secondPassword', 'expect'] as const),
  ...(['verbose', 'config', 'target', 'printConfig'] as const),
  ...(['rerunFailed', 'record', 'updateBaseline', 'reportLocation', 'watch'] as const),
];

function shapeOf({ id, kind, repeatable, secret }: KnownRow): Shape {
  if (id === 'startEnv') return 'variables';
  if (secret === true) return repeatable === true ? 'secrets' : 'secret';
  if (repeatable === true) return 'texts';
  return kind === 'list' || kind === 'number' || kind === 'switch' ? kind : 'text';
}

function memberOf(row: KnownRow): Member {
  const { id, choices, kind, says, default: usual } = row;
  return {
    name: id,
    shape: shapeOf(row),
    ...(typeof choices === 'object' && { words: choices }),
    ...(kind === 'file' && { isPath: true }),
    says: [says, usual === undefined ? '' : `default ${usual}`]
      .filter((part) => part !== '')
      .join('; '),
  };
}

/** The members that are settings of `check`, under the names of the option table. */
const fromOptions: readonly Member[] = optionsOf('check')
  .filter(({ id, flag, argument }) => (flag ?? argument) !== undefined && !others.includes(id))
  .map(memberOf);

/** Every member that a target may have, and the file itself for all its targets. */
export const members: readonly Member[] = [
  ...fromOptions,
  {
    name: 'users',
    shape: 'users',
    says: 'who signs in, two at most: username, password and what the token must carry (expect)',
  },
  {
    name: 'requirements',
    shape: 'requirements',
    says: 'off, warn or fail by requirement id; off with a reason: { level, reason }',
  },
];

/** The members of one user. */
export const userMembers = ['username', 'password', 'expect'] as const;
/** The members of what a token must carry. */
export const expectMembers = ['groups', 'content'] as const;
/** What a requirement may be set to. */
export const requirementLevels = ['off', 'warn', 'fail'] as const;
