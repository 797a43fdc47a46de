import { Failure } from '../protocol/failure.js';
import type { VerificationKey } from '../protocol/jose/keys.js';
import type { Edition } from '../protocol/handshake.js';
import type { Expectations, Handshake } from '../protocol/requirement.js';
import type { Target } from '../protocol/visit.js';
import { readDocsAddress, readLoginUrl, readOrigin, refuseReturnParam } from './addresses.js';
import { readAuthority } from './authority.js';
import { readExpectations, strangersIn } from './expectations.js';
import { readCookie, readHeader } from './extra-headers.js';
import type { Environment } from './io.js';
import { gatherKeys } from './key-files.js';
import { inVariables } from './option-names.js';
import { readReaders } from './readers.js';
import type { Readers } from './readers.js';
import { chooseRequired } from './required-rows.js';
import { chooseReturnParam } from './return-parameter.js';
import { chooseEdition, chooseHandshake, chooseRows, chooseWord } from './selection.js';
import { settingsFromEnvironment, variable } from './settings.js';
import type { Settings } from './settings.js';
import { chooseSignIn } from './sign-in.js';

const drivers = ['auto', 'http', 'browser', 'both'] as const;
const gates = ['must', 'should'] as const;

/** Which drivers are asked for; `auto` is both where a browser is found, else plain HTTP. */
export type DriverChoice = (typeof drivers)[number];

/**
 * The driver by its word; `auto` where none was named.
 *
 * @throws Failure `usage`
 */
export const chooseDriver = (word: string | undefined): DriverChoice =>
  chooseWord('--driver', word ?? 'auto', drivers);

/** Everything that a run needs to know: checked, complete, and the same from the command line and the specs. */
export interface Configuration {
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
  readonly failOn: 'must' | 'should';
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
  /** The handshakes to choose from; by default those of the registry. */
  readonly handshakes?: readonly Handshake[];
}

const defaultDocsOrigin = 'http://localhost:4747';
const defaultTimeoutSeconds = 30;

/**
 * Completes the settings from the environment, which they win over, and checks them.
 *
 * @param typed what was given as options; everything else may stand in a variable
 * @throws Failure `usage` or `key`, one sentence that names the option or the variable to change
 */
export async function configurationFrom(typed: Settings, from: Origin): Promise<Configuration> {
  const own: Readonly<Record<string, unknown>> = { ...typed };
  const isTyped = (setting: string): boolean => own[setting] !== undefined;
  const given = Object.fromEntries(Object.entries(own).filter(([name]) => isTyped(name)));
  const found = settingsFromEnvironment(from.env);
  try {
    return await complete({ ...found, ...given }, from, isTyped);
  } catch (cause) {
    const known: Readonly<Record<string, unknown>> = { ...found };
    throw inVariables(cause, (name) => isTyped(name) || known[name] === undefined);
  }
}

async function complete(
  settings: Settings,
  from: Origin,
  isTyped: (setting: string) => boolean,
): Promise<Configuration> {
  const all = from.handshakes ?? (await (await import('../handshakes/registry.js')).handshakes());
  const handshake = chooseHandshake(all, settings.handshake);
  const { facts } = handshake;
  const edition = chooseEdition(handshake, settings.edition);
  const loginUrl = readLoginUrl(settings.loginUrl);
  const docs = readDocsAddress(settings.docsOrigin ?? defaultDocsOrigin, facts);
  const driver = chooseDriver(settings.driver);
  const failOn = chooseWord('--fail-on', settings.failOn ?? 'must', gates);
  const rows = chooseRows(all, handshake, settings);
  const required = chooseRequired(all, handshake, edition, settings, rows);
  const signIn = await chooseSignIn(settings, from.cwd);
  const readers = readReaders(settings, signIn, isTyped);
  const returnParam = chooseReturnParam(settings.returnParam, facts);
  refuseReturnParam(loginUrl, returnParam);
  const expectation = await expectationFor(settings.expect, readers, from.cwd, isTyped);
  const keys = await gatherKeys(settings.key ?? [], from, facts);
  return {
    handshake,
    edition,
    target: {
      loginUrl,
      ...docs,
      ...(returnParam !== 'none' && { returnParam }),
      signIn,
      ...readers,
      signInOrigins: (settings.signInOrigin ?? []).map((value) =>
        readOrigin('--sign-in-origin', value),
      ),
      headers: (settings.header ?? []).map(readHeader),
      cookies: (settings.cookie ?? []).map(readCookie),
      ...(settings.ca !== undefined && { ca: await readAuthority(settings.ca, from.cwd) }),
      timeoutMs: timeoutOf(from.env) * 1000,
    },
    keys,
    driver,
    ...rows,
    ...(required && { require: required }),
    failOn,
    intrusive: settings.intrusive ?? false,
    ...(settings.maxTime !== undefined && { maxTimeMs: readMaxTime(settings.maxTime) * 1000 }),
    ...expectation,
  };
}

/** What `--expect` says; a variable that is set for all jobs is passed over where nobody signs in. */
async function expectationFor(
  path: string | undefined,
  readers: Readers,
  cwd: string,
  isTyped: (setting: string) => boolean,
): Promise<Pick<Configuration, 'expect' | 'remarks'>> {
  if (path === undefined || (readers.user === undefined && !isTyped('expect'))) return {};
  const expect = await readExpectations(path, cwd);
  const remark = strangersIn(expect, readers, path);
  return { expect, ...(remark !== undefined && { remarks: [remark] }) };
}

/** A timer of the platform takes no more than 24 days. */
const mostSeconds = 86_400;

/** Seconds that a run may take. */
function readMaxTime(value: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : 0;
  if (seconds > 0 && seconds <= mostSeconds) return seconds;
  throw new Failure(
    'usage',
    `--max-time must be a number of seconds above 0, at most ${mostSeconds}.`,
  );
}

/** Seconds to wait for one response; not an option, for slow targets only. */
function timeoutOf(env: Environment): number {
  const seconds = Number(variable(env, 'DOCS_HANDSHAKE_TIMEOUT') ?? defaultTimeoutSeconds);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 600) return seconds;
  throw new Failure(
    'usage',
    'DOCS_HANDSHAKE_TIMEOUT must be a number of seconds above 0, at most 600.',
  );
}

/**
 * The same configuration from environment variables alone, for the specs.
 *
 * @throws Failure `usage` or `key`, one sentence that names the variable to change
 */
export async function configurationFromEnvironment(
  env: Environment,
  cwd: string = process.cwd(),
): Promise<Configuration> {
  try {
    return await configurationFrom({}, { env, cwd });
  } catch (cause) {
    throw inVariables(cause, () => false);
  }
}
