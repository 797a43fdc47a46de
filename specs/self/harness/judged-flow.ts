import type { Configuration } from '../../../configuration/configuration.js';
import type { HonestFlow } from '../../../fixtures/honest/honest-flow.js';
import { openReferenceFlow, type ReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import type { Handshake } from '../../../protocol/requirement.js';
import { sealAs } from '../../../protocol/secrecy/sealed.js';
import { run } from './fitting-run.js';
import { configurationFor } from './mutant-proof.js';
import { asBrowsersSee, rowsNear } from '../proof/near-visits.js';

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
    handshake: handshake.facts.id,
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
  elsewhere: string,
  changes: Partial<Configuration> = {},
): Promise<Report> {
  const docsOrigin = flow.docsOrigin ?? elsewhere;
  const open = await flow.open({ handshake: handshake.facts.id, docsOrigin });
  try {
    const configuration = await configurationFor(handshake, open, docsOrigin, changes);
    const given = (flow.given ?? []).map(([name, value]) => [name, sealAs(value)] as const);
    const headers = [...configuration.target.headers, ...given];
    return await run({ ...configuration, target: { ...configuration.target, headers } }, silent);
  } finally {
    await open.close();
  }
}

/** What is judged in a browser of flows whose visits take seconds each, or of which it sees nothing new. */
const fewRows = [
  'callback-reached',
  'oauth-callback-reached',
  'sign-in-required',
  'token-signature',
  'info-answers',
  'live-session-returns',
];

/**
 * Judges an honest flow in a browser: what only a browser can follow in full; of the others plain HTTP judges the rest.
 *
 * @param fewVisits true: nothing but the visits that a browser alone makes, and two to compare with
 */
export function judgeInBrowser(
  handshake: Handshake,
  flow: HonestFlow,
  docsOrigin: string,
  fewVisits: boolean = false,
): Promise<Report> {
  const driver = 'browser';
  const seen = fewVisits ? asBrowsersSee(handshake) : { handshake, only: rowsNear(handshake) };
  if (flow.takesTime || flow.sameInBrowser) {
    return judgeHonest(seen.handshake, flow, docsOrigin, { driver, only: fewRows });
  }
  if (flow.needsBrowser && !fewVisits) return judgeHonest(handshake, flow, docsOrigin, { driver });
  return judgeHonest(seen.handshake, flow, docsOrigin, { driver, only: seen.only });
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
