import type { VerificationKey } from '../protocol/jose/keys.js';
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
import { expectationsIn, readExpectations, strangersIn } from './expectations.js';
import { readCookie, readHeader } from './extra-headers.js';
import { fileLayer } from './file/layer.js';
import type { FileLayer } from './file/layer.js';
import { chooseTarget, readConfigurationFile } from './file/load.js';
import type { FileTarget } from './file/load.js';
import { readGate } from './gate/gate.js';
import type { ReadGate } from './gate/gate.js';
import { requirementWeights } from './gate/requirement-weights.js';
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
import {
  memberNamed,
  namedBySource,
  sentence,
  the,
  variableNamed,
  words,
} from './setting-failure.js';
import type { CameFrom } from './setting-failure.js';
import { settingsFromEnvironment, variable, variableIn } from './settings.js';
import type { GivenInCode, Settings } from './settings.js';
import { chooseSignIn } from './sign-in.js';
import { asksForNewKey, makeKey } from './start/made-key.js';
import { readStart } from './start/target-start.js';
import type { Start, StartContext } from './start/target-start.js';

/** Which drivers are asked for; `auto` is both where a browser is found, else plain HTTP. */
export type DriverChoice = WordOf<'driver'>;

/** Everything that a run needs to know: checked, complete, and the same from the command line and the specs. */
export interface Configuration extends Start, ReadGate {
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
  /** True: also the rows that could lock an account or load the target. */
  readonly intrusive: boolean;
  /** How long the run may take, in milliseconds; absent for no limit. */
  readonly maxTimeMs?: number;
  readonly expect?: Expectations;
  /** The reports that the configuration file asks for, as `--report` takes them. */
  readonly reports?: readonly string[];
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
  /** The target of a configuration file, which says what nobody else says. */
  readonly file?: FileTarget;
  /** Present where a program speaks: what it gives besides texts. Sentences then name its members. */
  readonly inCode?: GivenInCode;
}

/** A run's settings, where they came from, and how sentences name them. */
interface Given {
  readonly settings: Settings;
  readonly from: Origin;
  /** Whether a setting was typed as an option. */
  readonly isTyped: (setting: SettingId) => boolean;
  readonly cameFrom: CameFrom;
  readonly layer?: FileLayer;
}

/**
 * Completes the settings from the environment, which they win over, and checks them.
 *
 * @param typed what was given as options; everything else may stand in a variable
 * @throws Failure `usage` or `key`, one sentence that names the option or the variable to change
 */
export function configurationFrom(typed: Settings, from: Origin): Promise<Configuration> {
  const own: Readonly<Record<string, unknown>> = { ...typed, ...from.inCode };
  const isTyped = (setting: SettingId): boolean => own[setting] !== undefined;
  return configure(typed, from, isTyped, (setting) => {
    const variable = isTyped(setting) ? undefined : variableIn(from.env, setting);
    return variable ?? (from.inCode === undefined ? undefined : memberNamed(setting));
  });
}

/**
 * The same configuration from environment variables and the configuration file, for the specs.
 *
 * @throws Failure `usage` or `key`, one sentence that names the variable to change
 */
export async function configurationFromEnvironment(
  env: Environment,
  cwd: string = process.cwd(),
): Promise<Configuration> {
  const file = await fileFor(env, cwd);
  return configure(
    {},
    { env, cwd, ...(file && { file }) },
    () => false,
    (setting) => variableIn(env, setting) ?? variableNamed(setting),
  );
}

/**
 * The settings of such a configuration before they are judged, for the specs: which tests there are depends on some.
 *
 * @throws Failure `usage` for a configuration file that is wrong
 */
export async function settingsEverywhere(env: Environment, cwd: string): Promise<Settings> {
  const above = settingsFromEnvironment(env);
  const file = await fileFor(env, cwd);
  return file === undefined
    ? above
    : { ...fileLayer(file, { settings: above, env, cwd }).settings, ...above };
}

