import { readOrigin } from '../../configuration/target/addresses.js';
import { readTextFile } from '../../configuration/files.js';
import type { Io } from '../../configuration/io.js';
import { gatherKeys } from '../../configuration/key-files.js';
import type { OptionsOf } from '../../configuration/options.js';
import {
  chooseEdition,
  chooseHandshake,
  chooseWord,
  quoted,
} from '../../configuration/selection.js';
import { the, usage } from '../../configuration/setting-failure.js';
import { handshakes } from '../../handshakes/registry.js';
import { isObject } from '../../protocol/json.js';
import { readKeys } from '../../protocol/jose/keys.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { Recording } from '../../protocol/recording.js';
import type { ExitCode, Report } from '../../protocol/report.js';
import { hasToken, tokenFactsOf } from '../../protocol/handshake.js';
import type { Handshake } from '../../protocol/requirement.js';
import { chooseReports, deliver } from '../reporting.js';

/** What is judged: a recording, or a Location that was copied. */
type Given = { readonly recording: Recording } | { readonly location: string };

/** Reads what is to be judged. Its text is never repeated: a Location holds a token. */
async function readGiven(path: string, io: Io): Promise<Given> {
  if (path === '-' && io.stdin === undefined) throw usage`There is no standard input: give a file.`;
  const text =
    path === '-' && io.stdin !== undefined
      ? await io.stdin()
      : await readTextFile('The recording', path, io.cwd, 'usage');
  // A pipe may bring a byte order mark along.
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (!plain.startsWith('{')) {
    const location = plain.replace(/^(?:<\s*)?location:\s*/i, '').trim();
    if (/^https?:\/\/\S+$/i.test(location) && URL.canParse(location)) return { location };
    throw usage`What was given is neither a recording of ${the('record')} nor one absolute URL from a Location field.`;
  }
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch {
    throw usage`The recording is not valid JSON: make a new one with ${the('record')}.`;
  }
  if (isObject(value) && value['recording'] === 1)
    return { recording: value as unknown as Recording };
  throw usage`The file is no recording of this version: make one with ${the('record')}. A JSON report holds no tokens.`;
}

/** When it is taken to have arrived, milliseconds since the epoch; undefined where nothing was said. */
function readMoment(at: string | undefined): number | undefined {
  if (at === undefined) return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(at) ? Date.parse(at) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw usage`${the('at')} must be a time such as 2027-01-31T12:00:00Z, not ${quoted(at)}.`;
}

/** The keys that were given, else those of the recording. */
async function keysFor(
  { keys }: Recording,
  files: readonly string[],
  io: Io,
  { facts }: Handshake,
): Promise<readonly VerificationKey[]> {
  if (!hasToken(facts)) return [];
  const given = await gatherKeys(files, io, facts);
  if (given.length > 0) return given;
  const read = await Promise.all(keys.map((pem) => readKeys(pem, 'the recording')));
  return read.flatMap((reading) => (reading.ok ? reading.keys : []));
}

/** How something is judged, as the options say. */
interface Way {
  readonly handshake: Handshake;
  readonly edition: string;
  readonly failOn: 'must' | 'should';
  /** The files of the keys. */
  readonly files: readonly string[];
  readonly io: Io;
  readonly atMs: number | undefined;
}

async function judgeWhole(recording: Recording, way: Way): Promise<Report> {
  const { handshake, edition, failOn, files, io, atMs } = way;
  const keys = await keysFor(recording, files, io, handshake);
  const { judgeRecording } = await import('../../runner/report/recorded.js');
  const text = `Judged from a recording of ${new Date(recording.startedAtMs).toISOString()}.`;
  return judgeRecording(recording, {
    handshake,
    edition,
    keys,
    ...(atMs === undefined ? {} : { atMs }),
    failOn,
    remarks: [{ code: 'from-recording', text }],
  });
}

async function judgeCopied(
  location: string,
  { options, ...way }: Way & { readonly options: OptionsOf<'judge'> },
): Promise<Report> {
  const { handshake, edition, failOn, files, io, atMs } = way;
  const docsOrigin = readOrigin('docsOrigin', options.docsOrigin ?? new URL(location).origin);
  const keys = await gatherKeys(files, io, tokenFactsOf(handshake.facts));
  const { judgeLocation } = await import('../../runner/report/recorded.js');
  return judgeLocation(
    {
      handshake,
      edition,
      location,
      docsOrigin,
      keys,
      ...(options.sent === undefined ? {} : { sent: options.sent }),
      atMs: atMs ?? Date.now(),
    },
    failOn,
  );
}

/** `judge <file>` or `judge -`: judges a recording, or one Location, again. */
export async function judgeAgain(
  path: string,
  options: OptionsOf<'judge'>,
  io: Io,
): Promise<ExitCode> {
  const requests = await chooseReports(options.report ?? [], io, options.reportLocation);
  const atMs = readMoment(options.at);
  const failOn = chooseWord('failOn', options.failOn);
  const given = await readGiven(path, io);
  const all = await handshakes();
  const whole = 'recording' in given;
  if (whole && (options.sent ?? options.handshake ?? options.docsOrigin) !== undefined) {
    throw usage`A recording says its own handshake, docs origin and pages: ${the('handshake')}, ${the('docsOrigin')} and ${the('sent')} are for a Location.`;
  }
  const handshake = chooseHandshake(all, whole ? given.recording.handshake : options.handshake);
  const edition = chooseEdition(
    handshake,
    options.edition ?? (whole ? given.recording.edition : undefined),
  ).id;
  const files = options.key ?? [];
  const report = whole
    ? await judgeWhole(given.recording, { handshake, edition, failOn, files, io, atMs })
    : await judgeCopied(given.location, { handshake, edition, failOn, files, io, atMs, options });
  deliver(report, requests, io, options.verbose ?? false);
  return report.exitCode;
}
