import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { handshake } from '../../../../handshakes/mintlify-shared-session/index.js';
import type { Mutant } from '../../../../protocol/plan.js';
import type { Report } from '../../../../protocol/report.js';
import { run } from '../../harness/fitting-run.js';
import { configurationFor, felled, judgeMutant } from '../../harness/mutant-proof.js';

/** The reference dashboard at a name of its own, with a cookie as it may be there. */
const dashboard = (sameSite: string, alias?: string): Mutant => ({
  name: `cookie-${sameSite}`,
  change: () => ({
    sessionCookie: (id) => `login_session=${id}; Path=/; HttpOnly; SameSite=${sameSite}`,
  }),
  ...(alias === undefined ? {} : { alias, loginAtAlias: true }),
});

const outcomeOf = ({ verdicts }: Report, id: string): string =>
  verdicts.find((verdict) => verdict.id === id)?.outcome ?? 'none';

for (const driver of ['http', 'browser'] as const) {
  for (const sameSite of ['Lax', 'Strict']) {
    test(`${driver}: a ${sameSite} cookie goes along where docs and dashboard are on one site`, async () => {
      const flow = dashboard(sameSite, 'http://dash.foo.com');
      const report = await judgeMutant(handshake, flow, driver, 'http://docs.foo.com');
      expect(felled(report)).toEqual([]);
      expect(outcomeOf(report, 'session-identifies')).toBe('pass');
      expect(report.summary.conforms).toBe(true);
      if (driver === 'browser') expect(outcomeOf(report, 'session-cookie-arrives')).toBe('pass');
    });
  }

  test(`${driver}: on a machine where both are tried out a Lax cookie that stays is no fall, and no pass`, async () => {
    const report = await judgeMutant(handshake, dashboard('Lax'), driver, 'http://docs.foo.com');
    expect(felled(report)).toEqual([]);
    expect(outcomeOf(report, 'session-identifies')).toBe('not-reached');
    expect(report.exitCode).toBe(3);
  });

  test(`${driver}: no CORS is asked for where docs and session API share an origin`, async () => {
    const docsOrigin = 'https://elsewhere.example';
    const flow = await openReferenceFlow({ handshake: handshake.facts.id, docsOrigin });
    try {
      const configuration = await configurationFor(handshake, flow, flow.origin, { driver });
      const target = { ...configuration.target, docsPath: '/docs' };
      const quiet = { progress: () => undefined, env: process.env };
      const report = await run({ ...configuration, target }, quiet);
      expect(felled(report)).toEqual([]);
      expect(outcomeOf(report, 'session-identifies')).toBe('pass');
      expect(outcomeOf(report, 'session-cors-exact')).toBe('not-applicable');
    } finally {
      await flow.close();
    }
  });
}

test('nobody is said to be on the way to a page where no login link carries one', async () => {
  const only = ['session-identifies', 'user-groups'];
  const report = await judgeMutant(handshake, undefined, 'http', 'http://localhost:4747', { only });
  expect(report.visits.map(({ title }) => title).filter((title) => /\//.test(title))).toEqual([]);
  expect(report.visits[0]?.title).toBe('sign in');
});
