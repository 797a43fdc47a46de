import { relative, resolve } from 'node:path';
import { existsSync, statSync } from 'node:fs';
import type { Configuration } from '../../configuration/configuration.js';
import type { Io } from '../../configuration/io.js';
import { the, usage } from '../../configuration/setting-failure.js';
import { Failure } from '../../protocol/failure.js';
import type { ExitCode, Report } from '../../protocol/report.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { tame } from '../../reports/parts/clean-text.js';
import { whileRunning } from '../../runner/run.js';
import type { Standing } from '../../runner/run.js';
import type { ReportRequest } from '../reporting.js';
import { openChanges, Superseded } from './changes.js';
import type { Changes } from './changes.js';
import type { OpenFileWatcher } from '../../configuration/live/file-watcher.js';
import { takeTurn } from './turn.js';

/** A `check` that is ready to be made. */
export interface Prepared {
  readonly configuration: Configuration;
  readonly requests: readonly ReportRequest[];
  readonly verbose: boolean;
  /** The files that it is configured by, absolute. */
  readonly sources: readonly string[];
}

/** What is watched, and how. */
export interface Watching {
  /** As they were typed. */
  readonly paths: readonly string[];
  /** Reads the settings, anew each time. @throws Failure as `check` */
  readonly prepare: () => Promise<Prepared>;
  readonly open: OpenFileWatcher;
}

/** How long nothing may change before it is judged, in milliseconds: a login flow that reloads itself needs a moment to notice. */
const quiet = { startedAnew: 100, reloading: 250 };
/** How long a login flow may take to answer where nobody says otherwise, in milliseconds. */
const usualWaitMs = 10_000;
/** So many turns in a row that a change breaks off look as if the login flow made the changes. */
const suspicious = 3;

/** All that a watch remembers. */
interface Watch extends Watching {
  readonly io: Io;
  readonly changes: Changes;
  /** The last whole run with the settings that hold. */
  before: Report | undefined;
  /** True where the login flow is started anew for each change. */
  startsAnew: boolean;
  /** Turns in a row that a change has broken off. */
  broken: number;
}

function rootsOf(paths: readonly string[], cwd: string): readonly string[] {
  return paths.map((path) => {
    const root = resolve(cwd, path);
    if (path !== '' && statSync(root, { throwIfNoEntry: false }) !== undefined) return root;
    throw usage`${the('watch')} ${path}: there is no such file or folder.`;
  });
}

/** Says something to whoever watches, in a line of its own. */
const say = ({ io }: Watch, text: string): void => {
  io.stderr.write(`${tame(mask(text))}\n`);
};

/** Aborts with the next change, and where the user ends it all. */
function nextEnd({ io, changes }: Watch): AbortSignal {
  const change = changes.signal();
  return io.signal === undefined ? change : AbortSignal.any([change, io.signal]);
}

function tellChange(watch: Watch, changed: readonly string[]): void {
  // Some tools write beside a file and take its place: what is there now is what was meant.
  const [first = ''] = changed.toSorted((a, b) => Number(existsSync(b)) - Number(existsSync(a)));
  const name = relative(watch.io.cwd, first) || '.';
  const more = changed.length === 1 ? '' : ` and ${changed.length - 1} more`;
  const anew = watch.startsAnew ? '; the login flow is started anew' : '';
  watch.io.stderr.write('\n');
  say(watch, `· ${name}${more} changed${anew}.`);
  if (watch.broken === suspicious) {
    say(
      watch,
      '  If the login flow writes it itself, watch a smaller folder: no run comes to its end.',
    );
  }
}

/** Makes a turn; what goes wrong with it is said, and the next change is its next chance. */
async function attempt(watch: Watch, prepared: Prepared, standing: Standing): Promise<void> {
  const { io, before } = watch;
  const signal = nextEnd(watch);
  try {
    signal.throwIfAborted();
    watch.before = await takeTurn({
      ...prepared,
      standing,
      io,
      signal,
      ...(before && { before }),
    });
    watch.broken = 0;
    wait(watch);
  } catch (cause) {
    excuse(watch, cause);
  }
}

