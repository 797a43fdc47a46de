import { expect, test } from '@playwright/test';
import { protections } from '../../../fixtures/foreign/foreign-server.js';
import type { Protection } from '../../../fixtures/foreign/foreign-server.js';
import { foreignServers } from '../../../fixtures/foreign/servers.js';
import { handshakeNamed } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor } from '../harness/mutant-proof.js';

const docsOrigin = 'https://docs.foo.com';

/** The rows that fail or warn, in the order of their names. */
const fallen = ({ verdicts }: Report): readonly string[] =>
  verdicts
    .filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
    .map(({ id }) => id)
    .toSorted();

/** What falls where a protection is taken away. */
const byProtection: Readonly<Record<Protection, readonly string[]>> = {
  // Where any address will do, an error is led there as well.
  'redirect-uri-check': ['oauth-error-on-page', 'oauth-redirect-uri-checked'],
  // Of one of them the library refuses the whole request then, which its page cannot read.
  'token-cors': ['token-cors'],
  'single-use-codes': ['token-code-once'],
  pkce: ['token-pkce-downgrade', 'token-pkce-enforced'],
};

for (const id of ['mintlify-oauth-authentication', 'mintlify-oauth-personalization']) {
  const byPage = id === 'mintlify-oauth-personalization';
  for (const { name, open } of foreignServers) {
    const judged = async (without?: Protection, asksConsent = true): Promise<Report> => {
      const handshake = await handshakeNamed(id);
      const changes = without === undefined ? {} : { without };
      const flow = await open({
        handshake: id,
        docsOrigin,
        asksConsent,
        plainSecret: true,
        ...changes,
      });
      try {
        const configuration = await configurationFor(handshake, flow, docsOrigin);
        return await run(configuration, { progress: () => undefined, env: process.env });
      } finally {
        await flow.close();
      }
    };

    for (const asksConsent of [true, false]) {
      test(`${id}, ${name}${asksConsent ? ', asking for a consent' : ''}: nothing falls`, async () => {
        const report = await judged(undefined, asksConsent);
        expect(fallen(report)).toEqual([]);
        expect(report.summary.conforms).toBe(true);
      });
    }

    for (const without of protections) {
      test(`${id}, ${name} without ${without}: exactly its rows fall`, async () => {
        const harmless = without === 'token-cors' && !byPage;
        expect(fallen(await judged(without))).toEqual(harmless ? [] : byProtection[without]);
      });
    }
  }
}
