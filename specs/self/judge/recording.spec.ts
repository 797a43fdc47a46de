import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { hasToken } from '../../../protocol/handshake.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Case } from '../../../judge/case.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Recording } from '../../../protocol/recording.js';
import type { Report } from '../../../protocol/report.js';
import type { Handshake } from '../../../protocol/requirement.js';
import { spellings } from '../../../protocol/secrecy/spellings.js';
import { judgeRecording } from '../../../runner/report/recorded.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor } from '../harness/mutant-proof.js';

const docsOrigin = 'http://localhost:4747';

interface Recorded {
  readonly report: Report;
  readonly recording: Recording;
  readonly text: string;
  readonly seen: Case;
  readonly again: (how?: { readonly atMs?: number; readonly edition?: string }) => Promise<Report>;
}

async function recorded(handshake: Handshake, mutant?: Mutant): Promise<Recorded> {
  const flow = await openReferenceFlow({
    handshake: handshake.facts.id,
    docsOrigin,
    ...(mutant && { mutant }),
  });
  let made: Recording | undefined;
  let seen: Case | undefined;
  const configuration = await configurationFor(handshake, flow, docsOrigin, {});
  const report = await run(configuration, {
    progress: () => undefined,
    env: process.env,
    recorded: (recording) => (made = recording),
    judged: (input) => (seen = input),
  });
  await flow.close();
  if (made === undefined || seen === undefined) throw new Error('Nothing was recorded.');
  const text = JSON.stringify(made);
  const recording = JSON.parse(text) as Recording;
  const usual = { handshake, keys: configuration.keys, failOn: 'must', remarks: [] } as const;
  const again: Recorded['again'] = (how = {}) =>
    judgeRecording(recording, { ...usual, edition: recording.edition, ...how });
  return { report, recording, text, seen, again };
}

const outcomes = ({ verdicts }: Report): readonly string[] =>
  verdicts.map(({ id, outcome, expected = '' }) => `${id} ${outcome} ${expected}`);

for (const handshake of await handshakes()) {
  test(`${handshake.facts.id}: a recording is judged as its run was, and holds no secret but tokens`, async () => {
    test.slow();
    const { report, recording, text, seen, again } = await recorded(handshake);
    // Stand-ins take the place of codes, so what a code is made of is not in a recording.
    const lost = handshake.facts.carrier.by === 'code' ? ['oauth-code-entropy'] : [];
    expect(recording.lost).toEqual(lost);
    const kept = (report: Report): readonly string[] =>
      outcomes(report).filter((line) => !lost.some((id) => line.startsWith(`${id} `)));
    expect(kept(await again())).toEqual(kept(report));
    const { user, secondUser } = seen.target;
    const passwords = [user, secondUser].map((one) => one?.password.reveal() ?? 'none');
    const readings = [...seen.readings.values()].flatMap((some) => [...some.values()]);
    const secrets = readings.flatMap(({ exchange }) => exchange.secrets.map((one) => one.reveal()));
    const tokens = readings.flatMap(({ token }) => token?.text.reveal() ?? []);
    const hidden = [...new Set([...passwords, ...secrets])].filter((one) => one.length >= 4);
    expect(hidden.length).toBeGreaterThan(10);
    expect(hidden.filter((one) => spellings(one).some((form) => text.includes(form)))).toEqual([]);
    expect(tokens.filter((token) => !text.includes(token))).toEqual([]);
    // Another clock: a token that was good has expired an hour later, a session after three weeks.
    const [hours, row] = hasToken(handshake.facts)
      ? ([1, 'token-exp-future'] as const)
      : ([504, 'user-expires-at'] as const);
    const later = await again({ atMs: recording.startedAtMs + hours * 3_600_000 });
    expect(later.verdicts.find(({ id }) => id === row)?.outcome).toBe('fail');
    const first = handshake.facts.editions[0].id;
    expect((await again({ edition: first })).target.edition).toBe(first);
  });
}

test('what a recording cannot show is named, and not judged', async () => {
  const [handshake] = await handshakes();
  if (handshake === undefined) throw new Error('There is no handshake.');
  // The session is its user's name and a seal: what makes it telling is masked.
  const inSession: Mutant | undefined = handshake.requirements
    .find(({ id }) => id === 'callback-token-in-fragment')
    ?.brokenBy.find(({ name }) => name === 'token-in-base64-cookie');
  expect(inSession).toBeDefined();
  const { report, recording, again } = await recorded(handshake, inSession);
  const fell = report.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
  expect(fell).toEqual(['callback-token-in-fragment']);
  expect(recording.lost).toEqual(fell);
  const { verdicts } = await again();
  const verdict = verdicts.find(({ id }) => id === 'callback-token-in-fragment');
  expect([verdict?.outcome, verdict?.actual]).toEqual([
    'not-reached',
    expect.stringContaining('are not in it'),
  ]);
});
