import { expect, test } from '@playwright/test';
import type { Configuration } from '../../../configuration/configuration.js';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import type { HonestFlow } from '../../../fixtures/honest/honest-flow.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { makeUsers, type FlowUsers } from '../../../fixtures/reference/users.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import type { Handshake } from '../../../protocol/requirement.js';
import { sealAs } from '../../../protocol/secrecy/sealed.js';
import { run } from '../harness/fitting-run.js';
import { judgeHonest } from '../harness/judged-flow.js';
import { configurationFor, expectationsOf, pooled } from '../harness/mutant-proof.js';
import { lookAhead } from '../proof/look-ahead.js';

const docsOrigin = 'https://docs.foo.com';
const rows = [
  'redirect-survives-sign-in',
  'callback-https',
  'head-does-not-sign',
  'wrong-password',
  'session-renewed',
  'claims-from-session',
  'users-kept-apart',
  'user-expected',
];
const silent = { progress: (): void => undefined, env: process.env };
const all = await handshakes();
const [authentication = never()] = all;

/** The judged rows and what was said of them. */
const said = (report: Report): readonly { id: string; outcome: string; actual?: string }[] =>
  report.verdicts
    .filter(({ id }) => rows.includes(id))
    .map(({ id, outcome, actual }) => ({
      id,
      outcome,
      ...(actual === undefined ? {} : { actual }),
    }));

async function judged(
  changes: (users: FlowUsers) => Partial<Configuration> & { readonly users?: FlowUsers },
  mutant?: Mutant,
  handshake: Handshake = authentication,
): Promise<{ readonly report: Report; readonly users: FlowUsers }> {
  const made = makeUsers();
  const { users = made, ...changed } = changes(made);
  const id = handshake.facts.id;
  const flow = await openReferenceFlow({
    handshake: id,
    docsOrigin,
    users,
    ...(mutant === undefined ? {} : { mutant }),
  });
  try {
    const configuration = await configurationFor(handshake, flow, docsOrigin, {
      only: rows,
      ...changed,
    });
    return { report: await run(configuration, silent), users };
  } finally {
    await flow.close();
  }
}

const mutantOf = (row: string, name: string): Mutant =>
  authentication.requirements
    .find(({ id }) => id === row)
    ?.brokenBy.find((mutant) => mutant.name === name) ?? never();