/** The target of the configuration file that the variables mean; undefined where there is no file. */
async function fileFor(env: Environment, cwd: string): Promise<FileTarget | undefined> {
  const targets = await readConfigurationFile(variable(env, 'DOCS_HANDSHAKE_CONFIG'), cwd);
  return chooseTarget(targets, variable(env, 'DOCS_HANDSHAKE_TARGET'));
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
  const above: Settings = { ...settingsFromEnvironment(from.env), ...given };
  refuseMisspelt(from.env);
  const layer = from.file && fileLayer(from.file, { settings: above, ...from });
  const inFile: CameFrom = (setting) => layer?.whence(setting) ?? cameFrom(setting);
  // Users of the file count as typed where the file says how they sign in, too.
  const isMeant = (setting: SettingId): boolean =>
    isTyped(setting) || (layer?.whence(setting) !== undefined && above.signIn === undefined);
  const settings = { ...layer?.settings, ...above };
  try {
    return await complete({
      settings,
      from,
      isTyped: isMeant,
      cameFrom: inFile,
      ...(layer && { layer }),
    });
  } catch (cause) {
    throw namedBySource(cause, inFile);
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
  const signIn = await chooseSignIn(settings, from.cwd, from.inCode?.signIn);
  const readers = readReaders(settings, signIn, isTyped);
  const returnParam = chooseReturnParam(settings.returnParam, facts);
  refuseReturnParam(loginUrl, returnParam);
  const expectation = await expectationFor(given, readers);
  const keys = await keysFor(given, facts);
  const start = startFor(given, {
    facts,
    keys,
    loginUrl,
    docsAddress: docs.docsOrigin + docs.docsPath,
    cwd: from.cwd,
  });
  const weights = requirementWeights(given.layer?.requirements ?? {}, {
    file: from.file?.file ?? '',
    all,
    handshake,
    ...(rows.only && { only: rows.only }),
    ...(required && { required }),
  });
  const gate = await readGate(settings, {
    handshake,
    loginUrl,
    weights,
    ...(from.file?.name !== undefined && { name: from.file.name }),
    env: from.env,
    cwd: from.cwd,
    now: from.now ?? Date.now,
  });
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
    ...gate,
    intrusive: settings.intrusive ?? false,
    ...(settings.maxTime !== undefined && {
      maxTimeMs: readNumber('maxTime', settings.maxTime) * 1000,
    }),
    ...expectation,
    ...(given.layer?.settings.report && { reports: given.layer.settings.report }),
  };
}

/** A command of the file runs in its folder, and what it is given from variables stays secret. */
function startFor({ settings, layer }: Given, context: StartContext): Start {
  const own = layer?.whence('start') === undefined ? context : { ...context, cwd: layer.folder };
  const read = readStart(settings, own);
  if (read.start === undefined || layer === undefined) return read;
  return { ...read, start: { ...read.start, secrets: layer.secrets } };
}

/** The keys that were given, or one that is made; a pipeline's variables do no harm then, blank ones of forks included. */
function keysFor(
  { settings: { key = [] }, from: { env, cwd, inCode }, layer }: Given,
  facts: HandshakeFacts,
): Promise<readonly VerificationKey[]> {
  if (asksForNewKey(key)) return makeKey(facts).then((made) => [made]);
  const keyVariable = layer?.keyVariable;
  const named = { ...(keyVariable !== undefined && { keyVariable }), ...(inCode && { inCode }) };
  return gatherKeys(key, { env, cwd, ...named }, facts);
}

/** What holds where a setting is not given. */
const usual = (setting: SettingId): string => optionOf(setting).default ?? '';

/** What `--expect` says; a variable that is set for all jobs is passed over where nobody signs in. */
async function expectationFor(
  { settings: { expect: path }, from, isTyped, cameFrom, layer }: Given,
  readers: Readers,
): Promise<Pick<Configuration, 'expect' | 'remarks'>> {
  if (layer?.expect !== undefined) return { expect: layer.expect };
  const inCode = from.inCode?.expect;
  if (path === undefined && inCode === undefined) return {};
  if (readers.user === undefined && !isTyped('expect')) return {};
  const where = inCode === undefined ? words`${the('expect')} ${path ?? ''}` : the('expect');
  const expect =
    inCode === undefined
      ? await readExpectations(path ?? '', from.cwd)
      : expectationsIn(inCode, where);
  const remark = strangersIn(expect, readers, where);
  return { expect, ...(remark !== undefined && { remarks: [sentence(remark, cameFrom)] }) };
}

/** Seconds to wait for one response; not an option, for slow targets only. */
const timeoutOf = (env: Environment): number =>
  readNumber('timeout', variable(env, 'DOCS_HANDSHAKE_TIMEOUT') ?? usual('timeout'));
