import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { TargetStart } from '../../configuration/start/target-start.js';
import type { Environment } from '../../configuration/io.js';
import { processTree } from './process-tree.js';
import type { TargetOutput } from './target-output.js';

/** How long processes have to end after SIGTERM, in milliseconds. */
const graceMs = 5_000;
/** How long the system may take to end them after SIGKILL, in milliseconds. */
const killMs = 2_000;
/** How often it is looked whether they have ended, in milliseconds. */
const lookMs = 50;
/** How long what an ended program wrote may take to arrive, in milliseconds: who outlives it may hold its output open. */
const drainMs = 500;

/** A login flow that this run has started. */
export interface SpawnedTarget {
  /** How it ended, in words that follow its name; undefined while it runs. */
  readonly ended: () => string | undefined;
  /** Resolves when it has ended and what it wrote has come. */
  readonly end: Promise<void>;
  /** Remembers who belongs to it. */
  readonly look: () => Promise<void>;
  /** Ends it and everything that it started; safe to call twice. */
  readonly stop: () => Promise<void>;
}

/** How a program ended, in words that follow its name. */
function endOf(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
}

/** Starts the login flow through the shell, in a process group of its own. */
export function spawnTarget(
  { command, cwd, variables }: TargetStart,
  env: Environment,
  output: TargetOutput,
): SpawnedTarget {
  const given = Object.fromEntries(variables.map(([name, value]) => [name, value.reveal()]));
  const child = spawn(command, {
    shell: true,
    detached: true,
    cwd,
    env: { ...env, ...given },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const) {
    stream.setEncoding('utf8').on('data', (text: string) => output.take(name, text));
  }
  let ended: string | undefined;
  const end = new Promise<void>((resolve) => {
    child.once('error', (cause) => {
      ended ??= `could not be started (${cause.message})`;
      resolve();
    });
    child.once('exit', (code, signal) => {
      ended ??= endOf(code, signal);
      const timer = setTimeout(resolve, drainMs);
      child.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
  const tree = child.pid === undefined ? undefined : processTree(child.pid);
  // A process that is ended at once has no time to ask nicely, and must leave nothing behind either.
  const kill = (): void => tree?.signal('SIGKILL');
  process.once('exit', kill);
  const gone = async (withinMs: number): Promise<boolean> => {
    const until = performance.now() + withinMs;
    while ((await tree?.runs()) === true) {
      if (performance.now() > until) return false;
      await pause(lookMs);
    }
    return true;
  };
  const stop = async (): Promise<void> => {
    await tree?.look();
    tree?.signal('SIGTERM');
    if (!(await gone(graceMs))) {
      kill();
      await gone(killMs);
    }
    process.removeListener('exit', kill);
    await Promise.race([end, pause(drainMs)]);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  let stopping: Promise<void> | undefined;
  return {
    ended: () => ended,
    end,
    look: async () => tree?.look(),
    stop: () => (stopping ??= stop()),
  };
}
