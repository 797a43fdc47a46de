import type { VerificationKey } from '../protocol/jose/keys.js';
import type { Edition } from '../protocol/handshake.js';
import type { Expectations, Handshake } from '../protocol/requirement.js';
import type { Target } from '../protocol/visit.js';
import type { FileTarget } from './file/load.js';
import type { ReadGate } from './gate/gate.js';
import type { Environment } from './io.js';
import type { WordOf } from './options.js';
import type { GivenInCode } from './settings.js';
import type { Start } from './start/target-start.js';

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
  /** How many sign-ins the host of the login URL gets in any 60 seconds; absent for no limit. */
  readonly maxSignInsPerMinute?: number;
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
