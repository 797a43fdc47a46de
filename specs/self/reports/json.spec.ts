import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { browserReasonOf } from '../../../protocol/http/cors/reasons.js';
import type { CorsReason } from '../../../protocol/http/cors/reasons.js';
import type { Verdict } from '../../../protocol/verdict.js';
import { json } from '../../../reports/json.js';
import { fullReport, sampleToken } from './full-report.js';
import { sampleCalls, sampleReport, sampleVerdict, sampleVisit } from '../harness/sample-report.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../reports/report.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const view = { columns: 80, colour: false, verbose: false };
const validate = new Ajv2020({
  strict: true,
  allErrors: true,
  formats: { uri: (text: string) => URL.canParse(text) },
}).compile(schema);

test('a report fits its published schema', () => {
  const rows = [
    sampleReport(),
    sampleReport({ verdicts: [], visits: [], remarks: [], remarkCauses: [], exitCode: 3 }),
    sampleReport({
      remarks: ['Not in a browser. It broke.'],
      remarkCauses: [{ code: 'browser-failed', tells: ['It broke.'] }],
    }),
    sampleReport({ visits: [sampleVisit({ reached: 'unreachable', hops: [] })] }),
    fullReport(),
    sampleReport({
      summary: { ...sampleReport().summary, leftOut: 60 },
      required: {
        rows: ['token-signature', 'redirect-exact'],
        notJudged: [
          {
            id: 'redirect-exact',
            outcome: 'not-reached',
            reason: 'Nobody came. It answered 500.',
            because: 'It answered 500.',
          },
          { id: 'token-signature', outcome: 'not-applicable', reason: 'No key.', wants: 'key' },
        ],
      },
    }),
    sampleReport({
      verdicts: [
        sampleVerdict({
          id: 'a-b',
          outcome: 'pass',
          source: { document: 'RFC 7519' },
          drivers: { http: 'pass' },
        }),
      ],
    }),
  ];
  for (const report of rows) {
    const text = json.render(report, view);
    validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
    expect(JSON.parse(text)).toEqual(report);
    expect(text.endsWith('}\n')).toBe(true);
  }
});

const withAddress = (address: string): Verdict =>
  sampleVerdict({ id: 'x', outcome: 'pass', source: { document: 'RFC 7519', address } });

test('the schema knows every reason of CORS, and refuses what is not in the model', () => {
  const report = sampleReport();
  const [call] = sampleCalls;
  for (const reason of Object.keys(browserReasonOf) as readonly CorsReason[]) {
    const calls = sampleCalls.map((one) => ({ ...one, reason }));
    expect(validate(sampleReport({ visits: [sampleVisit({ calls })] })), reason).toBe(true);
  }
  const rows: readonly object[] = [
    {},
    { ...report, extra: 1 },
    { ...report, schema: 2 },
    { ...report, exitCode: 4 },
    { ...report, target: { ...report.target, password: 'x' } },
    { ...report, summary: { ...report.summary, pass: -1 } },
    { ...report, startedAt: 'today' },
    { ...report, required: { rows: ['x'] } },
    { ...report, required: { rows: ['x'], notJudged: [{ id: 'x', outcome: 'pass', reason: '' }] } },
    { ...report, editions: [] },
    { ...report, verdicts: [{ ...report.verdicts[0], outcome: 'skipped' }] },
    { ...report, verdicts: [{ ...report.verdicts[0], token: 'x' }] },
    { ...report, verdicts: [withAddress('section 4')] },
    { ...report, visits: [{ ...report.visits[0], reached: 'elsewhere' }] },
    { ...report, visits: [{ ...report.visits[0], hops: [{ method: 'GET' }] }] },
    { ...report, visits: [{ ...report.visits[0], calls: [{ ...call, role: 'logout' }] }] },
    { ...report, visits: [{ ...report.visits[0], calls: [{ ...call, reason: 'cors' }] }] },
    { ...report, visits: [{ ...report.visits[0], calls: [{ ...call, response: 'x' }] }] },
    { ...report, visits: [{ ...report.visits[0], token: { ...sampleToken, text: 'x' } }] },
    { ...report, visits: [{ ...report.visits[0], token: { ...sampleToken, arrivedAt: 'now' } }] },
  ];
  for (const row of rows) expect(validate(row), JSON.stringify(row).slice(0, 80)).toBe(false);
});

test('every object of the schema is closed', () => {
  const open: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const node = value as Record<string, unknown>;
    // The top is one of two objects, each of which is closed.
    const isOpen = node['additionalProperties'] !== false && node['if'] === undefined;
    if (node['type'] === 'object' && isOpen) open.push(path);
    for (const [key, inner] of Object.entries(node)) walk(inner, `${path}/${key}`);
  };
  walk(schema, '');
  expect(open).toEqual([]);
});

test('masks a token that slipped into a sentence', () => {
  const token = `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.eyJzdWIiOiJhbm4ifQ.${'A'.repeat(86)}`;
  const report = sampleReport({
    verdicts: [sampleVerdict({ id: 'x', outcome: 'fail', actual: `It was ${token}.` })],
  });
  expect(json.render(report, view)).not.toContain(token.slice(20));
});
