import { Command, CommanderError, Option } from 'commander';
import type { Io } from '../configuration/io.js';
import { didYouMean } from '../configuration/near-matches.js';
import { quoted } from '../configuration/selection.js';
import { Failure } from '../protocol/failure.js';
import type { ExitCode } from '../protocol/report.js';
import { packageVersion } from '../runner/package-version.js';
import type { CheckOptions } from './check.js';
import type { DemoOptions } from './demo.js';
import type { ExplainOptions } from './explain.js';
import { checkHelp, helpNote, helpWidth, layout } from './help.js';
import type { KeysNewOptions, KeysPublicOptions } from './keys.js';
import type { ServeOptions } from './serve.js';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];
const repeatable = (flags: string, says: string): Option =>
  new Option(flags, says).argParser(collect);

const handshakeOption = [
  '--handshake <id>',
  'mintlify-authentication (default) or mintlify-personalization',
] as const;
const driverOption = ['--driver <name>', 'auto (default), http, browser or both'] as const;
const reportOption = [
  '--report <format>',
  'terminal (default) or json, =<path> for a file; repeatable',
] as const;

function addCheck(program: Command, set: (code: Promise<ExitCode>) => Promise<void>, io: Io): void {
  program
    .command('check')
    .argument('[login-url]', 'the login URL, as the docs host knows it')
    // A variable may stand for it, but a reader of the help is to give one.
    .usage('<login-url> [options]')
    .summary('judge a login flow')
    .description('Signs in at a login flow as a reader would and judges what comes back.')
    .option(...handshakeOption)
    .option('--edition <id>', 'the edition that gates (all are judged); default latest')
    .addOption(repeatable('--key <file>', 'PEM or JWK, private or public; repeatable'))
    .option('--docs-origin <origin>', 'where the flow sends people; default http://localhost:4747')
    .option(
      '--return-param <name>',
      'personalization: the parameter of the login link that holds the page, or none',
    )
    .option(...driverOption)
    .option('--sign-in <how>', 'none, form, or a .ts or .js file that exports signIn(page, user)')
    .option('--username <name>', 'for --sign-in form or file')
    .option('--password <password>', 'better in DOCS_HANDSHAKE_PASSWORD')
    .option('--second-username <name>', 'for the rows about two users')
    .option('--second-password <password>', 'better in DOCS_HANDSHAKE_SECOND_PASSWORD')
    .addOption(
      repeatable(
        '--sign-in-origin <origin>',
        'where credentials may go besides the login origin; repeatable',
      ),
    )
    .option(
      '--expect <file>',
      'JSON: per user name, the groups and content that the token must carry',
    )
    .addOption(
      repeatable('--header <header>', "'Name: value', sent to the login origin only; repeatable"),
    )
    .addOption(
      repeatable('--cookie <cookie>', 'name=value, sent to the login origin only; repeatable'),
    )
    .option('--only <ids>', 'judge these rows only, separated by commas')
    .option('--skip <ids>', 'leave these rows out')
    .option(
      '--require <rows>',
      'ids, families (token, redirect, …) or all-must: exit 3 where one of them was not judged',
    )
    .addOption(repeatable(...reportOption))
    .option('--fail-on <level>', 'must (default) or should')
    .option('--ca <file>', 'PEM: an authority that both drivers trust for the login flow')
    .option('--max-time <s>', 'end the run after so many seconds with what was seen: exit 3')
    .option(
      '--intrusive',
      'also the rows that could lock an account or load the target, and all hostile return values',
    )
    .option('--verbose', 'list what passed and every visit, too')
    .addHelpText('after', () => checkHelp(helpWidth(io.stdout.columns)))
    .action(async (loginUrl: string | undefined, options: CheckOptions) => {
      const { check } = await import('./check.js');
      await set(check(loginUrl, options, io));
    });
}

function addHosts(program: Command, set: (code: Promise<ExitCode>) => Promise<void>, io: Io): void {
  program
    .command('serve')
    .summary('the mock docs host, to develop a login flow against')
    .description('Serves the mock docs host on the loopback address until Ctrl-C.')
    .addOption(repeatable('--login-url <url>', 'the login flow; up to 10'))
    .addOption(repeatable('--key <file>', 'PEM or JWK, private or public; repeatable'))
    .option(...handshakeOption)
    .option('--edition <id>', 'default latest')
    .option(
      '--docs-origin <origin>',
      'the origin that browsers see; default http://localhost:<port>',
    )
    .option('--return-param <name>', 'personalization: the parameter of the login link, or none')
    .option(
      '--port <number>',
      'default that of a local --docs-origin, else 4747; 0 for any free one',
    )
    .option(
      '--leeway <seconds>',
      'how far clocks may differ when exp and nbf are judged; default 0',
    )
    .option('--no-replay-check', 'take a token that was used before')
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.js');
      await set(serve(options, io));
    });
  program
    .command('demo')
    .summary('a reference login flow, the mock docs host and a full run')
    .description(
      'Starts a login flow that does everything right and judges it. Nothing to configure.',
    )
    .option(...handshakeOption)
    .option('--edition <id>', 'the edition that gates; default latest')
    .option(...driverOption)
    .option('--key <file>', 'the private key that the flow signs with, instead of a new one')
    .addOption(repeatable(...reportOption))
    .option('--verbose', 'list what passed and every visit, too')
    .action(async (options: DemoOptions) => {
      const { demo } = await import('./demo.js');
      await set(demo(options, io));
    });
}

