import { Command, CommanderError, Option } from 'commander';
import type { Io } from '../configuration/io.js';
import { didYouMean, refuseUnknownOptions } from '../configuration/misspelt.js';
import { flagsOf, helpOf } from '../configuration/options/words.js';
import type { OpenLists } from '../configuration/options/words.js';
import { commands, optionsOf } from '../configuration/options.js';
import type { Command as Name, OptionsOf } from '../configuration/options.js';
import { quoted } from '../configuration/selection.js';
import { the, usage } from '../configuration/setting-failure.js';
import { handshakeIds } from '../handshakes/registry.js';
import { Failure } from '../protocol/failure.js';
import type { ExitCode } from '../protocol/report.js';
import { formats } from '../reports/index.js';
import { packageVersion } from '../configuration/package-version.js';
import { checkHelp, helpNote, layout } from './help.js';
import { textWidth } from './text-width.js';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** What the commands are defined with. */
interface Stage {
  readonly io: Io;
  readonly lists: OpenLists;
  /** Takes the exit code of the command that was run. */
  readonly set: (code: Promise<ExitCode>) => Promise<void>;
}

/** Opens a command with its options out of the table. */
function open(parent: Command, name: Name, { lists }: Stage): Command {
  const command = parent.command(name.split(' ').at(-1) ?? name);
  for (const row of optionsOf(name)) {
    if (row.flag === undefined) continue;
    const option = new Option(flagsOf(row), helpOf(row, lists));
    command.addOption(row.repeatable === true ? option.argParser(collect) : option);
  }
  return command;
}

function addCheck(program: Command, stage: Stage): void {
  const { io, set } = stage;
  open(program, 'check', stage)
    .argument('[login-url]', 'the login URL, as the docs host knows it')
    // A variable may stand for it, but a reader of the help is to give one.
    .usage('<login-url> [options]')
    .summary('judge a login flow')
    .description('Signs in at a login flow as a reader would and judges what comes back.')
    .addHelpText('after', () => checkHelp(textWidth(io.stdout.columns)))
    .action(async (loginUrl: string | undefined, options: OptionsOf<'check'>) => {
      const { check } = await import('./check.js');
      await set(check(loginUrl, options, io));
    });
}

function addHosts(program: Command, stage: Stage): void {
  const { io, set } = stage;
  open(program, 'serve', stage)
    .summary('the mock docs host, to develop a login flow against')
    .description('Serves the mock docs host on the loopback address until Ctrl-C.')
    .action(async (options: OptionsOf<'serve'>) => {
      const { serve } = await import('./serve.js');
      await set(serve(options, io));
    });
  open(program, 'demo', stage)
    .summary('a reference login flow, the mock docs host and a full run')
    .description(
      'Starts a login flow that does everything right and judges it. Nothing to configure.',
    )
    .action(async (options: OptionsOf<'demo'>) => {
      const { demo } = await import('./demo.js');
      await set(demo(options, io));
    });
}

function addKeys(program: Command, stage: Stage): void {
  const { io, set } = stage;
  const keys = program.command('keys').summary('make a key pair, or show the public half of a key');
  open(keys, 'keys new', stage)
    .description(
      'Makes a key pair as the docs dashboard would give it: a PKCS#8 file, readable by you alone.',
    )
    .addHelpText('after', () =>
      helpNote(
        'On stdout: the private key as one line for an env file. Keep it as secret as the file.',
        textWidth(io.stdout.columns),
      ),
    )
    .action(async (options: OptionsOf<'keys new'>) => {
      const { keysNew } = await import('./keys.js');
      await set(keysNew(options, io));
    });
  open(keys, 'keys public', stage)
    .argument('<file>', 'PEM or JWK, private or public')
    .description('Prints the public half of a key as PEM.')
    .action(async (file: string, options: OptionsOf<'keys public'>) => {
      const { keysPublic } = await import('./keys.js');
      await set(keysPublic(file, options, io));
    });
}

