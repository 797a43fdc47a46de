import type { Remark } from '../../protocol/report.js';
import { setTimeout as pause } from 'node:timers/promises';
import type { Configuration } from '../../configuration/configuration.js';
import type { Environment } from '../../configuration/io.js';
import { secretOptions } from '../../configuration/options/words.js';
import { packageVersion } from '../../configuration/package-version.js';
import { variable } from '../../configuration/settings.js';
import { settingFailure, the, usage, words } from '../../configuration/setting-failure.js';
import type { Words } from '../../configuration/setting-failure.js';
import { newKey } from '../../configuration/start/made-key.js';
import type { TargetStart } from '../../configuration/start/target-start.js';
import { spellings } from '../../protocol/secrecy/spellings.js';
import { place } from '../../drivers/wording.js';
import { secretsOf } from '../report/secrets.js';
import type { Secrets } from '../report/secrets.js';
import type { Surroundings } from '../surroundings.js';
import { openLookout } from './readiness.js';
import type { Lookout, Sighting } from './readiness.js';
import { spawnTarget } from './spawned-target.js';
import { addressOf } from '../../protocol/visit.js';
import type { SpawnedTarget } from './spawned-target.js';
import { keptLines, openTargetOutput } from './target-output.js';
import type { TargetOutput } from './target-output.js';

/** What a run knows of the login flow that it judges. */
export interface RunningTarget {
  /**
   * Why the rest of the run tells nothing of it, as a sentence: the login flow is gone. Undefined while it runs.
   *
   * @param inDoubt true where it gave no answer: its end is then waited for, which comes after that of its connections
   */
  readonly gone: (inDoubt: boolean) => Promise<Remark | undefined>;
  /** True where the run itself has started it. */
  readonly isOwn: boolean;
  /** What a reader of the report should know of its start: one sentence each. */
  readonly remarks: readonly Remark[];
  /**
   * Waits again until it answers; not where nothing is to be waited for.
   *
   * @returns false where the run had started it and it has ended since
   * @throws Failure `unreachable` where it does not answer in time
   */
  readonly ready: (signal: AbortSignal) => Promise<boolean>;
}

const nobodys: RunningTarget = {
  gone: async () => undefined,
  isOwn: false,
  remarks: [],
  ready: async () => true,
};

/** How long a program whose connections broke may take to end, in milliseconds. */
const endMs = 500;

/** Everything that must not show in what the login flow writes. */
function hidden({ target, keys, start }: Configuration, env: Environment): Secrets {
  const { whole, forms } = secretsOf(target, keys, []);
  // It inherits the variables, those that this run has no use for among them.
  const inherited = secretOptions.flatMap(({ variables = [] }) =>
    variables.flatMap((name) => variable(env, name) ?? []),
  );
  const given = [...(start?.secrets ?? []).map((value) => value.reveal()), ...inherited];
  return { whole: [...whole, ...given], forms: [...forms, ...given.flatMap(spellings)] };
}

/** Where to look for what it said. */
function saidAbove(output: TargetOutput): string {
  const lines = Math.min(output.lines(), keptLines);
  if (lines === 0) return ' It wrote nothing.';
  return lines === 1 ? ' Its last line stands above.' : ` Its last ${lines} lines stand above.`;
}

/**
 * Refuses to start a second login flow where one answers.
 *
 * @returns true where the one that answers is to be judged
 */
async function answersAlready(
  { reuse, madeKey }: TargetStart,
  loginUrl: string,
  lookout: Lookout,
): Promise<boolean> {
  const { isFree, seen } = await lookout.look();
  if (isFree) return false;
  if (!reuse) {
    throw settingFailure(
      'port',
      words`Something answers at ${place(loginUrl)} before ${the('start')} has started anything (${seen}): stop it, or judge it with ${the('reuse')}.`,
    );
  }
  if (!madeKey) return true;
  throw usage`The login flow at ${place(loginUrl)} runs already, so it cannot have the key that ${the('key', newKey)} makes: stop it, or name its key with ${the('key', '<file>')}.`;
}