function addKeys(program: Command, set: (code: Promise<ExitCode>) => Promise<void>, io: Io): void {
  const keys = program.command('keys').summary('make a key pair, or show the public half of a key');
  keys
    .command('new')
    .description(
      'Makes a key pair as the docs dashboard would give it: a PKCS#8 file, readable by you alone.',
    )
    .option(...handshakeOption)
    .option('--out <path>', 'the private key file; default docs-handshake-key.pem')
    .option('--force', 'replace the file where it exists')
    .addHelpText('after', () =>
      helpNote(
        'On stdout: the private key as one line for an env file. Keep it as secret as the file.',
        helpWidth(io.stdout.columns),
      ),
    )
    .action(async (options: KeysNewOptions) => {
      const { keysNew } = await import('./keys.js');
      await set(keysNew(options, io));
    });
  keys
    .command('public')
    .argument('<file>', 'PEM or JWK, private or public')
    .description('Prints the public half of a key as PEM.')
    .option('--jwk', 'as a JWK')
    .action(async (file: string, options: KeysPublicOptions) => {
      const { keysPublic } = await import('./keys.js');
      await set(keysPublic(file, options, io));
    });
}

function addCatalogue(
  program: Command,
  set: (code: Promise<ExitCode>) => Promise<void>,
  io: Io,
): void {
  program
    .command('list')
    .summary('all requirements')
    .option('--handshake <id>', 'of this handshake only')
    .action(async (options: { readonly handshake?: string }) => {
      const { list } = await import('./list.js');
      await set(list(options, io));
    });
  program
    .command('explain')
    .argument('<id>', 'a requirement id, as "list" and the reports show it')
    .summary('one requirement: why, fix, source, editions')
    .option('--example', 'break the reference flow and show what a report then says')
    .option('--verbose', 'name every visit')
    .action(async (id: string, options: ExplainOptions) => {
      const { explain } = await import('./explain.js');
      await set(explain(id, options, io));
    });
}

/** Usage errors of the parser as one sentence; values after `=` are left out, as they may be secret. */
function sentenceOf(error: CommanderError): string {
  const plain = error.message
    .replace(/^error: /, '')
    .replace(/(--?[\w-]+)=[^']*/g, '$1')
    .replace(/\n\(?/g, '. ')
    .replace(/\)$/, '');
  return /[.?]$/.test(plain) ? plain : `${plain}.`;
}

/** `help <command>` and `<command> help <command>`: the parser shows help for any word. */
function refuseUnknownHelp(program: Command, words: readonly string[]): void {
  const [first = '', second = '', third] = words;
  const group = program.commands.find((one) => one.name() === first && one.commands.length > 0);
  const parent = first === 'help' ? program : second === 'help' ? group : undefined;
  const asked = first === 'help' ? words[1] : third;
  if (parent === undefined || asked === undefined || asked.startsWith('-')) return;
  const known = parent.commands.map((one) => one.name());
  if (known.includes(asked) || asked === 'help') return;
  throw new Failure('usage', `There is no command ${quoted(asked)}.${didYouMean(asked, known)}`);
}

/**
 * Parses the arguments and runs the command.
 *
 * @throws Failure `usage` for wrong arguments, and whatever the command throws
 */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const set = async (outcome: Promise<ExitCode>): Promise<void> => {
    code = await outcome;
  };
  const program = new Command('docs-handshake')
    .description('Proves that a docs login works, before readers find out that it does not.')
    .version(packageVersion().version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp(layout)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // The sentence is written once, where all failures are.
      outputError: () => undefined,
      getOutHelpWidth: () => helpWidth(io.stdout.columns),
      getErrHelpWidth: () => helpWidth(io.stderr.columns),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const add of [addCheck, addHosts, addKeys, addCatalogue]) add(program, set, io);
  refuseUnknownHelp(program, argv.slice(2));
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Help was shown because no command was given.
    if (error.code === 'commander.help') return 2;
    throw new Failure('usage', sentenceOf(error), { cause: error });
  }
  return code;
}
