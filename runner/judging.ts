import type { Configuration } from '../configuration/configuration.js';
import { openTie } from '../drivers/http/same-site.js';
import type { Case } from '../judge/case.js';
import { gate } from '../judge/gate.js';
import type { Judgement } from '../judge/judge.js';
import { dayOf } from '../protocol/gate.js';
import type { Requirement } from '../protocol/requirement.js';
import { switchedOff } from './chosen-requirements.js';
import type { Run } from './report/report-model.js';
import { keySpellings } from './report/secrets.js';

/** What verdicts follow from besides what is seen. */
export async function basisOf(
  configuration: Configuration,
  requirements: readonly Requirement[],
): Promise<Omit<Case, 'readings'>> {
  const { handshake, target, keys, edition, expect } = configuration;
  return {
    handshake,
    tieOf: await openTie(),
    edition: edition.id,
    target,
    hasKey: keys.some(({ algorithm }) => algorithm === handshake.facts.algorithm),
    keySpellings: keySpellings(keys),
    requirements,
    ...(expect === undefined ? {} : { expect }),
  };
}

/** The verdicts as they gate, and what the configuration made of them. */
export function gated(
  configuration: Configuration,
  judged: readonly Judgement[],
  startedAtMs: number,
): Pick<Run, 'judgements' | 'off' | 'baseline'> {
  const baseline = configuration.gate?.baseline;
  const off = switchedOff(configuration);
  const { judgements, entries } = gate(judged, {
    gate: configuration.gate ?? { weights: new Map() },
    known: new Set(configuration.handshake.requirements.map(({ id }) => id)),
    today: dayOf(startedAtMs),
  });
  return {
    judgements,
    ...(off === undefined ? {} : { off }),
    ...(baseline === undefined || entries === undefined
      ? {}
      : { baseline: { file: baseline.file, entries } }),
  };
}
