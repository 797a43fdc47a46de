import type { Environment } from '../configuration/io.js';
import type { Case } from '../judge/case.js';
import type { Recording } from '../protocol/recording.js';
import type { SignInLedger } from './sign-ins/sign-in-ledger.js';

/** A name that resolves to this machine for one run. */
export interface HostAlias {
  /** Scheme, host and port. */
  readonly origin: string;
  /** A port on 127.0.0.1. */
  readonly port: number;
  /** Its certificate as PEM, and the key by which a browser trusts it, where it is an https origin. */
  readonly certificate?: { readonly cert: string; readonly spki: string };
}

/** When a run must end that has other targets, too. */
export interface Deadline {
  /** On the clock of `performance.now()`, in milliseconds. */
  readonly atMs: number;
  /** How long the run as a whole may take, in milliseconds. */
  readonly afterMs: number;
}

/** What a run needs besides its configuration. */
export interface Surroundings {
  readonly progress: (line: string) => void;
  readonly env: Environment;
  /** Is given what a login flow that the run starts writes: one line each, masked, without its end. Absent: nobody sees it. */
  readonly targetLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Counts the sign-ins of a run over several targets, host by host; absent: this run counts its own. */
  readonly signIns?: SignInLedger;
  /** The end of a run over several targets, which may come before that of this one. */
  readonly deadline?: Deadline;
  /** For the proof of the suite: another origin, and the port on 127.0.0.1 that answers in its name. */
  readonly alias?: HostAlias;
  /** For the proof of the suite: how many times slower the browser's pages run. */
  readonly slowdown?: number;
  /** For the proof of the suite: lets minutes pass at once. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Is given the recording of the run: tokens are whole in it. */
  readonly recorded?: (recording: Recording) => void;
  /** For the proof of the suite: is given what the verdicts follow from, to be judged again under another edition. */
  readonly judged?: (recorded: Case) => void;
}
