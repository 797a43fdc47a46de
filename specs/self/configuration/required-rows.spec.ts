import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import type { Settings } from '../../../configuration/settings.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import { levelIn } from '../../../protocol/requirement.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { outcome, personalization } from '../harness/configuration-attempt.js';

const handshake = 'mintlify-authentication';
const docsOrigin = 'http://localhost:4747';

test('reads ids, families and all-must', async () => {
  const rows: readonly (readonly [Settings, readonly string[]])[] = [
    [{ require: 'token-signature' }, ['token-signature']],
    [{ require: ' user-host , token-compact,user-host' }, ['token-compact', 'user-host']],
    [{ require: 'wrong' }, ['wrong-password']],
    [{ require: 'users' }, ['users-kept-apart']],
    [{ require: 'callback-reached', only: 'token-compact' }, ['callback-reached']],
    [{ require: 'token-compact', only: 'token-compact', skip: 'user-host' }, ['token-compact']],
    [{ require: 'anchor-form', handshake: personalization }, ['anchor-form']],
  ];
  for (const [settings, ids] of rows) {
    expect(await outcome(settings), JSON.stringify(settings)).toMatchObject({ require: ids });
  }
  const requirements = (await handshakes())[0]?.requirements ?? [];
  const must = await outcome({ require: 'all-must' });
  const expected = requirements
    .filter((row) => levelIn(row, '2026-03') === 'must' && row.id !== 'wrong-password')
    .map(({ id }) => id);
  expect(must).toMatchObject({ require: expected });
  expect(expected.length).toBeGreaterThan(30);
  const family = await outcome({ require: 'token' });
  expect(family).toMatchObject({
    require: requirements.map(({ id }) => id).filter((id) => id.startsWith('token-')),
  });
  expect(await outcome({})).not.toHaveProperty('require');
  expect(await outcome({}, { DOCS_HANDSHAKE_REQUIRE: 'token-compact' })).toMatchObject({
    require: ['token-compact'],
  });
});

test('refuses what cannot be required', async () => {
  const rows: readonly (readonly [Settings, RegExp, NodeJS.ProcessEnv?])[] = [
    [{ require: '' }, /^usage: --require needs requirement ids, families or all-must/],
    [{ require: ' , ' }, /^usage: --require needs requirement ids/],
    [
      { require: 'tokens' },
      /--require names "tokens", which is no requirement\. Did you mean token/,
    ],
    [{ require: 'all-musts' }, /Did you mean all-must\?/],
    [{ require: 'token-signatur' }, /Did you mean .*token-signature/],
    [{ require: 'TOKEN' }, /Did you mean token/],
    [{ require: 'anchor' }, /names anchor, which belongs to mintlify-personalization, not to mint/],
    [{ require: 'anchor-form' }, /names anchor-form, which belongs to mintlify-personalization/],
    [
      { require: 'token-compact', skip: 'token-compact' },
      /--require names token-compact, which --skip leaves out: take it out of one of them\./,
    ],
    [
      { require: 'token', skip: 'token-compact' },
      /names token with token-compact, which --skip leaves/,
    ],
    [
      { require: 'token-compact', only: 'user-host' },
      /names token-compact, which --only leaves out/,
    ],
    [{ require: 'all-must', only: 'user-host' }, /names all-must with [a-z-]+, which --only/],
    [
      { skip: 'token-compact' },
      /^usage: DOCS_HANDSHAKE_REQUIRE names token-compact, which --skip leaves out/,
      { DOCS_HANDSHAKE_REQUIRE: 'token-compact' },
    ],
  ];
  for (const [settings, sentence, env] of rows) {
    expect(await outcome(settings, env), JSON.stringify(settings)).toMatch(sentence);
  }
});

interface Row {
  readonly require: string;
  /** More words of the command line; `signs in` where they are left to the test. */
  readonly more?: readonly string[];
  readonly key?: true;
  readonly mutant?: Mutant;
  readonly code: 0 | 1 | 3;
  readonly notJudged?: readonly (readonly [id: string, wants?: string])[];
  readonly says: RegExp;
}

const groupsAsText: Mutant = {
  name: 'groups-csv',
  change: (honest) => ({ claims: (request) => ({ ...honest.claims(request), groups: 'a,b' }) }),
};

const rows: readonly Row[] = [
  { require: 'token-signature', key: true, code: 0, says: /Exit code 0: no must .* fell/ },
  {
    require: 'token-signature',
    code: 3,
    notJudged: [['token-signature', 'key']],
    says: / Remark Required and not judged \(--require\): token-signature\. No key of this handshake was given/,
  },
  { require: 'user-expected', code: 3, notJudged: [['user-expected', 'expect']], says: /--expect/ },
  {
    require: 'wrong-password',
    code: 3,
    notJudged: [['wrong-password', 'intrusive']],
    says: /wrong-password\. It is judged with --intrusive only/,
  },
  { require: 'wrong-password', more: ['--intrusive'], code: 0, says: /Exit code 0/ },
  {
    require: 'users-kept-apart',
    code: 3,
    notJudged: [['users-kept-apart', 'second-user']],
    says: /It needs a second user/,
  },
  {
    require: 'key',
    code: 3,
    notJudged: [['key-not-in-browser', 'browser']],
    says: /key-not-in-browser\. It needs a browser to be seen/,
  },
  // Nothing that could be given makes the question arise.
  {
    require: 'redirect-stays-home',
    more: ['--handshake', personalization, '--return-param', 'none'],
    code: 0,
    says: /Exit code 0/,
  },
  // What fell beats what was not judged.
  {
    require: 'token-signature',
    mutant: groupsAsText,
    code: 1,
    notJudged: [['token-signature', 'key']],
    says: /· Required and not judged .* Exit code 1: a must of that edition fell/,
  },
];

test('a required row that was not judged makes exit code 3', async () => {
  test.slow();
  for (const { require, more = [], key, mutant, code, notJudged = [], says } of rows) {
    const name = `${require} ${more.join(' ')}`;
    const id = more.includes(personalization) ? personalization : handshake;
    const flow = await openReferenceFlow({ handshake: id, docsOrigin, ...(mutant && { mutant }) });
    const [first] = flow.users;
    const io = collectedIo({
      env: key ? { DOCS_HANDSHAKE_KEY: flow.keys.own.publicPem } : {},
    });
    const user = ['--username', first.username, '--password', first.password.reveal()];
    const words = ['check', flow.loginUrl, '--driver', 'http', '--sign-in', 'form', ...user];
    const only = ['--only', `${require === 'key' ? 'key-not-in-browser' : require},user-groups`];
    const reports = ['--report', 'json', '--report', 'terminal'];
    const asked = ['--require', require, ...more, ...only, ...reports];
    expect.soft(await main(argv(...words, ...asked), io), name).toBe(code);
    await flow.close();
    const report = JSON.parse(io.out()) as Report;
    expect
      .soft(
        report.required?.notJudged.map((row) => [row.id, ...(row.wants ? [row.wants] : [])]),
        name,
      )
      .toEqual(notJudged);
    expect.soft(report.required?.rows, name).toHaveLength(1);
    expect.soft(io.err().replace(/\s+/g, ' '), name).toMatch(says);
  }
});
