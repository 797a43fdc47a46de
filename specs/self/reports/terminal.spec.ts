import { expect, test } from '@playwright/test';
import type { Report } from '../../../protocol/report.js';
import type { Outcome, Verdict } from '../../../protocol/verdict.js';
import { terminal } from '../../../reports/terminal/terminal.js';
import { sampleReport, sampleVerdict, sampleVisit } from '../harness/sample-report.js';

const render = (
  report: Report,
  over: Partial<Parameters<typeof terminal.render>[1]> = {},
): string => terminal.render(report, { columns: 80, colour: false, verbose: false, ...over });

const summary = {
  conforms: true,
  pass: 4,
  fail: 0,
  warn: 0,
  note: 0,
  notReached: 0,
  notApplicable: 0,
  error: 0,
} as const;
const gating = { id: '2026-03', conforms: false, fail: ['user-host'] };
const conforming = [{ id: '2026-03', conforms: true, fail: [] }];

test('tells the whole story in order', () => {
  const text = render(sampleReport());
  const order = [
    'docs-handshake 0.1.0',
    'mintlify-authentication, edition 2026-03',
    'Only the rows of --only',
    'The journey',
    ' 1 GET  200  https://login.example',
    '→ https://docs.example/login/jwt-callback',
    'Failed (2)',
    '✗ user-host (must, over HTTP and in a browser)',
    'Expected  host is "docs.example".',
    'Actual    The token has no host.',
    'Why       ',
    'Fix       ',
    'Source    JWT authentication, User data (since 2026-03-10)',
    '            https://docs.example/jwt#user-data\n',
    'HTTP: pass, browser: fail',
    'The suite broke on (1)',
    'Warnings (1)',
    '! cache-no-store',
    'Notes (1)',
    '· token-size',
    'Not judged (3)',
    'redirect-exact, redirect-absent',
    '4 passed · 2 failed · 1 broke · 1 warning · 1 note',
    '2026-03 (gates) does not conform: user-host, handoff-not-blocked fell',
    'does not conform to mintlify-authentication 2026-03.',
    'Exit code 1: a must of that edition fell.',
  ];
  let at = 0;
  for (const part of order) {
    const found = text.indexOf(part, at);
    expect(found, part).toBeGreaterThanOrEqual(at);
    at = found;
  }
  expect(text).not.toContain('✓ token-compact');
  expect(render(sampleReport(), { verbose: true })).toContain('✓ token-compact');
});

