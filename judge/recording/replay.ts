import type { DriverName, Exchange } from '../../protocol/exchange.js';
import { Failure } from '../../protocol/failure.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import { isObject, type JsonObject } from '../../protocol/json.js';
import type { RecordedVisit, Recording } from '../../protocol/recording.js';
import type { Handshake, Reading } from '../../protocol/requirement.js';
import { seal, sealAs } from '../../protocol/secrecy/sealed.js';
import type { TieOf } from '../../protocol/url/site-tie.js';
import type { Target, Visit } from '../../protocol/visit.js';
import type { Case } from '../case.js';
import { readExchange } from '../reading.js';

/** What a recording is judged with. */
export interface Replay {
  readonly handshake: Handshake;
  /** The id of the edition that gates. */
  readonly edition: string;
  readonly keys: readonly VerificationKey[];
  readonly tieOf: TieOf;
  /** Milliseconds by which both clocks are moved; 0 for the time of the recording. */
  readonly clockOffsetMs: number;
}

/** Seals again what was sealed. */
function sealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sealed);
  if (!isObject(value)) return value;
  const { sealed: text, shown } = value;
  if (typeof text === 'string') return typeof shown === 'string' ? sealAs(text, shown) : seal(text);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [name, sealed(each)]),
  );
}

/** Every visit that a handshake declares, by its name. */
const declared = ({ requirements }: Handshake): ReadonlyMap<string, Visit> =>
  new Map(
    requirements
      .flatMap(({ visits, controls = [] }) => [...visits, ...controls])
      .map((visit) => [visit.name, visit]),
  );

/** A visit as a value; the visits that it names are those of the catalogue. */
function visitOf(data: JsonObject, known: ReadonlyMap<string, Visit>): Visit {
  const { after, inDoubt, ...rest } = data;
  const before = isObject(after) ? known.get(String(after['visit'])) : undefined;
  const doubt = typeof inDoubt === 'string' ? known.get(inDoubt) : undefined;
  const client = known.get(String(data['name']))?.client;
  return {
    ...rest,
    ...(client === undefined ? {} : { client }),
    ...(before === undefined || !isObject(after)
      ? {}
      : { after: { visit: before, ms: Number(after['ms']) } }),
    ...(doubt === undefined ? {} : { inDoubt: doubt }),
  } as unknown as Visit;
}

/** The target of a recording: names and addresses, no credentials. */
export function targetOf({ target }: Recording): Target {
  const { username, secondUsername, signIn, headers, cookies, client, ...rest } = target;
  const nameless = (name: string): readonly [string, ReturnType<typeof sealAs>] => [
    name,
    sealAs(''),
  ];
  return {
    ...rest,
    ...(client === undefined ? {} : { client: { ...client, seed: sealAs('') } }),
    // A script is not in a recording, and nothing runs it.
    signIn:
      signIn === 'script' ? { how: signIn, signIn: () => Promise.resolve() } : { how: signIn },
    ...(username === undefined ? {} : { user: { username, password: sealAs('') } }),
    ...(secondUsername === undefined
      ? {}
      : { secondUser: { username: secondUsername, password: sealAs('') } }),
    headers: headers.map(nameless),
    cookies: cookies.map(nameless),
    timeoutMs: 0,
  };
}

/** Everything that the verdicts of a recording follow from. */
export async function replay(recording: Recording, how: Replay): Promise<Case> {
  const { handshake, edition, keys, tieOf, clockOffsetMs } = how;
  const known = declared(handshake);
  const glass = { facts: handshake.facts, keys, clockOffsetMs };
  const reading = async ({ visit, exchange }: RecordedVisit): Promise<Reading> => {
    const made = { ...(sealed(exchange) as Exchange), secrets: [] };
    return readExchange(made, visitOf(visit, known), glass);
  };
  const readings = new Map<DriverName, ReadonlyMap<string, Reading>>();
  for (const driver of ['http', 'browser'] as const) {
    const visits = recording.visits[driver];
    if (visits === undefined) continue;
    const seen = await Promise.all(
      visits.map(async (one) => [one.name, await reading(one)] as const),
    );
    readings.set(driver, new Map(seen));
  }
  if (readings.size === 0) throw new Failure('usage', 'The recording holds no visits.');
  return {
    handshake,
    edition,
    target: targetOf(recording),
    hasKey: keys.some(({ algorithm }) => algorithm === handshake.facts.algorithm),
    ...(recording.expect === undefined ? {} : { expect: recording.expect }),
    tieOf,
    requirements: handshake.requirements.filter(({ id }) => recording.requirements.includes(id)),
    readings,
  };
}
