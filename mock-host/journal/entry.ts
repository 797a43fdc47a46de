import type { HandshakeRecord, HandshakeState } from '../../protocol/handshake-record.js';
import { maskedJson } from '../../protocol/secrecy/masked-json.js';
import { awayMs } from '../readers/departures.js';
import { sizeOf } from '../readers/shelf.js';

/** Events of one handshake that are kept. */
const mostEvents = 40;
/** Octets that a record takes beside its texts, and each text beside its characters. */
const overhead = 600;
const textOverhead = 60;

/** A handshake as the journal keeps it. */
export type Entry = {
  -readonly [name in keyof Omit<HandshakeRecord, 'token'>]: HandshakeRecord[name];
} & {
  /** Header, claims and the masked token as JSON: of a text the size is known. */
  token?: string;
  sub?: string;
  /** Rising with every change in the journal. */
  revision: number;
  /** On a clock that nobody moves, milliseconds. */
  readonly beganMs: number;
  octets: number;
};

/** The texts of an entry, but for its events and what it asked. */
const texts = [
  'sentTo',
  'page',
  'arrivedAt',
  'token',
  'sub',
  'code',
  'sentence',
  'location',
] as const;

/** Octets of an entry that holds no text yet; what was asked of endpoints takes two places, too. */
export const emptyEntry: number = overhead + (texts.length + 2) * textOverhead;

/** An event of a handshake. */
type Told = HandshakeRecord['events'][number];

const sizeOfEvent = ({ sentence, details = [] }: Told): number =>
  details.reduce((sum, text) => sum + textOverhead + sizeOf(text), textOverhead + sizeOf(sentence));

const sizeOfData = (data: object | undefined): number =>
  data === undefined ? 0 : sizeOf(JSON.stringify(data));

/** Puts parts into an entry. What does not change is not counted again: a login changes its entry five times. */
export function amend(entry: Entry, parts: Partial<Entry>): void {
  for (const name of texts) {
    const text = parts[name];
    if (text !== undefined) entry.octets += sizeOf(text) - sizeOf(entry[name] ?? '');
  }
  for (const name of ['asked', 'calls'] as const) {
    if (parts[name] !== undefined)
      entry.octets += sizeOfData(parts[name]) - sizeOfData(entry[name]);
  }
  Object.assign(entry, parts);
}

/** Adds an event; of too many the first ones go. */
export function addEvent(entry: Entry, event: Told): void {
  const all = [...entry.events, event];
  const gone = all.splice(0, Math.max(0, all.length - mostEvents));
  entry.octets += sizeOfEvent(event) - gone.reduce((sum, one) => sum + sizeOfEvent(one), 0);
  entry.events = all;
}

/** `left` becomes `away` by itself: at a time in milliseconds on a clock that nobody moves. */
export const stateOf = ({ state, beganMs }: Entry, nowMs: number): HandshakeState =>
  state === 'left' && nowMs - beganMs > awayMs ? 'away' : state;

/**
 * An entry as it is shown.
 *
 * @param nowMs milliseconds on a clock that nobody moves
 */
export function recordOf(entry: Entry, nowMs: number): HandshakeRecord {
  const {
    token,
    sub: _sub,
    revision: _revision,
    beganMs: _began,
    octets: _octets,
    ...rest
  } = entry;
  return {
    ...rest,
    state: stateOf(entry, nowMs),
    faults: [...entry.faults],
    events: [...entry.events],
    ...(token !== undefined && {
      token: maskedJson(JSON.parse(token)) as NonNullable<HandshakeRecord['token']>,
    }),
  };
}