/** A login flow of this run's own, and what it writes. */
interface Own {
  readonly child: SpawnedTarget;
  readonly output: TargetOutput;
}

/** The same waiting, later on: what was started may have ended meanwhile. */
const waitingAgain =
  (configuration: Configuration, started?: Own): RunningTarget['ready'] =>
  async (signal) => {
    if (started?.child.ended() !== undefined) return false;
    const lookout = openLookout(configuration.target, packageVersion().version, signal);
    try {
      await wait(configuration, lookout, started);
      return true;
    } finally {
      lookout.close();
    }
  };

/** Waits until it answers, or says why it does not. */
async function wait(
  { target, waitMs = 0 }: Configuration,
  lookout: Lookout,
  started?: Own,
): Promise<void> {
  const loginUrl = addressOf(target);
  const until = (): boolean => started?.child.ended() !== undefined;
  const last: Sighting = await lookout.wait(waitMs, until);
  const end = started?.child.ended();
  if (started !== undefined && end !== undefined) {
    await started.child.end;
    started.output.end();
    const background = end === 'ended with code 0' ? ', so keep it in the foreground' : '';
    throw settingFailure(
      'unreachable',
      words`The login flow of ${the('start')} ${end} before it answered at ${place(loginUrl)}${background}.${saidAbove(started.output)}`,
    );
  }
  if (last.isUp) return;
  started?.output.end();
  const who: Words = started === undefined ? '' : words` of ${the('start')}`;
  throw settingFailure(
    'unreachable',
    words`The login flow${who} did not answer at ${place(loginUrl)} below 500 within ${String(waitMs / 1000)} s (${the('wait')}): ${last.seen}.${started === undefined ? '' : saidAbove(started.output)}`,
  );
}

/** Starts it, waits for it, judges it, and ends it with all that it started. */
async function started<T>(
  configuration: Configuration,
  start: TargetStart,
  surroundings: Surroundings,
  lookout: Lookout,
  judge: (target: RunningTarget) => Promise<T>,
): Promise<T> {
  const write = surroundings.targetLine ?? (() => undefined);
  const output = openTargetOutput(write, hidden(configuration, surroundings.env), surroundings.env);
  const child = spawnTarget(start, surroundings.env, output);
  try {
    await wait(configuration, lookout, { child, output });
    await child.look();
    output.show();
    const gone: RunningTarget['gone'] = async (inDoubt) => {
      if (inDoubt) await Promise.race([child.end, pause(endMs)]);
      const end = child.ended();
      if (end === undefined) return undefined;
      const text = `The login flow of --start ${end} while it was judged: its last lines say why.`;
      return { code: 'target-ended', text, tells: [text] };
    };
    const ready = waitingAgain(configuration, { child, output });
    return await judge({ gone, isOwn: true, remarks: [], ready });
  } finally {
    await child.stop();
    output.end();
  }
}

/**
 * Judges a login flow that is there for as long as that takes: started and waited for as the configuration says.
 *
 * @throws Failure `port` or `usage` where another one answers already, `unreachable` where it does not come up
 */
export async function withTarget<T>(
  configuration: Configuration,
  surroundings: Surroundings,
  judge: (target: RunningTarget) => Promise<T>,
): Promise<T> {
  const { start, target, waitMs = 0 } = configuration;
  if (start === undefined && waitMs === 0) return judge(nobodys);
  const { progress, signal } = surroundings;
  const lookout = openLookout(target, packageVersion().version, signal);
  try {
    const isThere =
      start === undefined || (await answersAlready(start, addressOf(target), lookout));
    progress(`waiting for ${place(addressOf(target))}`);
    if (start !== undefined && !isThere) {
      return await started(configuration, start, surroundings, lookout, judge);
    }
    await wait(configuration, lookout);
    const text = `The login flow at ${place(addressOf(target))} ran already: nothing was started (--reuse).`;
    return await judge({
      ...nobodys,
      ready: waitingAgain(configuration),
      remarks: start === undefined ? [] : [{ code: 'target-reused', text }],
    });
  } finally {
    lookout.close();
  }
}
