import { test } from '@playwright/test';
import { makeKeyPair } from '../../../fixtures/reference/keys.js';
import type { FlowKey } from '../../../fixtures/reference/keys.js';
import { finderOf, makeCanaries } from '../../../fixtures/targets/canaries.js';
import type { Canaries } from '../../../fixtures/targets/canaries.js';
import { openCanaryFlow } from '../../../fixtures/targets/canary-flow.js';
import type { CanaryFlow } from '../../../fixtures/targets/canary-flow.js';
import { facts } from '../../../handshakes/mintlify-authentication/facts.js';

/** A login flow full of canaries, and what looks for them in outputs. */
export interface CanaryScene {
  readonly docsOrigin: string;
  readonly canaries: Canaries;
  readonly key: FlowKey;
  /** Only while tests run. */
  readonly flow: () => CanaryFlow;
  /** What of the canaries, the key and the tokens handed out since the last look stands in an output. */
  readonly leaks: (output: string) => readonly string[];
  /** Options of a command that carry the canaries. */
  readonly credentials: readonly string[];
}

/** Opens the flow before the tests of a file and closes it after them. */
export function canaryScene(): CanaryScene {
  const docsOrigin = 'https://docs.foo.com';
  const canaries = makeCanaries();
  const key = makeKeyPair('EdDSA');
  let flow: CanaryFlow | undefined;
  const opened = (): CanaryFlow => {
    if (flow === undefined) throw new Error('The flow is open while tests run.');
    return flow;
  };
  test.beforeAll(async () => {
    flow = await openCanaryFlow(canaries, key, docsOrigin, facts);
  });
  test.afterAll(() => flow?.close());
  return {
    docsOrigin,
    canaries,
    key,
    flow: opened,
    leaks: (output) => {
      const given = opened().given();
      const own = Object.entries({ ...canaries, ...given.key });
      const tokens = given.signatures.splice(0).map((value) => ['signature', value] as const);
      return finderOf([...own, ...tokens].map(([name, value]) => ({ name, value })))(output);
    },
    credentials: [
      ['--sign-in', 'form', '--username', 'ann@example.com'],
      ['--header', `X-Gate: ${canaries.header}`, '--cookie', `crumb=${canaries.cookie}`],
      ['--docs-origin', docsOrigin],
    ].flat(),
  };
}
