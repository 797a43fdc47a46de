import { Failure } from '../protocol/failure.js';
import { variableOf } from './settings.js';

/** The variable that stands for an option: `--docs-origin` → `DOCS_HANDSHAKE_DOCS_ORIGIN`. */
const variableFor = (setting: string): string =>
  setting === 'key' ? 'DOCS_HANDSHAKE_KEY_FILE' : variableOf(setting);

/**
 * Says a failure in terms of variables where a setting came from the environment: whoever typed no option
 * would look for it in vain.
 *
 * @param isTyped whether a setting, named as in `Settings`, was typed as an option
 * @returns the cause itself where it is no `Failure` or names no such option
 */
export function inVariables(cause: unknown, isTyped: (setting: string) => boolean): unknown {
  if (!(cause instanceof Failure)) return cause;
  const sentence = cause.message
    .replace(
      /(?<![\w./-])--([a-z]+(?:-[a-z]+)*)( (?:none|form)\b)?/g,
      (option, name: string, word = '') => {
        const setting = name.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
        return isTyped(setting) ? option : variableFor(setting) + String(word).replace(' ', '=');
      },
    )
    .replace(/(\S+) (?:\(or \1\)|or \1\b)/g, '$1');
  return sentence === cause.message ? cause : new Failure(cause.code, sentence, { cause });
}
