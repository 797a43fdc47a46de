import { dayOf } from '../../protocol/gate.js';
import type { Gate, Weighing } from '../../protocol/gate.js';
import type { Handshake } from '../../protocol/requirement.js';
import type { Environment } from '../io.js';
import { the, usage } from '../setting-failure.js';
import { isOn } from '../settings.js';
import type { Settings } from '../settings.js';
import { readBaseline, targetNames } from './baseline.js';

/** What is known when the gate is read. */
export interface GateContext {
  readonly handshake: Handshake;
  readonly loginUrl: string;
  /** What the configuration file calls the target. */
  readonly name?: string;
  readonly weights: ReadonlyMap<string, Weighing>;
  readonly env: Environment;
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What becomes of the verdicts. */
export interface ReadGate {
  /** Absent: levels alone decide. */
  readonly gate?: Gate;
  /** The file of a baseline that is to be written anew, as it was named. */
  readonly newBaseline?: string;
}

/**
 * Reads the baseline, and joins it with the weights. One that is to be written anew accepts nothing.
 *
 * @throws Failure `usage`
 */
export async function readGate(settings: Settings, context: GateContext): Promise<ReadGate> {
  const { handshake, loginUrl, name, weights, env, cwd, now } = context;
  const { baseline: file, updateBaseline: updates = false } = settings;
  if (updates && file === undefined) {
    throw usage`${the('updateBaseline')} needs ${the('baseline')} with the file to write.`;
  }
  if (updates && isOn(env, 'CI')) {
    throw usage`${the('updateBaseline')} is for people: in a pipeline (CI is set) it would accept what it should stop.`;
  }
  const weighed = weights.size === 0 ? {} : { gate: { weights } };
  if (file === undefined) return weighed;
  if (updates) return { ...weighed, newBaseline: file };
  const bounds = { handshake, today: dayOf(now()) };
  const baseline = await readBaseline(file, cwd, bounds, targetNames(loginUrl, name));
  return { gate: { weights, baseline } };
}
