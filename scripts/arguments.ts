import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Says what is wrong and how the script is called, and ends the process with exit code 2 (wrong usage). */
export function refuse(usage: string, problem: string): never {
  process.stderr.write(`${problem}\nUsage: ${usage}\n`);
  process.exit(2);
}

/** What a script was asked for; an option or a word that it does not know ends it with exit code 2 and the usage. */
export function readArguments<Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    return refuse(usage, cause instanceof Error ? cause.message : String(cause));
  }
}

/** The one word among a script's words that is a number, at least 1; undefined where there is none. */
export function countIn(usage: string, words: readonly string[]): number | undefined {
  const numbers = words.filter((word) => /^\d+$/.test(word)).map(Number);
  const [count, further] = numbers;
  if (further !== undefined || count === 0) refuse(usage, 'Give one number, at least 1.');
  return count;
}

/** The same where no other word is taken: anything else ends the script. `what` is counted, such as `rounds`. */
export function countAlone(
  usage: string,
  words: readonly string[],
  what: string,
): number | undefined {
  const stray = words.find((word) => !/^\d+$/.test(word));
  if (stray !== undefined) refuse(usage, `"${stray}" is not a number of ${what}.`);
  return countIn(usage, words);
}
