/**
 * What a run of Playwright was asked for on its command line. The file with the tests is loaded once by the main process and
 * once by each worker; only the main process has the command line, so it leaves what it says in a variable, which the workers
 * inherit. The one file of this door that reads the process.
 */

/** What the command line leaves of the tests of a file. */
export interface Asked {
  /** How many shards there are; 1 where nothing is sharded. */
  readonly shards: number;
  /** Sources of regular expressions: `--grep`, and `--grep-invert`. */
  readonly grep?: string;
  readonly grepInvert?: string;
}

/** No variable of ours, whose misspellings are refused. */
const variable = '_DOCS_HANDSHAKE_ASKED';

/** The value of an option, which may be written behind it in three ways; the last one counts. */
function valueOf(argv: readonly string[], flag: `--${string}`, short?: string): string | undefined {
  const found = argv.flatMap((word, at) => {
    if (word === flag || word === short) return [argv[at + 1] ?? ''];
    if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
    return short !== undefined && word.startsWith(short) && !word.startsWith('--')
      ? [word.slice(short.length).replace(/^=/, '')]
      : [];
  });
  return found.at(-1);
}

/** Reads a command line of Playwright's. */
export function askedBy(argv: readonly string[]): Asked {
  const shards = Number(/^\d+\/(\d+)$/.exec(valueOf(argv, '--shard') ?? '')?.[1] ?? 1);
  const grep = valueOf(argv, '--grep', '-g');
  const grepInvert = valueOf(argv, '--grep-invert');
  return {
    shards: Math.max(1, shards),
    ...(grep !== undefined && { grep }),
    ...(grepInvert !== undefined && { grepInvert }),
  };
}

/** What this run was asked for, in the main process and in its workers alike. */
export function askedOfThisRun(): Asked {
  const words = process.argv.slice(2);
  // A worker is started without any.
  if (words.length > 0) process.env[variable] = JSON.stringify(askedBy(words));
  const said: unknown = JSON.parse(process.env[variable] ?? '{"shards":1}');
  return said as Asked;
}

/** True for a title that Playwright's expressions let through, as far as the title alone can tell. */
export function isAsked(
  title: string,
  { grep, grepInvert }: Pick<Asked, 'grep' | 'grepInvert'>,
): boolean {
  const matches = (source: string): boolean => {
    const literal = /^\/(.*)\/([gi]*)$/.exec(source);
    try {
      return new RegExp(literal?.[1] ?? source, literal === null ? 'gi' : literal[2]).test(title);
    } catch {
      return true;
    }
  };
  return (
    (grep === undefined || matches(grep)) && (grepInvert === undefined || !matches(grepInvert))
  );
}

/** What tells one run from another, to all its workers: the id of the main process. */
export const runId = (): string => String(process.ppid);