test('fits every width, and has colours only where they are wanted', () => {
  const long = sampleReport({
    verdicts: [
      sampleVerdict({
        id: 'x',
        outcome: 'fail',
        actual: `${'word '.repeat(60)}${'x'.repeat(300)}`,
      }),
    ],
  });
  for (const columns of [40, 60, 80, 100]) {
    for (const report of [sampleReport(), long]) {
      for (const line of render(report, { columns }).split('\n')) {
        expect(line.length, line).toBeLessThanOrEqual(columns);
        expect(line).toBe(line.trimEnd());
      }
    }
  }
  expect(render(sampleReport())).not.toContain('\x1b');
  const coloured = render(sampleReport(), { colour: true });
  expect(coloured).toContain('\x1b[31m');
  expect(
    coloured
      .replace(/\x1b\[\d+m/g, '')
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual(render(sampleReport()).split('\n'));
});

test('says what each exit code means', () => {
  const warned = { ...summary, warn: 1 };
  const rows: readonly (readonly [Partial<Report>, RegExp])[] = [
    [
      { exitCode: 0, summary, editions: conforming },
      /✓ The login flow conforms to .*\n.*Exit code 0: no must/,
    ],
    [
      { exitCode: 1 },
      /✗ The login flow does not conform .*\n.*Exit code 1: a must of that edition fell/,
    ],
    [
      { exitCode: 1, summary: warned, editions: conforming },
      /a should fell\.\n.*Exit code 1: a should fell, which --fail-on should counts/,
    ],
    [
      { exitCode: 1, editions: [{ id: '2025-02', conforms: false, fail: [] }, gating] },
      /– 2025-02 could not be judged\n[^]*: user-host fell\n[^]*a must of that edition fell/,
    ],
    [
      { exitCode: 3, summary, editions: conforming },
      /– 2026-03 \(gates\) could not be judged in full: no must fell so far\n[^]*judged in full\.\n/,
    ],
    [{ exitCode: 3 }, /✗ The login flow could not be judged\.\n.*Exit code 3/],
  ];
  for (const [over, sentence] of rows) expect(render(sampleReport(over))).toMatch(sentence);
});

test('a run without a fall counts what it says nothing of', () => {
  const row = (id: string, level: 'must' | 'should', outcome: Outcome): Verdict =>
    sampleVerdict({ id, level, outcome, actual: 'Nobody asked.' });
  const rows: readonly (readonly [
    over: Partial<Report>,
    verdicts: readonly Verdict[],
    end: string,
  ])[] = [
    [{}, [], 'no must of that edition fell.'],
    [{}, [row('a', 'must', 'pass')], 'no must of that edition fell.'],
    [
      {},
      [row('a', 'must', 'not-reached')],
      'no must of that edition fell; 1 requirement was not judged (a must).',
    ],
    [
      {},
      [row('a', 'should', 'not-applicable')],
      'no must of that edition fell; 1 requirement was not judged (not a must).',
    ],
    [
      {},
      [
        row('a', 'must', 'not-reached'),
        row('b', 'must', 'not-applicable'),
        row('c', 'should', 'not-reached'),
      ],
      'no must of that edition fell; 3 requirements were not judged (2 of them must).',
    ],
    [
      { summary: { ...summary, warn: 1, leftOut: 60 } },
      [row('a', 'should', 'not-reached'), row('b', 'should', 'not-reached')],
      'no must of that edition fell; warnings do not count; 2 requirements were not judged (none of them a must); 60 left out.',
    ],
    [
      { exitCode: 1, summary: { ...summary, warn: 1 } },
      [row('a', 'must', 'not-reached')],
      'a should fell, which --fail-on should counts; 1 requirement was not judged (a must).',
    ],
  ];
  for (const [over, verdicts, end] of rows) {
    const report = sampleReport({ exitCode: 0, summary, editions: conforming, verdicts, ...over });
    for (const colour of [false, true]) {
      const text = render(report, { colour });
      expect(text.replace(/\n +/g, ' ').trimEnd()).toMatch(/Exit code [01]: [^\n]*$/);
      expect(text.replace(/\n +/g, ' ').trimEnd().endsWith(`: ${end}`), end).toBe(true);
      for (const line of text.split('\n'))
        expect(line.replace(/\x1b\[\d+m/g, '').length).toBeLessThan(81);
    }
  }
});

test('rows that nobody could judge for one reason are a number, others a list', () => {
  const unseen = { ...summary, conforms: false, pass: 0, notReached: 2 };
  const verdicts = ['a-row', 'b-row'].map((id) =>
    sampleVerdict({ id, outcome: 'not-reached', actual: 'Nobody answers.' }),
  );
  const gone = (reached: string, stopped: string, driver: 'http' | 'browser') =>
    sampleVisit({ driver, reached, stopped, hops: [] });
  const unreachable = gone('unreachable', 'It refuses.', 'http');
  const spared = gone('not-made', 'It refuses.', 'http');
  const rows: readonly (readonly [Partial<Report>, boolean, RegExp])[] = [
    [
      { visits: [unreachable, spared] },
      true,
      /Not judged: 2 requirements, for the cause at the end\.\n[^]* Cause {5}It refuses\.\n/,
    ],
    [
      { visits: [unreachable, gone('tls', 'It is not trusted.', 'browser')] },
      true,
      /Not judged: 2 requirements\. No visit got an answer; see the journey\.\n/,
    ],
    [{ visits: [unreachable, gone('status', 'It answered 404.', 'http')] }, false, /a-row, b-row/],
    [{ visits: [unreachable], summary: { ...unseen, pass: 1 } }, false, /a-row, b-row/],
    [{ visits: [spared] }, false, /a-row, b-row/],
  ];
  for (const [over, short, says] of rows) {
    const report = sampleReport({ exitCode: 3, summary: unseen, verdicts, ...over });
    const text = render(report);
    expect(text).toMatch(says);
    expect(text.includes('a-row'), text).toBe(!short);
    expect(render(report, { verbose: true })).toContain('a-row, b-row');
  }
  expect(render(sampleReport({ visits: [unreachable, spared] }))).toContain(
    '; 1 visit, 4 sign-ins',
  );
});

test('shows long addresses in short, tokens in one piece, code as it is spelled', () => {
  const token = 'eyJhbG…(312 characters)';
  const hop = { method: 'GET', status: 302, cookiesSent: [], cookiesSet: [], durationMs: 1 };
  const long = `https://login.example/docs-login?redirect=${'a'.repeat(8_000)}`;
  const visits = [
    sampleVisit({ title: 'redirect[] in the query', hops: [{ ...hop, url: `${long}#${token}` }] }),
    sampleVisit({
      title: 'come back',
      hops: [{ ...hop, url: 'https://a.example/', location: long }],
    }),
    ...Array.from({ length: 80 }, (_none, index) =>
      sampleVisit({
        hops: [{ ...hop, url: `https://a.example/${'b'.repeat(index)}#${token}`, location: token }],
      }),
    ),
  ];
  for (const columns of [40, 60, 80, 100]) {
    const text = render(sampleReport({ visits }), { verbose: true, columns });
    expect(text.split(token)).toHaveLength(1 + 1 + 2 * 80);
    expect(text).toMatch(/\n {2}redirect\[\] in the query\n[^]*\n {2}Come back\n/);
    const [first = ''] = text.split('Come back');
    expect(first.replace(/\s+/g, ' ')).toMatch(/https:.*…7,\d{3} characters left out…/);
    expect(first.split('\n').length).toBeLessThan(35);
  }
});

test('shows one journey where both witnesses saw the same, two where not', () => {
  expect(render(sampleReport())).toContain('over plain HTTP and in a browser');
  const other = sampleVisit({
    driver: 'browser',
    reached: 'status',
    stopped: 'It answered 500.',
    hops: [],
  });
  const text = render(sampleReport({ visits: [sampleVisit(), other] }));
  expect(text).toContain('deep-link, over plain HTTP, 31 ms');
  expect(text).toContain('deep-link, in a browser, 31 ms');
  expect(text).toContain('– It answered 500.');
});

test('never lets a target paint on the terminal', () => {
  const evil = '\x1b[2J\x9b31m\u202Eabc\x07\r\nsecond';
  const report = sampleReport({
    remarks: [evil],
    verdicts: (['fail', 'warn', 'note', 'not-reached', 'error'] as const).map((outcome) =>
      sampleVerdict({
        id: outcome,
        outcome,
        expected: evil,
        actual: evil,
        title: evil,
        why: evil,
        fix: evil,
      }),
    ),
    visits: [
      sampleVisit({
        stopped: evil,
        title: evil,
        hops: [
          {
            method: 'GET',
            url: `https://a.example/${evil}`,
            status: 302,
            location: evil,
            cookiesSent: [],
            cookiesSet: [evil],
            durationMs: 1,
            blocked: evil,
          },
        ],
      }),
    ],
  });
  for (const verbose of [false, true]) {
    expect(render(report, { verbose }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
  }
});