function addCatalogue(program: Command, stage: Stage): void {
  const { io, set } = stage;
  open(program, 'list', stage)
    .summary('all requirements')
    .action(async (options: OptionsOf<'list'>) => {
      const { list } = await import('./list.js');
      await set(list(options, io));
    });
  open(program, 'explain', stage)
    .argument('<id>', 'a requirement id, as "list" and the reports show it')
    .summary('one requirement: why, fix, source, editions')
    .action(async (id: string, options: OptionsOf<'explain'>) => {
      const { explain } = await import('./explain.js');
      await set(explain(id, options, io));
    });
}

function addResults(program: Command, stage: Stage): void {
  const { io, set } = stage;
  open(program, 'diff', stage)
    .argument('<before>', 'a JSON report')
    .argument('<after>', 'a later one of the same handshake')
    .summary('what got better or worse between two reports')
    .description('Compares two JSON reports. Exit code 1 where a requirement got worse.')
    .action(async (before: string, after: string, options: OptionsOf<'diff'>) => {
      const { diff } = await import('./results/diff.js');
      await set(diff(before, after, options, io));
    });
}

function addJudge(program: Command, stage: Stage): void {
  const { io, set } = stage;
  open(program, 'judge', stage)
    .argument('<file>', 'a recording of check --record, or a Location; - for standard input')
    .summary('judge a recording, or one Location, again')
    .description(
      'Judges what was recorded under another edition, on another clock or with another key.',
    )
    .action(async (file: string, options: OptionsOf<'judge'>) => {
      const { judgeAgain } = await import('./results/judge.js');
      await set(judgeAgain(file, options, io));
    });
}

function addInit(program: Command, stage: Stage): void {
  const { io, set } = stage;
  open(program, 'init', stage)
    .summary('write a configuration and a workflow that judges every pull request')
    .description(
      'Asks what it cannot find out, and writes docs-handshake.config.ts (.json without TypeScript) and .github/workflows/docs-login.yml, nothing else. It never overwrites a file.',
    )
    .action(async (options: OptionsOf<'init'>) => {
      const { init } = await import('./init/init.js');
      await set(init(options, io));
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

/** A format of `--report` that was written as an option of its own. */
function refuseFormat(command: Name, words: readonly string[]): void {
  const rows = optionsOf(command);
  if (!rows.some(({ id }) => id === 'report')) return;
  const typed = words.map((word) => word.replace(/=.*$/s, ''));
  const format = Object.keys(formats).find(
    (name) => typed.includes(`--${name}`) && !rows.some(({ flag }) => flag === `--${name}`),
  );
  if (format === undefined) return;
  throw usage`unknown option '--${format}': write ${the('report', format)}, with =<path> behind it for a file.`;
}

/** Whatever the parser would take for an unknown option; help that was asked for comes first. */
function refuseUnknown(words: readonly string[]): void {
  if (words.some((word) => word === '--help' || word === '-h')) return;
  const [first = '', second = ''] = words;
  const named = first === 'keys' ? `${first} ${second}` : first;
  const command = commands.find((name) => name === named);
  if (command === undefined) return;
  const typed = words.slice(named.split(' ').length);
  refuseFormat(command, typed);
  refuseUnknownOptions(command, typed);
}

/** The lists of words that no table can hold. */
export async function openLists(): Promise<OpenLists> {
  return { handshakes: await handshakeIds(), reports: Object.keys(formats) };
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
      getOutHelpWidth: () => textWidth(io.stdout.columns),
      getErrHelpWidth: () => textWidth(io.stderr.columns),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const stage: Stage = { io, set, lists: await openLists() };
  for (const add of [addCheck, addHosts, addKeys, addCatalogue, addResults, addJudge, addInit])
    add(program, stage);
  refuseUnknownHelp(program, argv.slice(2));
  refuseUnknown(argv.slice(2));
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
