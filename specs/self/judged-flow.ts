import type { FixtureHandshake } from '../../fixtures/keys.js';
import { openReferenceFlow, type ReferenceFlow } from '../../fixtures/reference-flow.js';
import type { Mutant } from '../../protocol/plan.js';
import type { Report } from '../../protocol/report.js';
import type { Handshake } from '../../protocol/requirement.js';
import type { Configuration } from '../../runner/configuration.js';
import { run } from './fitting-run.js';
import { configurationFor } from './mutant-proof.js';

/** What is different from an ordinary run; it may need the flow (its keys, its users). */
export type Difference = (
  flow: ReferenceFlow,
) => Partial<Configuration> | Promise<Partial<Configuration>>;

/** Judges the reference flow, honest or with one thing changed, over HTTP unless the difference says otherwise. */
export async function judgeFlow(
  handshake: Handshake,
  mutant: Mutant | undefined,
  docsOrigin: string,
  difference: Difference,
): Promise<Report> {
  const flow = await openReferenceFlow({
    handshake: handshake.facts.id as FixtureHandshake,
    docsOrigin,
    ...(mutant === undefined ? {} : { mutant }),
  });
  try {
    const changes = await difference(flow);
    const configuration = await configurationFor(handshake, flow, docsOrigin, changes);
    return await run(configuration, { progress: () => undefined, env: process.env });
  } finally {
    await flow.close();
  }
}
