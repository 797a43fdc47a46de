import {
  daysBetween,
  warnedDays,
  type BaselineEntry,
  type Gate,
  type JudgedEntry,
} from '../protocol/gate.js';
import type { Outcome, Verdict } from '../protocol/verdict.js';
import type { Judgement } from './judge.js';

/** The verdicts as they gate, and what became of the baseline. */
export interface Gated {
  readonly judgements: readonly Judgement[];
  /** Absent where there is no baseline. */
  readonly entries?: readonly JudgedEntry[];
}

const fallen = (outcome: Outcome | undefined): boolean => outcome === 'fail' || outcome === 'warn';

/** What a configuration makes of a fall: a warning or a failure, whatever the level says. */
function weighed(judgement: Judgement, { weights }: Gate): Judgement {
  const weighing = weights.get(judgement.verdict.id);
  if (!judgement.fell || weighing === undefined || weighing.weight === 'off') return judgement;
  const { weight, reason } = weighing;
  const drivers = Object.fromEntries(
    Object.entries(judgement.verdict.drivers).map(([name, outcome]) => [
      name,
      outcome === judgement.verdict.outcome ? weight : outcome,
    ]),
  );
  const weighs = { as: weight, ...(reason === undefined ? {} : { reason }) };
  return { ...judgement, verdict: { ...judgement.verdict, outcome: weight, drivers, weighs } };
}

/** True where all that fell of a requirement is what an entry is about. */
function covers({ driver }: BaselineEntry, { drivers }: Verdict): boolean {
  return driver === undefined || !fallen(drivers[driver === 'http' ? 'browser' : 'http']);
}

/** What an entry is about: the outcome of its requirement, or what its driver saw of it. */
function outcomeFor({ driver }: BaselineEntry, { outcome, drivers }: Verdict): Outcome {
  return driver === undefined ? outcome : (drivers[driver] ?? 'not-reached');
}

const where = ({ driver }: BaselineEntry): string =>
  driver === undefined ? '' : driver === 'http' ? ' over HTTP' : ' in a browser';

/** What a run makes of one entry. */
function judgeEntry(
  entry: BaselineEntry,
  judgements: readonly Judgement[],
  known: ReadonlySet<string>,
  today: string,
): JudgedEntry {
  const { id, expires, owner } = entry;
  const gating = (state: 'mended' | 'expired' | 'unknown', says: string): JudgedEntry => ({
    ...entry,
    state,
    gates: true,
    says,
  });
  if (!known.has(id)) return gating('unknown', `${id} is no requirement: take it out.`);
  const verdict = judgements.find((one) => one.verdict.id === id)?.verdict;
  const outcome = verdict && outcomeFor(entry, verdict);
  if (outcome === 'pass' || outcome === 'note') {
    return gating('mended', `${id} no longer falls${where(entry)}: take it out.`);
  }
  const left = daysBetween(today, expires);
  if (left < 0) {
    const then = fallen(outcome) ? 'mend it, or agree on another day' : 'take it out';
    return gating('expired', `${id} was accepted until ${expires} (UTC): ${then} with ${owner}.`);
  }
  if (!fallen(outcome)) {
    const says = `${id} stands in it and was not judged${where(entry)} in this run.`;
    return { ...entry, state: 'not-judged', gates: false, says };
  }
  const days =
    left === 0 ? 'today is its last day' : left === 1 ? '1 day is left' : `${left} days are left`;
  return {
    ...entry,
    state: 'known',
    gates: false,
    ...(left < warnedDays
      ? { says: `${id} is accepted until ${expires} (UTC), ${days}: ask ${owner}.` }
      : {}),
  };
}

/**
 * Puts a gate behind the judge: what a configuration weighs in its own way, and what its baseline accepts. What was seen
 * stays as it is; only what hangs on it changes, and every change stands in the verdict.
 *
 * @param known ids of every requirement of the handshake, judged or not
 * @param today the UTC day, `YYYY-MM-DD`
 */
export function gate(
  judgements: readonly Judgement[],
  {
    gate: given,
    known,
    today,
  }: { readonly gate: Gate; readonly known: ReadonlySet<string>; readonly today: string },
): Gated {
  const asWeighed = judgements.map((judgement) => weighed(judgement, given));
  if (given.baseline === undefined) return { judgements: asWeighed };
  const entries = given.baseline.entries.map((entry) => judgeEntry(entry, asWeighed, known, today));
  const accepted = (judgement: Judgement): Judgement => {
    const { verdict } = judgement;
    if (!fallen(verdict.outcome)) return judgement;
    const own = entries.filter(({ id, state }) => id === verdict.id && state === 'known');
    const entry = own.find((one) => covers(one, verdict)) ?? both(own);
    if (entry === undefined) return judgement;
    const { reason, owner, expires } = entry;
    return {
      ...judgement,
      verdict: {
        ...verdict,
        outcome: 'known',
        known: { fell: verdict.outcome === 'fail' ? 'fail' : 'warn', reason, owner, expires },
      },
    };
  };
  return { judgements: asWeighed.map(accepted), entries };
}

/** Two entries, one for each driver, cover what both saw. */
const both = (own: readonly JudgedEntry[]): JudgedEntry | undefined =>
  own.some(({ driver }) => driver === 'http') && own.some(({ driver }) => driver === 'browser')
    ? own[0]
    : undefined;
