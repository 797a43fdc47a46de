import type { HonestFlow } from '../../fixtures/honest/honest-flow.js';
import type { FixtureHandshake } from '../../fixtures/keys.js';
import { openReferenceFlow, type ReferenceFlow } from '../../fixtures/reference-flow.js';
import type { Mutant } from '../../protocol/plan.js';
import { sealAs } from '../../protocol/sealed.js';
import type { Report } from '../../protocol/report.js';
import type { Handshake } from '../../protocol/requirement.js';
import type { Configuration } from '../../runner/configuration.js';
import { run } from './fitting-run.js';
import { configurationFor } from './mutant-proof.js';

const silent = { progress: (): void => undefined, env: process.env };

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
    return await run(configuration, silent);
  } finally {
    await flow.close();
  }
}

/** Judges an honest flow that is not the reference flow, over HTTP unless the changes say otherwise. */
export async function judgeHonest(
  handshake: Handshake,
  flow: HonestFlow,
  docsOrigin: string,
  changes: Partial<Configuration> = {},
): Promise<Report> {
  const open = await flow.open({ handshake: handshake.facts.id as FixtureHandshake, docsOrigin });
  try {
    const configuration = await configurationFor(handshake, open, docsOrigin, changes);
    const given = (flow.given ?? []).map(([name, value]) => [name, sealAs(value)] as const);
    const headers = [...configuration.target.headers, ...given];
    return await run({ ...configuration, target: { ...configuration.target, headers } }, silent);
  } finally {
    await open.close();
  }
}

/** What a report raises beyond what an honest flow declares; empty where all is well. */
export function raisedBeyond(
  { declares }: HonestFlow,
  { verdicts }: Report,
): readonly { readonly row: string; readonly outcome: string; readonly actual?: string }[] {
  return verdicts
    .filter(({ outcome }) => ['fail', 'warn', 'note', 'error'].includes(outcome))
    .filter(({ id }) => !declares.includes(id))
    .map(({ id, outcome, actual }) => ({
      row: id,
      outcome,
      ...(actual === undefined ? {} : { actual }),
    }));
}
