import { expect, test } from '@playwright/test';
import { factsOf } from '../../../handshakes/registry.js';
import { foreignUris } from '../../../handshakes/shared/oauth/authorization/foreign-uris.js';
import { allIsRight, judgedAsShown, saidOf } from './page-judged.js';
import { pageAt } from './pages.js';
import { grantFlows } from './shown-flows.js';

/** The authorization servers of the pages: `check` finds nothing, whatever it asks. */

for (const flow of grantFlows) {
  const { title, handshake = '' } = flow;
  for (const driver of ['http', 'browser']) {
    test(`the authorization server in ${title} is right for ${handshake}, over ${driver}`, async ({}, info) => {
      test.setTimeout(240_000);
      const { allowsDocsPath } = await factsOf(handshake);
      const docs = allowsDocsPath ? 'https://foo.com/docs' : 'https://docs.foo.com';
      // What a browser need not be there for is asked once; ten minutes cannot be waited for here.
      const report = await judgedAsShown(flow, info.outputPath(), docs, {
        driver,
        ...(driver === 'http' && { intrusive: true, skip: 'token-code-short' }),
      });
      expect(saidOf(report)).toEqual(allIsRight);
    });
  }
}

test('the page says how many foreign redirect URIs are tried', () => {
  expect(pageAt('docs/oauth-authentication.md').text).toContain(
    `${foreignUris.length} redirect URIs that nobody registered`,
  );
});
