import { openTie } from '../../drivers/http/same-site.js';
import { judge, type Judgement } from '../../judge/judge.js';
import type { Case } from '../../judge/case.js';
import { recordingOfLocation, type LocationToJudge } from '../../judge/recording/location.js';
import { record, type RunNotes } from '../../judge/recording/record.js';
import { replay, targetOf } from '../../judge/recording/replay.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { Recording } from '../../protocol/recording.js';
import type { Remark, Report } from '../../protocol/report.js';
import type { Handshake } from '../../protocol/requirement.js';
import { packageVersion } from '../../configuration/package-version.js';
import { reportOf } from './report-model.js';

/** Why a requirement is not judged on a recording. */
const notInRecording =
  'A recording does not show it: passwords, cookies, hidden fields and private keys are not in it.';

/**
 * Records a run, judges the recording as the run was judged, and names what comes out otherwise: nothing may pass on a
 * recording for want of what it leaves out.
 */
export async function recordingOf(
  input: Case,
  notes: RunNotes,
  judgements: readonly Judgement[],
): Promise<Recording> {
  const recording = record(input, notes);
  // As it will be read.
  const written = JSON.parse(JSON.stringify(recording)) as Recording;
  const again = judge(
    await replay(written, {
      handshake: input.handshake,
      edition: input.edition,
      keys: notes.keys.filter((key) => 'publicPem' in key),
      tieOf: input.tieOf,
      clockOffsetMs: 0,
    }),
  );
  const outcomes = new Map(again.map(({ verdict }) => [verdict.id, verdict.outcome]));
  const lost = judgements.filter(({ verdict: { id, outcome } }) => outcomes.get(id) !== outcome);
  return { ...recording, lost: lost.map(({ verdict }) => verdict.id) };
}

/** How a recording is judged. */
export interface Again {
  readonly handshake: Handshake;
  /** The id of the edition that gates. */
  readonly edition: string;
  readonly keys: readonly VerificationKey[];
  /** When the recording is taken to have been made, milliseconds since the epoch; absent: when it was. */
  readonly atMs?: number;
  readonly failOn: 'must' | 'should';
  readonly remarks: readonly Remark[];
}

/** Judges a recording: the same verdicts as the run, where edition, clock, key and version are the same. */
export async function judgeRecording(recording: Recording, how: Again): Promise<Report> {
  const { handshake, edition, keys, atMs, failOn, remarks } = how;
  const clockOffsetMs = atMs === undefined ? 0 : atMs - recording.startedAtMs;
  const tieOf = await openTie();
  const input = await replay(recording, { handshake, edition, keys, tieOf, clockOffsetMs });
  const lost = new Set(recording.lost);
  const judgements = judge(input).map((judgement): Judgement => {
    const { verdict } = judgement;
    if (!lost.has(verdict.id)) return judgement;
    const { expected: _expected, because: _because, ...rest } = verdict;
    const drivers = Object.fromEntries(
      Object.keys(verdict.drivers).map((name) => [name, 'not-reached' as const]),
    );
    const unseen = { ...rest, outcome: 'not-reached' as const, actual: notInRecording, drivers };
    return { requirement: judgement.requirement, fell: false, verdict: unseen };
  });
  const drivers = [...input.readings.keys()];
  return reportOf({
    version: packageVersion().version,
    handshake,
    edition,
    target: targetOf(recording),
    keys,
    driver: drivers.length === 2 ? 'both' : (drivers[0] ?? 'http'),
    failOn,
    startedAtMs: recording.startedAtMs,
    durationMs: recording.durationMs,
    remarks: [...remarks, ...recording.remarks],
    judgements,
    readings: [...input.readings.values()].flatMap((seen) => [...seen.values()]),
  });
}

/** Judges one redirect back to the docs: what its URL shows, and nothing else. */
export function judgeLocation(
  { keys, ...copied }: LocationToJudge,
  failOn: 'must' | 'should' = 'must',
): Promise<Report> {
  const { handshake, edition, atMs } = copied;
  const recording = recordingOfLocation({ ...copied, version: packageVersion().version });
  return judgeRecording(recording, { handshake, edition, keys, atMs, failOn, remarks: [] });
}
