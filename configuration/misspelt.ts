import { editDistance } from '../protocol/text/edit-distance.js';
import type { Environment } from './io.js';
import { allVariables, optionsOf, options } from './options.js';
import type { Command, KnownRow } from './options.js';
import { the, usage } from './setting-failure.js';
import type { SettingFailure } from './setting-failure.js';

/** The words that somebody may have meant, nearest first; at most three, empty where none is near. */
function nearMatches(word: string, words: readonly string[]): readonly string[] {
  const asked = word.toLowerCase();
  return (
    [...new Set(words)]
      .map((known) => {
        const partial = asked.length > 2 && (known.includes(asked) || asked.includes(known));
        const far = known === asked ? 0 : partial ? 1 : editDistance(asked, known);
        return { known, far };
      })
      .filter(({ known, far }) => far <= Math.max(2, Math.floor(known.length / 3)))
      .sort((a, b) => a.far - b.far)
      // Beside a word that is near, one that is far was not meant.
      .filter(({ far }, _at, [nearest]) => far <= (nearest?.far ?? 0) + 2)
      .slice(0, 3)
      .map(({ known }) => known)
  );
}

/** ` Did you mean a, b or c?`, or nothing where no word is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearMatches(word, words);
  const last = near.at(-1);
  if (last === undefined) return '';
  const before = near.slice(0, -1).join(', ');
  return ` Did you mean ${before === '' ? last : `${before} or ${last}`}?`;
}

const prefix = 'DOCS_HANDSHAKE_';

/** Two slips at most, and fewer in a short word. */
function isSlipOf(known: string, name: string): boolean {
  const slips = Math.min(2, Math.floor(known.length / 3));
  return editDistance(name, known) <= slips || (name.length > 3 && known.startsWith(name));
}

const ours: readonly string[] = allVariables.filter((name) => name.startsWith(prefix));

/** The variables of our prefix that are none of these, each with the one that was surely meant. */
function strays(
  env: Environment,
  known: readonly string[],
): readonly { readonly name: string; readonly meant: string | undefined }[] {
  const found = Object.keys(env).filter(
    (name) => name.startsWith(prefix) && env[name] !== undefined && !known.includes(name),
  );
  return found.map((name) => {
    const word = name.slice(prefix.length);
    return { name, meant: known.find((one) => isSlipOf(one.slice(prefix.length), word)) };
  });
}

/**
 * Refuses a variable that is no variable of ours, but was surely meant to be one: it would be passed over, and
 * the run be greener than it should.
 *
 * @throws Failure `usage`
 */
export function refuseMisspelt(env: Environment): void {
  for (const { name, meant } of strays(env, ours)) {
    if (meant !== undefined) {
      throw usage`The variable ${name} is not known. Did you mean ${meant}?`;
    }
  }
}

/**
 * Refuses every variable that looks like one of ours and is none: whoever set it expects something of it.
 *
 * @param named variables of somebody's own that the settings name
 * @throws Failure `usage`, with the one that was meant, or with all that there are
 */
export function refuseUnknownVariables(env: Environment, named: readonly string[]): void {
  const all = strays(env, [...ours, ...named.filter((name) => name.startsWith(prefix))]);
  // One that is nearly right says more than one that is not.
  const [stray] = all.toSorted(
    (a, b) => Number(b.meant !== undefined) - Number(a.meant !== undefined),
  );
  if (stray === undefined) return;
  const { name, meant } = stray;
  if (meant !== undefined) throw usage`The variable ${name} is not known. Did you mean ${meant}?`;
  const words = ours.map((one) => one.slice(prefix.length)).toSorted();
  throw usage`The variable ${name} is not known, and names that begin with ${prefix} are settings of docs-handshake: rename it, or remove it. Known are, behind ${prefix}, ${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}; and what the configuration file, the sign-in file, ${the('start')} or ${the('startEnv')} names.`;
}

/** A setting that no option gives. */
const inVariable = (row: KnownRow, flag: string): boolean =>
  row.flag === undefined &&
  (row.variables ?? []).includes(prefix + flag.slice(2).replaceAll('-', '_').toUpperCase());

/** What to say of an option that a command does not have. */
function unknownOption(command: Command, flag: string): SettingFailure {
  const rows = optionsOf(command);
  const argument = rows.find((row) => row.argument !== undefined && `--${row.argument}` === flag);
  if (argument !== undefined) {
    return usage`unknown option '${flag}': write "docs-handshake ${command} <${argument.argument ?? ''}>".`;
  }
  const alone = rows.find((row) => inVariable(row, flag));
  if (alone !== undefined) {
    const usual = alone.default === undefined ? '' : `; default ${alone.default}`;
    return usage`unknown option '${flag}': set the variable ${the(alone.id)} instead (${alone.says}${usual}).`;
  }
  const other = options.find((row) => row.flag === flag)?.commands[0];
  if (other !== undefined) {
    return usage`unknown option '${flag}': it is one of "docs-handshake ${other}", not of ${command}.`;
  }
  const near = didYouMean(
    flag,
    rows.flatMap((row) => row.flag ?? []),
  );
  return usage`unknown option '${flag}'.${near}`;
}

/**
 * Refuses an option that a command does not have, and a value for a switch, before the parser does: it knows
 * neither variables nor switches. Values are not repeated, as they may be secret.
 *
 * @param typed the words behind the command
 * @throws Failure `usage`
 */
export function refuseUnknownOptions(command: Command, typed: readonly string[]): void {
  const rows = optionsOf(command);
  for (let index = 0; index < typed.length; index += 1) {
    const word = typed[index] ?? '';
    if (word === '--') return;
    if (!word.startsWith('--') || word === '--help') continue;
    const [flag = '', value] = word.split('=', 2);
    const row = rows.find((one) => one.flag === flag);
    if (row === undefined) throw unknownOption(command, flag);
    if (row.kind === 'switch' && value !== undefined) {
      throw usage`${flag} takes no value: write ${flag} alone, or leave it out.`;
    }
    if (row.kind !== 'switch' && value === undefined) index += 1;
  }
}