for (const handshake of all) {
  const id = handshake.facts.id;

  // In a browser, and with every row, it is judged in `browser-verdict.spec`.
  test(`${id}: nothing falls in the honest flow, wrong password included, http`, async () => {
    const { report } = await judged(
      (users) => ({ intrusive: true, expect: expectationsOf({ users }) }),
      undefined,
      handshake,
    );
    const expected = rows.filter((row) =>
      handshake.requirements.some(({ id: one }) => one === row),
    );
    expect(said(report).filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(report.verdicts.map(({ id: row }) => row)).toEqual(expect.arrayContaining(expected));
    for (const { id: row, drivers } of report.verdicts) {
      expect({ row, outcomes: [...new Set(Object.values(drivers))] }).toEqual({
        row,
        outcomes: ['pass'],
      });
    }
  });

  const honest = honestFlows.filter(({ plays, takesTime }) => plays(handshake.facts) && !takesTime);
  const judgedFlow = (flow: HonestFlow): Promise<Report> =>
    judgeHonest(handshake, flow, docsOrigin, {
      only: rows,
      intrusive: true,
      driver: flow.needsBrowser ? 'browser' : 'http',
    });
  const expectClean = (flow: HonestFlow, report: Report): void => {
    const some = flow.needsBrowser || !flow.keepsSession || flow.limitsSignIns;
    const unseen = some === true ? 'not-reached' : 'not-applicable';
    const raised = said(report).filter(
      ({ outcome }) => !['pass', 'not-applicable', unseen].includes(outcome),
    );
    expect(raised).toEqual([]);
  };
  const title = ({ name }: HonestFlow): string =>
    `${id}, ${name}: nothing falls in the rows about signing in`;

  // A browser is slow: each of these flows is judged in one handshake, by turns.
  const slow = honest.filter(({ needsBrowser }) => needsBrowser);
  for (const flow of slow.filter((_, at) => all[at % all.length] === handshake)) {
    test(title(flow), async () => expectClean(flow, await judgedFlow(flow)));
  }
  test.describe(() => {
    // Together in one worker: over HTTP a run is mostly waiting.
    test.describe.configure({ mode: 'default' });
    const overHttp = honest.filter(({ needsBrowser }) => !needsBrowser);
    const reports = lookAhead(overHttp, 4, judgedFlow);
    test.afterAll(() => reports.settled());
    for (const [at, flow] of overHttp.entries()) {
      test(title(flow), async () => expectClean(flow, await reports.result(at)));
    }
  });
}

for (const [driver, intrusive, signIns] of [
  ['http', false, 6],
  ['both', false, 12],
  // One wrong password and the right one; twenty at the same time.
  ['http', true, 28],
] as const) {
  test(`a run with --driver ${driver}${intrusive ? ' --intrusive' : ''} signs in ${signIns} times`, async () => {
    test.setTimeout(120_000);
    const asked = [...rows, 'redirect-stays-home', 'redirect-no-concatenation'];
    const { report } = await judged(() => ({ driver, intrusive, only: asked }));
    expect(report.signIns).toBe(signIns);
  });
}

test('what was found is said by user name', async () => {
  const rowsAndWords = [
    [
      'users-kept-apart',
      'module-level-user',
      'zoë@example.com was given groups, content.firstName, content.lastName of łukasz@example.com.',
    ],
    [
      'users-kept-apart',
      'shared-cache',
      'łukasz@example.com was given groups, content.firstName, content.lastName of zoë@example.com.',
    ],
    ['users-kept-apart', 'variable-across-await', 'with 20 sign-ins at the same time.'],
    [
      'redirect-survives-sign-in',
      'redirect-in-single-session-slot',
      'It has the page of the second tab.',
    ],
    ['redirect-survives-sign-in', 'redirect-lost-in-form', 'It has no redirect.'],
    [
      'session-renewed',
      'session-fixation',
      'With them alone, after the sign-in, a redirect to the docs carried a token.',
    ],
    ['wrong-password', 'any-password', 'After it, a redirect to the docs carried a token.'],
    [
      'claims-from-session',
      'spread-body',
      '"groups" changed when the sign-in form claims other groups.',
    ],
    [
      'user-expected',
      'wrong-groups',
      'The token lacks "admin", "beta testers" and has "everybody" beyond them.',
    ],
    ['user-expected', 'wrong-content', 'The token says "Reader".'],
    ['head-does-not-sign', 'signs-head', 'A HEAD request is answered with a token.'],
    ['head-does-not-sign', 'signs-prefetch', 'A prefetch is answered with a token.'],
  ] as const;
  const reports = await pooled(rowsAndWords, 4, ([row, name]) =>
    judged(
      (users) => ({ intrusive: true, expect: expectationsOf({ users }), only: [row] }),
      mutantOf(row, name),
    ),
  );
  for (const [index, [row, name, words]] of rowsAndWords.entries()) {
    const found = reports[index]?.report.verdicts.find(({ id }) => id === row);
    expect.soft(found?.actual, `${row}, ${name}`).toContain(words);
  }
});

test('what could not be judged says which setting is missing', async () => {
  const twins = makeUsers();
  const [first, second] = twins;
  const { username, password } = second;
  const cases = [
    {
      name: 'no second user',
      changes: {},
      dropSecond: true,
      outcome: 'not-applicable',
      words: 'give --second-username and --second-password',
    },
    {
      name: 'two users with the same claims',
      changes: { users: [first, { ...first, username, password }] as FlowUsers },
      outcome: 'not-applicable',
      words: 'take two users of different groups',
    },
    {
      name: 'a wrong password for the second user',
      changes: { wrongSecond: true },
      outcome: 'not-reached',
      words: 'check --second-username and --second-password',
    },
  ] as const;
  for (const each of cases) {
    const users = 'users' in each.changes ? each.changes.users : twins;
    const flow = await openReferenceFlow({
      handshake: authentication.facts.id,
      docsOrigin,
      users,
    });
    try {
      const configuration = await configurationFor(authentication, flow, docsOrigin, {
        only: rows,
      });
      const { secondUser, ...alone } = configuration.target;
      const wrong = secondUser && { ...secondUser, password: sealAs('not the right one') };
      const target =
        'dropSecond' in each
          ? alone
          : 'wrongSecond' in each.changes && wrong !== undefined
            ? { ...alone, secondUser: wrong }
            : configuration.target;
      const report = await run({ ...configuration, target }, silent);
      const found = report.verdicts.find(({ id }) => id === 'users-kept-apart');
      expect.soft(found?.outcome, each.name).toBe(each.outcome);
      expect.soft(found?.actual, each.name).toContain(each.words);
      const fallen = said(report).filter(({ outcome }) => ['fail', 'warn'].includes(outcome));
      expect.soft(fallen, each.name).toEqual([]);
    } finally {
      await flow.close();
    }
  }
});

function never(): never {
  throw new Error('That is gone.');
}