/** Takes what a change, or something that a change may mend, has broken; throws on what nobody awaited. */
function excuse(watch: Watch, cause: unknown): void {
  watch.io.signal?.throwIfAborted();
  if (watch.changes.signal().aborted || cause instanceof Superseded) {
    watch.broken += 1;
    return;
  }
  if (!(cause instanceof Failure)) throw cause;
  say(watch, `docs-handshake: ${cause.message}`);
  wait(watch);
}

/** Says that nothing is left to do. */
const wait = (watch: Watch): void => say(watch, '· Waiting for a change. Ctrl-C ends it.');

/**
 * Judges a login flow while it stands, change after change.
 *
 * @returns the change that a new start, or other settings, must answer
 */
async function stand(watch: Watch, prepared: Prepared): Promise<readonly string[]> {
  const { io, changes } = watch;
  const { configuration, sources } = prepared;
  const { start, waitMs = usualWaitMs } = configuration;
  watch.startsAnew = start !== undefined && !start.reloads;
  const around = {
    progress: (): void => undefined,
    env: io.env,
    targetLine: (line: string): void => void io.stderr.write(`${line}\n`),
    signal: nextEnd(watch),
  };
  try {
    return await whileRunning({ ...configuration, waitMs }, around, async (standing) => {
      watch.startsAnew = standing.target.isOwn && start?.reloads !== true;
      for (;;) {
        await attempt(watch, prepared, standing);
        const changed = await changes.next(io.signal);
        if (watch.startsAnew || changed.some((path) => sources.includes(path))) return changed;
        tellChange(watch, changed);
        if (!(await isUp(watch, standing))) return changed;
      }
    });
  } catch (cause) {
    excuse(watch, cause);
    return changes.next(io.signal);
  }
}

/** Waits for a login flow that may be about to reload; false where it was started here and has ended. */
async function isUp(watch: Watch, standing: Standing): Promise<boolean> {
  try {
    return await standing.target.ready(nextEnd(watch));
  } catch (cause) {
    excuse(watch, cause);
    return true;
  }
}

/** Reads the settings again; where they are wrong, the next change is their next chance. */
async function preparedAgain(watch: Watch, before: Prepared): Promise<Prepared> {
  for (;;) {
    try {
      const prepared = await watch.prepare();
      const [old, now] = [before.configuration, prepared.configuration];
      // What fell of another login flow says nothing of this one.
      if (old.handshake !== now.handshake || old.target.loginUrl !== now.target.loginUrl) {
        watch.before = undefined;
      }
      return prepared;
    } catch (cause) {
      excuse(watch, cause);
      tellChange(watch, await watch.changes.next(watch.io.signal));
    }
  }
}

/**
 * Judges, stays, and judges again after each change, until it is interrupted.
 *
 * @throws Failure `usage` for settings that are wrong from the start; the reason of the signal of `io`
 */
export async function watchAndJudge(watching: Watching, io: Io): Promise<ExitCode> {
  const roots = rootsOf(watching.paths, io.cwd);
  let prepared = await watching.prepare();
  const changes = openChanges(() => (watch.startsAnew ? quiet.startedAnew : quiet.reloading));
  const watch: Watch = {
    ...watching,
    io,
    changes,
    before: undefined,
    startsAnew: false,
    broken: 0,
  };
  const watcher = watching.open(changes.add);
  try {
    for (;;) {
      const written = prepared.requests.flatMap(({ path }) => path ?? []);
      watcher.cover([...roots, ...prepared.sources], written);
      tellChange(watch, await stand(watch, prepared));
      prepared = await preparedAgain(watch, prepared);
    }
  } finally {
    watcher.close();
  }
}
