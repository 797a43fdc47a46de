import type { VerificationKey } from '../protocol/jose/keys.js';
import { dayOf, type Gate } from '../protocol/gate.js';
import type { Edition, HandshakeFacts } from '../protocol/handshake.js';
import type { Expectations, Handshake } from '../protocol/requirement.js';
import type { Target } from '../protocol/visit.js';
import {
  chooseReturnParam,
  readDocsAddress,
  readLoginUrl,
  readOrigin,
  refuseReturnParam,
} from './addresses.js';
import { readAuthority } from './authority.js';
import { readBaseline, targetNames } from './baseline.js';
import { readExpectations, strangersIn } from './expectations.js';
import { readCookie, readHeader } from './extra-headers.js';
import type { Environment } from './io.js';
import { gatherKeys } from './key-files.js';
import { refuseMisspelt } from './misspelt.js';
import { readNumber } from './numbers.js';
import { optionOf } from './options.js';
import type { SettingId, WordOf } from './options.js';
import { readReaders } from './readers.js';
import type { Readers } from './readers.js';
import { chooseRequired } from './required-rows.js';
import { chooseEdition, chooseHandshake, chooseRows, chooseWord } from './selection.js';
import { namedBySource, sentence, the, usage, variableNamed } from './setting-failure.js';
import type { CameFrom } from './setting-failure.js';
import { isOn, settingsFromEnvironment, variable, variableIn } from './settings.js';
import type { Settings } from './settings.js';
import { chooseSignIn } from './sign-in.js';
import { asksForNewKey, makeKey } from './start/made-key.js';
import { readStart } from './start/target-start.js';
import type { Start } from './start/target-start.js';

/** Which drivers are asked for; `auto` is both where a browser is found, else plain HTTP. */
export type DriverChoice = WordOf<'driver'>;

/** Everything that a run needs to know: checked, complete, and the same from the command line and the specs. */
export interface Configuration extends Start {
  readonly handshake: Handshake;
  /** The edition that gates; all are judged. */
  readonly edition: Edition;
  readonly target: Target;
  /** Empty where none was given: signatures are then not judged. */
  readonly keys: readonly VerificationKey[];
  readonly driver: DriverChoice;
  /** Requirement ids; absent for all of them. */
  readonly only?: readonly string[];
  readonly skip: readonly string[];
  /** Requirement ids that must have been judged; absent where none was asked for. */
  readonly require?: readonly string[];
  readonly failOn: WordOf<'failOn'>;
  /** What becomes of verdicts on their way to the exit code; absent: levels alone decide. */
  readonly gate?: Gate;
  /** True: also the rows that could lock an account or load the target. */
  readonly intrusive: boolean;
  /** How long the run may take, in milliseconds; absent for no limit. */
  readonly maxTimeMs?: number;
  readonly expect?: Expectations;
  /** What a reader of the report should know of the settings: one sentence each. */
  readonly remarks?: readonly string[];
}

/** What a configuration is read from besides the settings. */
export interface Origin {
  /** Whatever is not among the settings is looked for here. */
  readonly env: Environment;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Milliseconds since the epoch; by default the clock of this machine. */
  readonly now?: () => number;
  /** The handshakes to choose from; by default those of the registry. */
  readonly handshakes?: readonly Handshake[];
}

/** A run's settings, where they came from, and how sentences name them. */
interface Given {
  readonly settings: Settings;
  readonly from: Origin;
  /** Whether a setting was typed as an option. */
  readonly isTyped: (setting: SettingId) => boolean;
  readonly cameFrom: CameFrom;
}

/**
 * Completes the settings from the environment, which they win over, and checks them.
 *
 * @param typed what was given as options; everything else may stand in a variable
 * @throws Failure `usage` or `key`, one sentence that names the option or the variable to change
 */
export function configurationFrom(typed: Settings, from: Origin): Promise<Configuration> {
  const own: Readonly<Record<string, unknown>> = { ...typed };
  const isTyped = (setting: SettingId): boolean => own[setting] !== undefined;
  return configure(typed, from, isTyped, (setting) =>
    isTyped(setting) ? undefined : variableIn(from.env, setting),
  );
}

/**
 * The same configuration from environment variables alone, for the specs.
 *
 * @throws Failure `usage` or `key`, one sentence that names the variable to change
 */
export function configurationFromEnvironment(
  env: Environment,
  cwd: string = process.cwd(),
): Promise<Configuration> {
  return configure(
    {},
    { env, cwd },
    () => false,
    (setting) => variableIn(env, setting) ?? variableNamed(setting),
  );
}

