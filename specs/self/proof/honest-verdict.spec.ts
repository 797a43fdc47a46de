import { expect, test } from '@playwright/test';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import { handshakes } from '../../../handshakes/registry.js';
import { judgeHonest, raisedBeyond } from '../harness/judged-flow.js';

const docsOrigin = 'https://docs.foo.com';

for (const handshake of await handshakes()) {
  const id = handshake.facts.id;
  for (const flow of honestFlows.filter(({ handshakes: played }) => played.includes(id))) {
    test(`${id}, ${flow.name}: nothing falls beyond what the flow declares, over HTTP`, async () => {
      const report = await judgeHonest(handshake, flow, docsOrigin);
      expect(raisedBeyond(flow, report)).toEqual([]);
      if (!flow.needsBrowser) expect(report.summary.conforms).toBe(true);
    });
  }
}
