import type { Configuration } from '../../configuration/configuration.js';
import { packageVersion } from '../../configuration/package-version.js';
import { exitCodeOfAll } from '../../judge/conformance.js';
import { Failure, exitCodeOf } from '../../protocol/failure.js';
import type { JudgedTarget, RunReport } from '../../protocol/report.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { addressOf } from '../../protocol/visit.js';
import { withoutUserinfo } from '../../protocol/url/parse-url.js';
import { run } from '../run.js';
import { openSignInLedger } from '../sign-ins/sign-in-ledger.js';
import type { SignInLedger } from '../sign-ins/sign-in-ledger.js';
import type { Deadline, Surroundings } from '../surroundings.js';
import { timeUp } from '../time-limit.js';
import { inTurns } from './turns.js';

/** One target of a configuration file, by its name there. */
export interface NamedTarget {
  readonly name: string;
  readonly configuration: Configuration;
}

/** What a run over several targets needs. */
export interface TargetsSurroundings {
  /** How many are judged at the same time, at most; those of one login origin take turns all the same. */
  readonly concurrency: number;
  /** How long all of them together may take, in milliseconds; absent for no limit. */
  readonly maxTimeMs?: number;
  readonly signal?: AbortSignal;
  /** Is told when a target begins, and gives what its run needs besides. */
  readonly of: (name: string) => Surroundings;
  /** Is told what came of a target when it has been judged. */
  readonly judged: (target: JudgedTarget) => void;
}

/** Why there is no report, as a sentence. */
function failureOf(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  return cause instanceof Failure ? said : `The suite itself broke: ${said.split('\n')[0] ?? ''}`;
}

async function judged(
  { name, configuration }: NamedTarget,
  surroundings: TargetsSurroundings,
  deadline: Deadline | undefined,
  signIns: SignInLedger | undefined,
): Promise<JudgedTarget> {
  const loginUrl = mask(withoutUserinfo(addressOf(configuration.target)));
  if (deadline !== undefined && performance.now() >= deadline.atMs) {
    return { name, loginUrl, exitCode: 3, failure: timeUp(deadline.afterMs) };
  }
  try {
    const { signal } = surroundings;
    signal?.throwIfAborted();
    const report = await run(configuration, {
      ...surroundings.of(name),
      ...(signal && { signal }),
      ...(deadline && { deadline }),
      ...(signIns && { signIns }),
    });
    return { name, loginUrl, exitCode: report.exitCode, report };
  } catch (cause) {
    const exitCode = cause instanceof Failure ? exitCodeOf(cause.code) : 3;
    return { name, loginUrl, exitCode, failure: failureOf(cause) };
  }
}

/**
 * Judges several targets, a bounded number at a time. What becomes of one changes nothing for the others.
 *
 * @returns one report, its targets in the order in which they were given
 * @throws the reason of `signal` where that aborts, when everything that was opened or started has been closed
 */
export async function runTargets(
  targets: readonly NamedTarget[],
  surroundings: TargetsSurroundings,
): Promise<RunReport> {
  const { concurrency, maxTimeMs, signal } = surroundings;
  const startedAtMs = Date.now();
  const started = performance.now();
  const deadline =
    maxTimeMs === undefined ? undefined : { atMs: started + maxTimeMs, afterMs: maxTimeMs };
  // What another target does at a host counts for one that is limited.
  const isLimited = targets.some((one) => one.configuration.maxSignInsPerMinute !== undefined);
  const signIns = isLimited ? openSignInLedger() : undefined;
  const done = await inTurns(
    targets,
    {
      atOnce: concurrency,
      keyOf: ({ configuration }) => new URL(configuration.target.loginUrl).origin,
    },
    async (target) => {
      const one = await judged(target, surroundings, deadline, signIns);
      if (signal?.aborted !== true) surroundings.judged(one);
      return one;
    },
  );
  signal?.throwIfAborted();
  return {
    schema: 1,
    tool: { name: 'docs-handshake', version: packageVersion().version },
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Math.round(performance.now() - started),
    exitCode: exitCodeOfAll(done),
    targets: done,
  };
}