async function configure(
  typed: Settings,
  from: Origin,
  isTyped: (setting: SettingId) => boolean,
  cameFrom: CameFrom,
): Promise<Configuration> {
  const given = Object.fromEntries(
    Object.entries(typed).filter(([, value]: [string, unknown]) => value !== undefined),
  );
  const settings = { ...settingsFromEnvironment(from.env), ...given };
  try {
    refuseMisspelt(from.env);
    return await complete({ settings, from, isTyped, cameFrom });
  } catch (cause) {
    throw namedBySource(cause, cameFrom);
  }
}

async function complete(given: Given): Promise<Configuration> {
  const { settings, from, isTyped } = given;
  const all = from.handshakes ?? (await (await import('../handshakes/registry.js')).handshakes());
  const handshake = chooseHandshake(all, settings.handshake);
  const { facts } = handshake;
  const edition = chooseEdition(handshake, settings.edition);
  const loginUrl = readLoginUrl(settings.loginUrl);
  const docs = readDocsAddress(settings.docsOrigin ?? usual('docsOrigin'), facts);
  const driver = chooseWord('driver', settings.driver);
  const failOn = chooseWord('failOn', settings.failOn);
  const rows = chooseRows(all, handshake, settings);
  const required = chooseRequired(all, handshake, edition, settings, rows);
  const signIn = await chooseSignIn(settings, from.cwd);
  const readers = readReaders(settings, signIn, isTyped);
  const returnParam = chooseReturnParam(settings.returnParam, facts);
  refuseReturnParam(loginUrl, returnParam);
  const expectation = await expectationFor(given, readers);
  const keys = await keysFor(given, facts);
  const start = readStart(settings, {
    facts,
    keys,
    loginUrl,
    docsAddress: docs.docsOrigin + docs.docsPath,
    cwd: from.cwd,
  });
  const gate = await gateFor(given, handshake, loginUrl);
  return {
    handshake,
    edition,
    target: {
      loginUrl,
      ...docs,
      ...(returnParam !== 'none' && { returnParam, returnForm: facts.returnValue }),
      signIn,
      ...readers,
      signInOrigins: (settings.signInOrigin ?? []).map((value) =>
        readOrigin('signInOrigin', value),
      ),
      headers: (settings.header ?? []).map(readHeader),
      cookies: (settings.cookie ?? []).map(readCookie),
      ...(settings.ca !== undefined && { ca: await readAuthority(settings.ca, from.cwd) }),
      timeoutMs: timeoutOf(from.env) * 1000,
    },
    keys,
    ...start,
    driver,
    ...rows,
    ...(required && { require: required }),
    failOn,
    ...(gate !== undefined && { gate }),
    intrusive: settings.intrusive ?? false,
    ...(settings.maxTime !== undefined && {
      maxTimeMs: readNumber('maxTime', settings.maxTime) * 1000,
    }),
    ...expectation,
  };
}

/** What becomes of the verdicts. A baseline that is to be written anew accepts nothing. */
async function gateFor(
  { settings, from }: Given,
  handshake: Handshake,
  loginUrl: string,
): Promise<Gate | undefined> {
  const { baseline: file, updateBaseline: updates = false } = settings;
  if (updates && file === undefined) {
    throw usage`${the('updateBaseline')} needs ${the('baseline')} with the file to write.`;
  }
  if (updates && isOn(from.env, 'CI')) {
    throw usage`${the('updateBaseline')} is for people: in a pipeline (CI is set) it would accept what it should stop.`;
  }
  if (file === undefined || updates) return undefined;
  const today = dayOf((from.now ?? Date.now)());
  const names = targetNames(loginUrl);
  return {
    weights: new Map(),
    baseline: await readBaseline(file, from.cwd, { handshake, today }, names),
  };
}

/** The keys that were given, or one that is made; a pipeline's variables do no harm then, blank ones of forks included. */
function keysFor(
  { settings: { key = [] }, from }: Given,
  facts: HandshakeFacts,
): Promise<readonly VerificationKey[]> {
  return asksForNewKey(key) ? makeKey(facts).then((made) => [made]) : gatherKeys(key, from, facts);
}

/** What holds where a setting is not given. */
const usual = (setting: SettingId): string => optionOf(setting).default ?? '';

/** What `--expect` says; a variable that is set for all jobs is passed over where nobody signs in. */
async function expectationFor(
  { settings: { expect: path }, from, isTyped, cameFrom }: Given,
  readers: Readers,
): Promise<Pick<Configuration, 'expect' | 'remarks'>> {
  if (path === undefined || (readers.user === undefined && !isTyped('expect'))) return {};
  const expect = await readExpectations(path, from.cwd);
  const remark = strangersIn(expect, readers, path);
  return { expect, ...(remark !== undefined && { remarks: [sentence(remark, cameFrom)] }) };
}

/** Seconds to wait for one response; not an option, for slow targets only. */
const timeoutOf = (env: Environment): number =>
  readNumber('timeout', variable(env, 'DOCS_HANDSHAKE_TIMEOUT') ?? usual('timeout'));
