import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { readNumber } from '../numbers.js';
import { badKey, the, usage } from '../setting-failure.js';
import type { Settings } from '../settings.js';
import { asksForNewKey, newKey } from './made-key.js';
import { readStartVariables, usesPrivateKey } from './start-variables.js';

/** A login flow that the run itself starts. */
export interface TargetStart {
  /** A line for the shell. */
  readonly command: string;
  /** The folder that it runs in, absolute. */
  readonly cwd: string;
  /** Variables besides those of this process. */
  readonly variables: readonly (readonly [name: string, value: Sealed])[];
  /** True: whatever answers at the login URL already is judged instead. */
  readonly reuse: boolean;
  /** True: it takes changes of its files over by itself. */
  readonly reloads: boolean;
  /** True where the key was made for this run, so that no login flow that runs already can have it. */
  readonly madeKey: boolean;
  /** Values among the variables that are secret in themselves, besides keys. */
  readonly secrets?: readonly Sealed[];
}

/** How the login flow comes up. */
export interface Start {
  /** Absent where something else starts it. */
  readonly start?: TargetStart;
  /** How long its login URL may take to answer, in milliseconds; absent where it is not waited for. */
  readonly waitMs?: number;
}

/** What is known of a run when its start is read. */
export interface StartContext {
  readonly facts: HandshakeFacts;
  readonly keys: readonly VerificationKey[];
  readonly loginUrl: string;
  /** The docs origin with the docs subpath, as it was given. */
  readonly docsAddress: string;
  readonly cwd: string;
}

/** How long a login flow may take to answer where this run starts it, in seconds. */
const usualWait = '60';

/**
 * What `--start` and its companions say.
 *
 * @throws Failure `usage` or `key`
 */
export function readStart(settings: Settings, context: StartContext): Start {
  const { start: command, startEnv, startReloads, reuse, wait, key = [] } = settings;
  const madeKey = asksForNewKey(key);
  const waits = (usual: string): number => readNumber('wait', wait ?? usual) * 1000;
  if (command === undefined) {
    if (madeKey) {
      throw badKey`${the('key', newKey)} makes a key that the login flow has to be given: start it with ${the('start', "'<command>'")}, or name a key file.`;
    }
    if (startEnv !== undefined && startEnv.length > 0) {
      throw usage`${the('startEnv')} is for the login flow that ${the('start')} starts: give that, too.`;
    }
    for (const [setting, given] of [
      ['reuse', reuse],
      ['startReloads', startReloads],
    ] as const) {
      if (given !== true) continue;
      throw usage`${the(setting)} is about the login flow that ${the('start')} starts: give that, too.`;
    }
    const waitMs = waits('0');
    return waitMs === 0 ? {} : { waitMs };
  }
  if (command.trim() === '') throw usage`${the('start')} needs a command.`;
  const waitMs = waits(usualWait);
  if (waitMs === 0) {
    throw usage`${the('wait')} is 0, but what ${the('start')} starts needs a moment: give it some seconds.`;
  }
  if (madeKey && !usesPrivateKey(startEnv ?? [])) {
    throw badKey`${the('key', newKey)} makes a key that the login flow has to be given: name its variable with ${the('startEnv', 'NAME={privateKey}')}.`;
  }
  return {
    waitMs,
    start: {
      command,
      cwd: context.cwd,
      variables: readStartVariables(startEnv ?? [], context),
      reuse: reuse ?? false,
      reloads: startReloads ?? false,
      madeKey,
    },
  };
}
