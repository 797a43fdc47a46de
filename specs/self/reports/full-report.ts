import type { Report, ReportToken } from '../../../protocol/report.js';
import { sampleCalls, sampleReport, sampleVisit } from '../harness/sample-report.js';

/** A decoded token as the model has it. */
export const sampleToken: ReportToken = {
  characters: 312,
  arrivedAt: '2026-11-21T04:00:02.000Z',
  header: [{ name: 'alg', value: '"EdDSA"' }],
  claims: [
    { name: 'host', value: '"docs.example"' },
    { name: 'exp', value: '1795233611' },
    { name: 'iat', value: '1e99' },
    { name: 'content', value: '{"firstName": …(3 characters)}' },
  ],
  signature: 'verified',
};

const callback =
  'https://docs.example/login/jwt-callback?redirect=%2Fguides%2Fstart#eyJhbG…(312 characters)';
const hop = { method: 'GET', cookiesSent: [], cookiesSet: [], durationMs: 1 } as const;
const provider = {
  ...hop,
  url: 'https://id.example/authorize?state=…',
  status: 302,
  location: '/next',
};

/** A report with everything that the model may hold: an identity provider, a token, a block, a visit that was spared. */
export function fullReport(): Report {
  const [first, last] = sampleVisit().hops;
  const hops = [first, provider, last].flatMap((each) => (each === undefined ? [] : [each]));
  const whole = sampleVisit({ callback, token: sampleToken, hops });
  const strangers = ['a', 'b', 'c'].map((name) => ({ ...hop, url: `https://${name}.example/` }));
  return sampleReport({
    target: { ...sampleReport().target, loginUrl: 'https://login.example/docs-login' },
    required: {
      rows: ['redirect-exact'],
      notJudged: [{ id: 'redirect-exact', outcome: 'not-reached', reason: 'It was dropped.' }],
    },
    visits: [
      whole,
      { ...whole, driver: 'browser', landing: 'accepted', hops: hops.slice(0, 2) },
      sampleVisit({
        name: 'calls',
        driver: 'browser',
        callback,
        landing: 'accepted',
        calls: sampleCalls,
      }),
      sampleVisit({ name: 'calls-alone', reached: 'page', hops: [], calls: sampleCalls }),
      sampleVisit({ name: 'plain', callback, token: { ...sampleToken, signature: 'failed' } }),
      sampleVisit({
        name: 'plain',
        driver: 'browser',
        callback,
        hops: [{ ...provider, blocked: "form-action 'self'" }],
      }),
      sampleVisit({ name: 'refused', driver: 'browser', callback, landing: 'refused: user-host' }),
      sampleVisit({ name: 'astray', reached: 'left', hops: strangers }),
      sampleVisit({ name: 'spared', reached: 'not-made', hops: [], because: 'It was refused.' }),
    ],
    notThrough: [
      { visit: 'spared', driver: 'http', cause: 'not-made', stopped: 'It was not made.' },
    ],
  });
}

/** Members whose values are words of the model itself: whatever a login flow does, they are these. */
const words = new Set(
  'outcome level driver reached cause signature startedAt role by form reason'.split(' '),
);

/**
 * A report with its texts replaced, so that nothing of what comes from outside is left out.
 *
 * @param text the new text, from the member's name and a count of all texts so far
 */
export function refilled(report: Report, text: (name: string, count: number) => string): Report {
  let count = 0;
  const fill = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return words.has(name) ? value : text(name, (count += 1));
    if (Array.isArray(value)) return value.map((each: unknown) => fill(each, name));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      name === 'drivers' ? each : fill(each, key),
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  return fill(report, '') as Report;
}
