import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import { handshakes } from '../../../handshakes/registry.js';
import { proofPage, proofPath } from '../../../scripts/proof-page.js';

test('the published proof is that of the declarations', async () => {
  const published = await readFile(proofPath, 'utf8');
  expect(published, 'stale: run npm run mutants').toBe(proofPage(await handshakes(), honestFlows));
});
