import { Worker } from 'node:worker_threads';
import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { openSlowProxy } from '../../../fixtures/targets/slow-proxy.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor, expectationsOf, pooled } from '../harness/mutant-proof.js';
import { rowsNear } from './near-visits.js';

const docsOrigin = 'https://docs.foo.com';
const silent = { progress: (): void => undefined, env: process.env };

/** What must not change from run to run: the outcome of every row, by driver. */
const table = (report: Report): readonly string[] =>
  report.verdicts.map(({ id, outcome, drivers }) => `${id} ${outcome} ${JSON.stringify(drivers)}`);

const all = await handshakes();
const authentication = all.find(({ facts }) => facts.id === 'mintlify-authentication');
const personalization = all.find(({ facts }) => facts.id === 'mintlify-personalization');

for (const handshake of all) {
  const id = handshake.facts.id;

  test(`${id}: ten runs give the same table`, async () => {
    const flow = await openReferenceFlow({ handshake: id, docsOrigin });
    try {
      const configuration = await configurationFor(handshake, flow, docsOrigin);
      const reports = await pooled(
        Array.from({ length: 10 }, (_none, index) => index),
        5,
        () => run(configuration, silent),
      );
      const tables = new Set(reports.map((report) => table(report).join('\n')));
      expect([...tables]).toHaveLength(1);
      expect(reports.every(({ exitCode }) => exitCode === 0)).toBe(true);
    } finally {
      await flow.close();
    }
  });
}

test('a target that takes 2 s for every response changes no verdict', async () => {
  const handshake = authentication ?? never();
  const id = handshake.facts.id;
  test.setTimeout(180_000);
  const flow = await openReferenceFlow({ handshake: id, docsOrigin });
  const slow = await openSlowProxy(flow.loginUrl, 2_000);
  try {
    const configuration = await configurationFor(
      handshake,
      { ...flow, loginUrl: slow.loginUrl },
      docsOrigin,
      {
        driver: 'both',
        only: [...rowsNear(handshake), 'token-fresh', 'sign-in-required'],
        expect: expectationsOf(flow),
      },
    );
    const report = await run(configuration, silent);
    const odd = report.verdicts.filter(({ outcome }) => outcome !== 'pass');
    expect(odd.map(({ id: row, outcome, actual }) => ({ row, outcome, actual }))).toEqual([]);
    expect(report.exitCode).toBe(0);
  } finally {
    await slow.close();
    await flow.close();
  }
});

test('a loaded machine changes no verdict', async () => {
  const handshake = personalization ?? never();
  const id = handshake.facts.id;
  test.setTimeout(180_000);
  const burners = Array.from(
    { length: 4 },
    () => new Worker('for (;;) Math.sqrt(Math.random());', { eval: true }),
  );
  const flow = await openReferenceFlow({ handshake: id, docsOrigin });
  try {
    const configuration = await configurationFor(handshake, flow, docsOrigin, {
      driver: 'both',
      only: [...rowsNear(handshake), 'token-fresh', 'sign-in-required', 'redirect-stays-home'],
      expect: expectationsOf(flow),
    });
    const report = await run(configuration, silent);
    const odd = report.verdicts.filter(({ outcome }) => outcome !== 'pass');
    expect(odd.map(({ id: row, outcome, actual }) => ({ row, outcome, actual }))).toEqual([]);
  } finally {
    await Promise.all(burners.map((burner) => burner.terminate()));
    await flow.close();
  }
});

function never(): never {
  throw new Error('That handshake is gone.');
}
