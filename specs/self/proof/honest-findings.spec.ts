import { expect, test } from '@playwright/test';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import { handshakes } from '../../../handshakes/registry.js';
import { callbackChange } from '../../../handshakes/shared/mutants.js';
import type { Report } from '../../../protocol/report.js';
import { judgeFlow, judgeHonest } from '../harness/judged-flow.js';
import { configurationFor } from '../harness/mutant-proof.js';

const docsOrigin = 'https://docs.foo.com';
const all = await handshakes();
const named = (id: string) => all.find(({ facts }) => facts.id === id) ?? never();
const authentication = named('mintlify-authentication');
const personalization = named('mintlify-personalization');

const saidOf = ({ verdicts }: Report, row: string) => {
  const { outcome, actual } = verdicts.find(({ id }) => id === row) ?? never();
  return { outcome, actual };
};

test('what is said of an anchor that does not come back', async () => {
  const rows = [
    ['minimal-claims', 'The return parameter is ignored altogether.'],
    [
      'listed-pages',
      'Neither the page nor the anchor comes back; without an anchor the page does.',
    ],
  ] as const;
  for (const [name, actual] of rows) {
    const flow = honestFlows.find((each) => each.name === name) ?? never();
    const report = await judgeHonest(personalization, flow, docsOrigin, {
      only: ['anchor-preserved'],
    });
    expect.soft(saidOf(report, 'anchor-preserved'), name).toEqual({ outcome: 'note', actual });
  }
});

test('a list of pages excuses only what it explains', async () => {
  const rows = [
    {
      name: 'everybody goes to one page',
      row: 'redirect-exact',
      change: callbackChange((url) => url.replace(/\?redirect=[^#]*/, '?redirect=%2Fwelcome')),
      said: { outcome: 'fail', actual: 'It came back as "/welcome".' },
    },
    {
      name: 'pages beside /quickstart are lost in the form',
      row: 'redirect-survives-sign-in',
      change: callbackChange((url, _token, { method }) =>
        method === 'POST' ? url.replace(/\?redirect=%2Fguides[^#]*/, '?redirect=%2F') : url,
      ),
      said: { outcome: 'warn', actual: 'It has redirect="/".' },
    },
  ] as const;
  for (const { name, row, change, said } of rows) {
    const report = await judgeFlow(authentication, { name: 'changed', change }, docsOrigin, () => ({
      only: [row],
    }));
    expect.soft(saidOf(report, row), name).toEqual(said);
  }
});

test('a script signs in with the browser: over HTTP there is no time before it', async () => {
  const report = await judgeFlow(authentication, undefined, docsOrigin, async (flow) => {
    const { target } = await configurationFor(authentication, flow, docsOrigin);
    const signIn = { how: 'script', signIn: async () => undefined } as const;
    return { target: { ...target, signIn }, only: ['session-renewed'] };
  });
  expect(saidOf(report, 'session-renewed')).toEqual({
    outcome: 'not-reached',
    actual:
      'A --sign-in script signs in with the browser, so over plain HTTP there is no time before the sign-in.',
  });
});

function never(): never {
  throw new Error('That is gone.');
}
