import { daysBetween, mostDays, type BaselineEntry, type Gate } from '../../protocol/gate.js';
import { isObject, type JsonObject } from '../../protocol/json.js';
import type { Handshake } from '../../protocol/requirement.js';
import { readJsonFile } from '../files.js';
import { didYouMean } from '../misspelt.js';
import { quoted } from '../selection.js';
import { the, usage, words, type Words } from '../setting-failure.js';

/** The members of an entry; all but `driver` must be there. */
const members = ['id', 'target', 'handshake', 'driver', 'reason', 'owner', 'expires'] as const;
type Member = (typeof members)[number];

/** What an entry is held against. */
interface Bounds {
  /** The handshake that is judged; entries of others are left to their own runs. */
  readonly handshake: Handshake;
  /** The UTC day of the run, `YYYY-MM-DD`. */
  readonly today: string;
}

function text(entry: JsonObject, member: Member, where: Words): string {
  const value = entry[member];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw usage`${where}: ${member} is empty: fill it in.`;
}

function readDay(entry: JsonObject, { today }: Bounds, where: Words): string {
  const expires = text(entry, 'expires', where);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(expires) && !Number.isNaN(Date.parse(expires));
  if (!isDay)
    throw usage`${where}: expires must be a day such as ${today}, not ${quoted(expires)}.`;
  if (daysBetween(today, expires) <= mostDays) return expires;
  throw usage`${where}: expires is more than ${String(mostDays)} days ahead: choose an earlier day.`;
}

function readEntry(value: unknown, bounds: Bounds, where: Words): BaselineEntry {
  if (!isObject(value)) throw usage`${where}: it must be an object.`;
  const stray = Object.keys(value).find((name) => !(members as readonly string[]).includes(name));
  if (stray !== undefined) {
    throw usage`${where}: ${quoted(stray)} is not known.${didYouMean(stray, members)}`;
  }
  const id = text(value, 'id', where);
  const own = words`${where}, ${quoted(id)}`;
  const { driver } = value;
  if (driver !== undefined && driver !== 'http' && driver !== 'browser') {
    throw usage`${own}: driver must be http or browser, or left out for both.`;
  }
  const handshake = text(value, 'handshake', own);
  const row = bounds.handshake.requirements.find((one) => one.id === id);
  if (row?.essential === true && handshake === bounds.handshake.facts.id) {
    throw usage`${own}: a login that lets it fall is no login, so it is never accepted: take it out.`;
  }
  return {
    id,
    target: text(value, 'target', own),
    handshake,
    ...(driver === undefined ? {} : { driver }),
    reason: text(value, 'reason', own),
    owner: text(value, 'owner', own),
    expires: readDay(value, bounds, own),
  };
}

/** What a baseline says: `{"entries": [{id, target, handshake, driver?, reason, owner, expires}]}`. */
function entriesIn(value: unknown, where: Words, bounds: Bounds): readonly BaselineEntry[] {
  const { entries, ...rest } = isObject(value) ? value : {};
  const [stray] = Object.keys(rest);
  if (!Array.isArray(entries) || stray !== undefined) {
    throw usage`${where}: it must be a JSON object with entries, a list.`;
  }
  const read = entries.map((entry: unknown, at) =>
    readEntry(entry, bounds, words`${where}, entry ${String(at + 1)}`),
  );
  const keyOf = ({ id, target, handshake, driver }: BaselineEntry): string =>
    [id, target, handshake, driver ?? ''].join(' ');
  const twice = read.find((one, at) => read.findIndex((e) => keyOf(e) === keyOf(one)) < at);
  if (twice !== undefined) throw usage`${where}: ${quoted(twice.id)} stands in it twice.`;
  return read;
}

/** The names of a target in a baseline: what it is called, and its login URL without query and fragment. */
export function targetNames(loginUrl: string, name?: string): readonly string[] {
  const { origin, pathname } = new URL(loginUrl);
  return [...(name === undefined ? [] : [name]), `${origin}${pathname}`];
}

/**
 * Reads the file of `--baseline`, all of it, and keeps what is about one target and handshake.
 *
 * @param names of the target
 * @throws Failure `usage`: no JSON, an unknown member, an empty one, a day too far ahead, an essential requirement
 */
export async function readBaseline(
  file: string,
  cwd: string,
  bounds: Bounds,
  names: readonly string[],
): Promise<NonNullable<Gate['baseline']>> {
  const value = await readJsonFile(the('baseline'), file, cwd);
  const entries = entriesIn(value, words`${the('baseline')} ${file}`, bounds).filter(
    ({ target, handshake }) => names.includes(target) && handshake === bounds.handshake.facts.id,
  );
  return { file, entries };
}
