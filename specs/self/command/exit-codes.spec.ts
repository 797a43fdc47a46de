import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const handshake = 'mintlify-authentication';
const all = (await handshakes())[0]?.requirements.length ?? 0;
const docsOrigin = 'http://localhost:4747';

interface Row {
  readonly name: string;
  readonly mutant?: Mutant;
  /** Whose password is wrong. */
  readonly wrong?: 'first' | 'second';
  readonly more: readonly string[];
  readonly code: 0 | 1 | 3;
  /** Of the gating edition. */
  readonly fail?: readonly string[];
  /** In the terminal report, its line ends taken for blanks. */
  readonly says: readonly RegExp[];
  readonly never?: RegExp;
}

const tooLong: Mutant = {
  name: 'exp-one-day',
  change: (honest) => ({
    claims: (request) => ({
      ...honest.claims(request),
      exp: Math.floor(request.nowMs / 1000) + 86_400,
    }),
  }),
};
const noGroups: Mutant = {
  name: 'groups-csv',
  change: (honest) => ({ claims: (request) => ({ ...honest.claims(request), groups: 'a,b' }) }),
};
const framable: Mutant = { name: 'framable', change: () => ({ pageHeaders: () => [] }) };
const fails = ['--fail-on', 'should'];

const rows: readonly Row[] = [
  {
    name: 'a should that fell before the sign-in was refused is no verdict',
    mutant: framable,
    wrong: 'first',
    more: [...fails, '--only', 'frames-refused,sign-in-required'],
    code: 3,
    says: [
      /1 warning/,
      /– 2026-03 \(gates\) could not be judged/,
      /✗ The login flow could not be judged\./,
    ],
    never: /does not conform|a must/,
  },
  {
    name: 'a should fell and everything was judged',
    mutant: tooLong,
    more: [...fails, '--only', 'token-exp-short'],
    code: 1,
    says: [/✓ 2026-03 \(gates\) conforms/, /Exit code 1: a should fell/],
    never: /a must/,
  },
  {
    name: 'the same without --fail-on',
    mutant: tooLong,
    more: ['--only', 'token-exp-short'],
    code: 0,
    says: [
      new RegExp(
        `Exit code 0: no must of that edition fell; warnings do not count; ${all - 2} left out\\.`,
      ),
    ],
  },
  {
    name: 'the second user is refused',
    wrong: 'second',
    more: ['--only', 'users-kept-apart,token-alg'],
    code: 3,
    says: [
      /– 2026-03 \(gates\) could not be judged in full/,
      /✗ The login flow could not be judged in full\. Exit code 3: this is no verdict on it\. Remark The second user did not get in, .* check --second-username and --second-password\. Remark Only 3 of 70 .* Next /,
    ],
    never: /conforms/,
  },
  {
    name: 'the second user is refused, but a must fell',
    mutant: noGroups,
    wrong: 'second',
    more: ['--only', 'users-kept-apart,user-groups'],
    code: 1,
    fail: ['user-groups'],
    says: [/· The second user did not get in/, /Exit code 1: a must of that edition fell/],
  },
  {
    name: 'nobody asks for the rows about two users',
    wrong: 'second',
    more: ['--only', 'token-alg'],
    code: 0,
    says: [/conforms to/],
    never: /second user/,
  },
];

const credentials = ({ users }: ReferenceFlow, wrong?: 'first' | 'second'): readonly string[] => {
  const [first, second] = users;
  const password = wrong === 'first' ? 'not-the-password' : first.password.reveal();
  const other = wrong === 'second' ? 'not-the-password' : second.password.reveal();
  const own = ['--username', first.username, '--password', password];
  const others = ['--second-username', second.username, '--second-password', other];
  return ['--sign-in', 'form', ...own, ...others];
};

test('the exit code and what is said of it are what was observed', async () => {
  test.slow();
  for (const { name, mutant, wrong, more, code, fail = [], says, never } of rows) {
    const flow = await openReferenceFlow({ handshake, docsOrigin, ...(mutant && { mutant }) });
    const io = collectedIo();
    const words = ['check', flow.loginUrl, '--driver', 'http', ...credentials(flow, wrong)];
    const reports = ['--report', 'json', '--report', 'terminal'];
    expect.soft(await main(argv(...words, ...more, ...reports), io), name).toBe(code);
    await flow.close();
    const report = JSON.parse(io.out()) as Report;
    expect.soft(report.editions.at(-1)?.fail, name).toEqual(fail);
    const text = io.err().replace(/\s+/g, ' ');
    for (const pattern of says) expect.soft(text, name).toMatch(pattern);
    if (never !== undefined) expect.soft(text, name).not.toMatch(never);
  }
});
