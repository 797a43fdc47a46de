import { expect, test } from '@playwright/test';
import type { Report } from '../../../protocol/report.js';
import type { Outcome, Verdict } from '../../../protocol/verdict.js';
import { terminal } from '../../../reports/terminal/terminal.js';
import { sampleReport, sampleVerdict, sampleVisit } from '../harness/sample-report.js';

const render = (report: Report): string =>
  terminal.render(report, { columns: 80, colour: false, verbose: false });

const { summary } = sampleReport();
const conforming = [{ id: '2026-03', conforms: true, fail: [] }];

test('a cause is told once, at the end where there is no verdict, else where it fell', () => {
  const stopped = 'It showed a sign-in page; give --sign-in form.';
  const ended = sampleVisit({ name: 'plain', reached: 'sign-in-page', stopped });
  const behind = sampleVerdict({
    id: 'token-alg',
    outcome: 'not-reached',
    actual: `Nobody was handed over. ${stopped}`,
    because: stopped,
  });
  const reached = (outcome: Outcome): Verdict =>
    sampleVerdict({ id: 'callback-reached', outcome, actual: stopped, visits: ['plain'] });
  const rows: readonly (readonly [over: Partial<Report>, says: readonly string[]])[] = [
    [
      { exitCode: 3, verdicts: [reached('not-reached'), behind], remarks: [] },
      [
        '– It ended there, for the cause at the end.',
        '– not reached, for the cause at the end:\n  callback-reached, token-alg\n',
        `  Exit code 3: this is no verdict on it.\n  Cause     ${stopped}\n  Next      the same command with --verbose`,
      ],
    ],
    [
      {
        exitCode: 3,
        verdicts: [reached('not-reached')],
        remarks: [`Required. ${stopped}`],
        remarkCauses: [{ code: 'required-not-judged', tells: [stopped] }],
      },
      [
        '– It ended there, for the cause at the end.',
        `  Remark    Required. ${stopped}\n  Next      the same command`,
      ],
    ],
    [
      {
        exitCode: 1,
        verdicts: [reached('fail'), behind],
        remarks: [],
        editions: [{ id: '2026-03', conforms: false, fail: ['callback-reached', 'user-host'] }],
      },
      [
        '– It ended there, for what callback-reached says.',
        `  Actual    ${stopped}\n`,
        '– not reached, for what callback-reached says:\n  token-alg\n',
        'fell.\n  Next      docs-handshake explain callback-reached, and so on for the others\n',
      ],
    ],
  ];
  for (const [over, says] of rows) {
    const text = render(sampleReport({ visits: [ended], ...over }));
    for (const part of says) expect.soft(text).toContain(part);
    expect.soft(text.split(stopped)).toHaveLength(2);
  }
  const well = {
    exitCode: 0,
    summary: { ...summary, fail: 0 },
    editions: conforming,
    verdicts: [],
  } as const;
  expect(render(sampleReport(well))).not.toContain('Next');
});

test('the cause of a reason is data: what only quotes it is told in full, and a visit that was not made points to it', () => {
  const stopped = 'It answered 401 to the password.';
  const refused = sampleVisit({ name: 'sign-in', reached: 'sign-in-refused', stopped });
  const spared = sampleVisit({
    name: 'plain',
    reached: 'not-made',
    stopped: `The sign-in was refused, so no further visit was made. ${stopped}`,
    because: stopped,
    hops: [],
  });
  const reached = sampleVerdict({
    id: 'callback-reached',
    outcome: 'not-reached',
    actual: stopped,
    visits: ['sign-in'],
  });
  const quoting = sampleVerdict({
    id: 'token-alg',
    outcome: 'not-reached',
    actual: `The page says “${stopped}”`,
  });
  const text = terminal.render(
    sampleReport({
      exitCode: 3,
      visits: [refused, spared],
      verdicts: [reached, quoting],
      remarks: [],
    }),
    { columns: 100, colour: false, verbose: true },
  );
  expect(text.match(/It ended there, for the cause at the end\./g)).toHaveLength(2);
  expect(text).toContain(`– not reached: The page says “${stopped}”\n  token-alg\n`);
});

test('a remark tells what its record says, whatever its words are', () => {
  const stopped = 'It answered 500.';
  const ended = sampleVisit({ name: 'plain', reached: 'status', stopped });
  const rows: readonly (readonly [Pick<Report, 'remarks' | 'remarkCauses'>, isCause: boolean])[] = [
    [
      {
        remarks: ['No verdict: the server broke.'],
        remarkCauses: [{ code: 'required-not-judged', tells: [stopped] }],
      },
      false,
    ],
    [{ remarks: [`It is not this: ${stopped}`], remarkCauses: [{ code: 'http-only' }] }, true],
  ];
  for (const [over, isCause] of rows) {
    const text = render(sampleReport({ visits: [ended], verdicts: [], exitCode: 3, ...over }));
    expect.soft(text, over.remarks[0]).toContain('– It ended there, for the cause at the end.');
    expect.soft(text.includes(`  Cause     ${stopped}`), over.remarks[0]).toBe(isCause);
  }
});

test('! marks warnings and nothing else', () => {
  const text = render(
    sampleReport({
      visits: [sampleVisit({ reached: 'status', stopped: 'It answered 500.' })],
      editions: conforming,
    }),
  );
  expect(text.match(/^ *! .*/gm)).toEqual([
    '! cache-no-store (should, over HTTP and in a browser)',
  ]);
  expect(text).toContain('· Only the rows of --only were judged.');
  expect(text).toContain('Next      docs-handshake explain cache-no-store');
});
