import { Failure } from '../protocol/failure.js';
import type { FailureCode } from '../protocol/failure.js';
import { optionOf, variablesOf } from './options.js';
import type { SettingId } from './options.js';

/** A setting in a sentence. How it is spelled depends on where its value came from. */
export interface SettingWord {
  readonly setting: SettingId;
  /** A value to give it: `--sign-in form`, or `DOCS_HANDSHAKE_SIGN_IN=form`. */
  readonly value?: string;
  /** The variable is named beside the option: `--username (or DOCS_HANDSHAKE_USERNAME)`. */
  readonly either?: true;
}

/** A part of a sentence, or several. */
export type Words = string | SettingWord | readonly Words[];

/** A setting of a program: a member of the object that it hands over. */
export interface InCode {
  readonly member: string;
}

/** A member of the configuration file: `users[0].password`. */
export interface InFile extends InCode {
  /** The file, as a sentence names it. */
  readonly file: string;
}

/**
 * The variable or the member that a setting came from, of a file or of a program, or is to be given in; undefined where
 * options are spoken of.
 */
export type CameFrom = (setting: SettingId) => string | InFile | InCode | undefined;

/** How a program spells a setting: by its id. */
export const memberNamed = (setting: SettingId): InCode => ({ member: setting });

/** A setting by its id. */
export const the = (setting: SettingId, value?: string): SettingWord => ({
  setting,
  ...(value !== undefined && { value }),
});

/** A setting that may be given as an option or in its variable. */
export const either = (setting: SettingId): SettingWord => ({ setting, either: true });

/** The variable that a user is told of; undefined where the setting has none. */
export const variableNamed = (setting: SettingId): string | undefined =>
  variablesOf(setting).at(-1);

function spelled({ setting, value, either: both }: SettingWord, cameFrom: CameFrom): string {
  const variable = cameFrom(setting);
  if (typeof variable === 'object') {
    const place = 'file' in variable ? ` in ${variable.file}` : '';
    const { member } = variable;
    return value === undefined ? member + place : `${member}: '${value}'${place}`;
  }
  if (variable !== undefined) return value === undefined ? variable : `${variable}=${value}`;
  const { flag, called } = optionOf(setting);
  const name = called ?? flag ?? variableNamed(setting) ?? setting;
  if (both === true) return `${name} (or ${variableNamed(setting)})`;
  return value === undefined ? name : `${name} ${value}`;
}

/** Joins words to a sentence: the one place where settings get their spelling. */
export function sentence(words: Words, cameFrom: CameFrom = () => undefined): string {
  if (typeof words === 'string') return words;
  if ('setting' in words) return spelled(words, cameFrom);
  return words.map((word) => sentence(word, cameFrom)).join('');
}

/** A failure that is about a setting: a record until it is known where the setting came from. */
export type SettingFailure = Failure & { readonly words: Words };

/** A failure whose sentence has settings in it. As long as nobody says otherwise, they are spoken of as options. */
export const settingFailure = (
  code: FailureCode,
  said: Words,
  options?: { readonly cause: unknown },
): SettingFailure => Object.assign(new Failure(code, sentence(said), options), { words: said });

const isAboutSetting = (cause: unknown): cause is SettingFailure =>
  cause instanceof Failure && 'words' in cause;

/**
 * A failure in which each setting is named by where its value came from.
 *
 * @returns the cause itself where it is about no setting
 */
export function namedBySource(cause: unknown, cameFrom: CameFrom): unknown {
  if (!isAboutSetting(cause)) return cause;
  return new Failure(cause.code, sentence(cause.words, cameFrom), { cause });
}

/** Words with settings among them: a template whose parts stay apart. */
export const words = (texts: TemplateStringsArray, ...between: readonly Words[]): Words =>
  texts.flatMap((text, index) => [text, between[index] ?? '']);

/** A wrong setting, as a template: `usage\`${the('edition')} is not known.\``. */
export const usage = (texts: TemplateStringsArray, ...between: readonly Words[]): SettingFailure =>
  settingFailure('usage', words(texts, ...between));

/** A key that cannot be used, as a template. */
export const badKey = (texts: TemplateStringsArray, ...between: readonly Words[]): SettingFailure =>
  settingFailure('key', words(texts, ...between));
