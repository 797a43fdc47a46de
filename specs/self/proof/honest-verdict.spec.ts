import { expect, test } from '@playwright/test';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import { handshakes } from '../../../handshakes/registry.js';
import { judgeHonest, raisedBeyond } from '../harness/judged-flow.js';
import { lookAhead } from './look-ahead.js';

const docsOrigin = 'https://docs.foo.com';

for (const handshake of await handshakes()) {
  const id = handshake.facts.id;
  test.describe(() => {
    // Together in one worker: over HTTP a run is mostly waiting.
    test.describe.configure({ mode: 'default' });
    const flows = honestFlows.filter(({ plays }) => plays(handshake.facts));
    const reports = lookAhead(flows, 4, (flow) => judgeHonest(handshake, flow, docsOrigin));
    test.afterAll(() => reports.settled());
    for (const [at, flow] of flows.entries()) {
      test(`${id}, ${flow.name}: nothing falls beyond what the flow declares, over HTTP`, async () => {
        const report = await reports.result(at);
        expect(raisedBeyond(flow, report)).toEqual([]);
        if (!flow.needsBrowser) expect(report.summary.conforms).toBe(true);
      });
    }
  });
}
