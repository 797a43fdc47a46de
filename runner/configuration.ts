import type { VerificationKey } from '../protocol/keys.js';
import { Failure } from '../protocol/failure.js';
import type { Edition, Expectations, Handshake } from '../protocol/requirement.js';
import type { Target } from '../protocol/visit.js';
import { readDocsAddress, readLoginUrl, readOrigin, refuseReturnParam } from './addresses.js';
import { readExpectations } from './expectations.js';
import { readCookie, readHeader } from './extra-headers.js';
import { gatherKeys } from './key-files.js';
import { chooseReturnParam } from './return-parameter.js';
import { chooseEdition, chooseHandshake, chooseRows, chooseWord } from './selection.js';
import { settingsFromEnvironment, variable } from './settings.js';
import type { Settings } from './settings.js';
import { chooseSignIn, readUser } from './sign-in.js';

const drivers = ['auto', 'http', 'browser', 'both'] as const;
const gates = ['must', 'should'] as const;

/** Which drivers are asked for; `auto` is both where a browser is found, else plain HTTP. */
export type DriverChoice = (typeof drivers)[number];

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
  readonly failOn: 'must' | 'should';
  /** True: also the rows that could lock an account or load the target. */
  readonly intrusive: boolean;
  readonly expect?: Expectations;
}

/** What a configuration is read from besides the settings. */
export interface Origin {
  readonly env: NodeJS.ProcessEnv;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** The handshakes to choose from; by default those of the registry. */
  readonly handshakes?: readonly Handshake[];
}

const defaultDocsOrigin = 'http://localhost:4747';
const defaultTimeoutSeconds = 30;

/**
 * Checks the settings and completes them.
 *
 * @throws Failure `usage` or `key`, one sentence that names the option to change
 */
export async function configurationFrom(settings: Settings, from: Origin): Promise<Configuration> {
  const all = from.handshakes ?? (await (await import('../handshakes/registry.js')).handshakes());
  const handshake = chooseHandshake(all, settings.handshake);
  const { facts } = handshake;
  const edition = chooseEdition(handshake, settings.edition);
  const loginUrl = readLoginUrl(settings.loginUrl);
  const docs = readDocsAddress(settings.docsOrigin ?? defaultDocsOrigin, facts);
  const driver = chooseWord('--driver', settings.driver ?? 'auto', drivers);
  const failOn = chooseWord('--fail-on', settings.failOn ?? 'must', gates);
  const rows = chooseRows(all, handshake, settings);
  const signIn = await chooseSignIn(settings, from);
  const user = readUser(settings, from.env, 'first');
  const secondUser = readUser(settings, from.env, 'second');
  const returnParam = chooseReturnParam(settings.returnParam, facts);
  refuseReturnParam(loginUrl, returnParam);
  const expect = await readExpectations(settings.expect, from.cwd);
  const keys = await gatherKeys(settings.key ?? [], from, facts);
  return {
    handshake,
    edition,
    target: {
      loginUrl,
      ...docs,
      ...(returnParam !== 'none' && { returnParam }),
      signIn,
      ...(user && { user }),
      ...(secondUser && { secondUser }),
      signInOrigins: (settings.signInOrigin ?? []).map((value) =>
        readOrigin('--sign-in-origin', value),
      ),
      headers: (settings.header ?? []).map(readHeader),
      cookies: (settings.cookie ?? []).map(readCookie),
      timeoutMs: timeoutOf(from.env) * 1000,
    },
    keys,
    driver,
    ...rows,
    failOn,
    intrusive: settings.intrusive ?? false,
    ...(expect && { expect }),
  };
}

/** Seconds to wait for one response; not an option, for slow targets only. */
function timeoutOf(env: NodeJS.ProcessEnv): number {
  const seconds = Number(variable(env, 'DOCS_HANDSHAKE_TIMEOUT') ?? defaultTimeoutSeconds);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 600) return seconds;
  throw new Failure('usage', 'DOCS_HANDSHAKE_TIMEOUT must be a number of seconds from 1 to 600.');
}

/**
 * The same configuration from environment variables alone, for the specs.
 *
 * @throws Failure `usage` or `key`
 */
export async function configurationFromEnvironment(
  env: NodeJS.ProcessEnv,
  cwd: string = process.cwd(),
): Promise<Configuration> {
  return configurationFrom(settingsFromEnvironment(env), { env, cwd });
}
