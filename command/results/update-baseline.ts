import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Configuration } from '../../configuration/configuration.js';
import { fileReason, readJsonFile } from '../../configuration/files.js';
import { targetNames } from '../../configuration/gate/baseline.js';
import { settingFailure, the, usage, words } from '../../configuration/setting-failure.js';
import { dayOf, mostDays, type BaselineEntry } from '../../protocol/gate.js';
import { isObject } from '../../protocol/json.js';
import type { ExitCode, Report } from '../../protocol/report.js';
import type { Verdict } from '../../protocol/verdict.js';

/** How long a new entry holds: half of the most that it may. */
const newDays = mostDays / 2;
const dayMs = 86_400_000;

/** What is asked of an update. */
export interface Update {
  readonly file: string;
  readonly cwd: string;
  /** With `--fail-on should`, warnings gate, too. */
  readonly failOn: 'must' | 'should';
  /** What the target is called in a baseline; new entries take the first. */
  readonly names: readonly string[];
  /** The ids of all requirements of the handshake: an entry of another one stands for nothing. */
  readonly known: readonly string[];
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * What a configuration asks of an update; undefined where it asks for none.
 *
 * @param name of the target in the configuration file
 */
export function updateOf(
  { newBaseline: file, failOn, target, handshake }: Configuration,
  name: string | undefined,
  cwd: string,
): Update | undefined {
  if (file === undefined) return undefined;
  return {
    file,
    cwd,
    failOn,
    names: targetNames(target.loginUrl, name),
    known: handshake.requirements.map(({ id }) => id),
    nowMs: Date.now(),
  };
}

/** True where a run judged what an entry is about, by the driver that it names. */
function wasJudged({ id, driver }: Partial<BaselineEntry>, { verdicts }: Report): boolean {
  const verdict = verdicts.find((one) => one.id === id);
  const outcome = driver === undefined ? verdict?.outcome : verdict?.drivers[driver];
  return outcome !== undefined && !['not-reached', 'not-applicable', 'error'].includes(outcome);
}

/** What an update did. */
export interface Updated {
  readonly exitCode: ExitCode;
  /** Sentences for the reader, in order. */
  readonly says: readonly string[];
}

/** The entries of the file as they stand, filled in or not; none where there is no file yet. */
async function present(file: string, cwd: string): Promise<readonly Partial<BaselineEntry>[]> {
  if (!existsSync(resolve(cwd, file))) return [];
  const value = await readJsonFile(the('baseline'), file, cwd);
  const entries = isObject(value) ? value['entries'] : undefined;
  if (Array.isArray(entries)) return entries.filter(isObject);
  throw usage`${the('baseline')} ${file}: it has no entries: mend it, or take it away.`;
}

/** What becomes of the entries of a baseline. */
interface Renewal {
  readonly entries: readonly Partial<BaselineEntry>[];
  readonly counts: string;
  /** The requirements of new entries, whose reasons are to be filled in. */
  readonly added: readonly string[];
  /** The requirements that fell and are never accepted. */
  readonly refused: readonly string[];
}

function renewed(
  old: readonly Partial<BaselineEntry>[],
  report: Report,
  { failOn, names, known, nowMs }: Update,
): Renewal {
  const [target = ''] = names;
  const { handshake } = report.target;
  const own = old.filter((one) => one.handshake === handshake && names.includes(one.target ?? ''));
  const gates = ({ outcome }: Verdict): boolean =>
    outcome === 'fail' || (outcome === 'warn' && failOn === 'should');
  const fell = report.verdicts.filter(gates);
  const accepted = fell.filter(({ essential }) => essential !== true).map(({ id }) => id);
  const kept = own.filter(
    (entry) =>
      accepted.includes(entry.id ?? '') ||
      // A run that left it out has not seen it mended.
      (known.includes(entry.id ?? '') && !wasJudged(entry, report)),
  );
  const added = accepted.filter((id) => !own.some((one) => one.id === id));
  const expires = dayOf(nowMs + newDays * dayMs);
  return {
    entries: [
      ...old.filter((one) => !own.includes(one)),
      ...kept,
      ...added.map((id) => ({ id, target, handshake, reason: '', owner: '', expires })),
    ],
    counts: `${kept.length} kept, ${added.length} new, ${own.length - kept.length} taken out`,
    added,
    refused: fell.filter(({ essential }) => essential === true).map(({ id }) => id),
  };
}

/**
 * Writes what falls into a baseline: entries of other targets and handshakes stay, those of this one keep reason, owner
 * and day as long as they still fall, or were not judged, new ones are left to be filled in.
 *
 * @param report of a run without a baseline
 * @throws Failure `usage` where the file cannot be read or written
 */
export async function updateBaseline(report: Report, update: Update): Promise<Updated> {
  const { file, cwd } = update;
  if (report.exitCode === 3) {
    return { exitCode: 3, says: [`The run is no verdict, so ${file} stays as it is.`] };
  }
  const path = resolve(cwd, file);
  const { entries, counts, added, refused } = renewed(await present(file, cwd), report, update);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ entries }, null, 2)}\n`);
  } catch (cause) {
    throw settingFailure(
      'usage',
      words`${the('baseline')} cannot write ${file}: ${fileReason(cause)}.`,
      { cause },
    );
  }
  const toFill = `Fill in reason and owner of ${added.join(', ')}: without them the next run ends with exit code 2.`;
  const never = `Not accepted, since a login that lets it fall is no login: ${refused.join(', ')}.`;
  return {
    exitCode: refused.length > 0 ? 1 : 0,
    says: [
      `${file} written: ${counts}.`,
      ...(added.length === 0 ? [] : [toFill]),
      ...(refused.length === 0 ? [] : [never]),
    ],
  };
}
