import type { Environment, Io } from '../configuration/io.js';
import { secretOptions } from '../configuration/options/words.js';
import { isOn } from '../configuration/settings.js';
import { Failure, exitCodeOf } from '../protocol/failure.js';
import type { ExitCode } from '../protocol/report.js';
import { mask } from '../protocol/secrecy/masking.js';
import { packageVersion } from '../configuration/package-version.js';

/** `Name: value` and `name=value`: the value alone must be found too. */
const withValue = (text: string): readonly string[] => [text, text.replace(/^[^:=]*[:=]\s*/, '')];

/** Values on the command line and in the environment that are secret as such, not even to stand in an unexpected error. */
function secretsOf(argv: readonly string[], env: Environment): readonly string[] {
  const typed = argv.flatMap((word, index) => {
    const equals = word.indexOf('=');
    const flag = equals === -1 ? word : word.slice(0, equals);
    if (!secretOptions.some((row) => row.flag === flag)) return [];
    return withValue(equals === -1 ? (argv[index + 1] ?? '') : word.slice(equals + 1));
  });
  const held = secretOptions.flatMap(({ variables = [], repeatable }) => {
    const values = variables.map((name) => env[name] ?? '');
    return repeatable === true
      ? values.flatMap((value) => value.split('\n')).flatMap(withValue)
      : values;
  });
  return [...typed, ...held];
}

/**
 * The command line as a function: nothing is read from or written to the process itself.
 *
 * @param argv as `process.argv`: the first two entries are the program and the script
 * @returns the exit code; never rejects
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [only, ...more] = argv.slice(2);
  try {
    // Answered before anything heavy is loaded.
    if (more.length === 0 && (only === '--version' || only === '-V')) {
      io.stdout.write(`${packageVersion().version}\n`);
      return 0;
    }
    const { runCommandLine } = await import('./command-line.js');
    return await runCommandLine(argv, io);
  } catch (cause) {
    return explain(cause, argv, io);
  }
}

function explain(cause: unknown, argv: readonly string[], io: Io): ExitCode {
  const say = (text: string): void => {
    io.stderr.write(`${mask(text, secretsOf(argv, io.env)).replace(/[^\P{Cc}\n]/gu, ' ')}\n`);
  };
  if (io.signal?.aborted === true) {
    say('docs-handshake: interrupted; everything that was started has been stopped.');
    return 3;
  }
  const debug = isOn(io.env, 'DOCS_HANDSHAKE_DEBUG');
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  if (cause instanceof Failure) {
    say(`docs-handshake: ${cause.message}`);
    if (debug) say(stack);
    return exitCodeOf(cause.code);
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  const hint = debug ? '' : ' (DOCS_HANDSHAKE_DEBUG=1 shows where)';
  say(`docs-handshake: the suite itself broke: ${message.split('\n')[0] ?? ''}${hint}`);
  if (debug) say(stack);
  return 3;
}
