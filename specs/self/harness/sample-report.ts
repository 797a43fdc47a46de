import type { Report, ReportCall, ReportVisit } from '../../../protocol/report.js';
import type { Verdict } from '../../../protocol/verdict.js';

const source = {
  document: 'JWT authentication',
  section: 'User data',
  from: '2026-03-10',
  address: 'https://docs.example/jwt#user-data',
} as const;

/** A verdict with everything in place; overridden by what a test is about. */
export function sampleVerdict(over: Partial<Verdict> & Pick<Verdict, 'id' | 'outcome'>): Verdict {
  return {
    level: 'must',
    title: 'The host claim equals the docs host name exactly.',
    why: 'The docs host refuses a token that was made for another site, so nobody gets in.',
    fix: 'Set host to the docs host name, without scheme, port or path.',
    source,
    visits: ['plain', 'deep-link'],
    drivers: { http: over.outcome, browser: over.outcome },
    ...over,
  };
}

const signInPage = {
  method: 'GET',
  url: 'https://login.example/docs-login?redirect=%2Fguides%2Fstart',
  status: 200,
  cookiesSent: [],
  cookiesSet: ['pre_session'],
  durationMs: 12,
} as const;

const handOver = {
  method: 'POST',
  url: 'https://login.example/docs-login',
  status: 303,
  location:
    'https://docs.example/login/jwt-callback?redirect=%2Fguides%2Fstart#eyJhbG…(312 characters)',
  cookiesSent: ['pre_session'],
  cookiesSet: ['session'],
  durationMs: 9,
} as const;

/** A visit that went well, as one driver saw it. */
export function sampleVisit(over: Partial<ReportVisit> = {}): ReportVisit {
  return {
    name: 'deep-link',
    title: 'A reader follows a deep link',
    driver: 'http',
    reached: 'callback',
    stopped: 'The visitor arrived at the docs with a token.',
    durationMs: 31,
    hops: [signInPage, handOver],
    ...over,
  };
}

const asked = { role: 'info', by: 'browser', fetch: 2, durationMs: 4 } as const;

/** What a docs host's server and its page asked: a token, and an Info API that lets the page read nothing. */
export const sampleCalls: readonly ReportCall[] = [
  {
    role: 'token',
    by: 'host',
    fetch: 1,
    method: 'POST',
    url: 'https://id.example/token',
    sent: [
      { name: 'Authorization', value: 'Basic …' },
      { name: 'Content-Type', value: 'application/x-www-form-urlencoded' },
    ],
    fields: [
      { name: 'grant_type', value: 'authorization_code' },
      { name: 'code', value: '…' },
    ],
    status: 200,
    got: [{ name: 'Cache-Control', value: 'no-store' }],
    body: { form: 'json', bytes: 1312, members: ['access_token', 'token_type'] },
    durationMs: 12,
  },
  {
    ...asked,
    role: 'preflight',
    method: 'OPTIONS',
    url: 'https://api.example/user',
    sent: [
      { name: 'Origin', value: 'https://docs.example' },
      { name: 'Access-Control-Request-Headers', value: 'authorization' },
    ],
    status: 204,
    got: [
      { name: 'Access-Control-Allow-Origin', value: 'https://docs.example/docs' },
      { name: 'Access-Control-Allow-Headers', value: 'authorization' },
    ],
    body: { form: 'empty', bytes: 0 },
    readable: false,
    reason: 'preflight-allow-origin-mismatch',
    refusal:
      'The browser does not make the request: in the answer to its preflight, Access-Control-Allow-Origin is https://docs.example/docs: set it to https://docs.example, letter by letter.',
    browserReason: 'PreflightAllowOriginMismatch',
  },
  {
    ...asked,
    role: 'session',
    fetch: 3,
    method: 'GET',
    url: 'https://login.example/api/session',
    sent: [],
    status: 200,
    got: [],
    body: { form: 'html', bytes: 2_097_152, truncated: true },
    readable: true,
  },
  {
    ...asked,
    fetch: 4,
    by: 'host',
    method: 'GET',
    url: 'https://docs.example/own',
    sent: [],
    fault: 'the connection was refused',
  },
];

const passed = ['callback-reached', 'callback-origin', 'token-compact', 'token-alg'];

/** A report with every outcome in it. */
export function sampleReport(over: Partial<Report> = {}): Report {
  return {
    schema: 1,
    tool: { name: 'docs-handshake', version: '0.1.0' },
    target: {
      loginUrl: 'https://login.example/docs-login',
      docsOrigin: 'https://docs.example',
      handshake: 'mintlify-authentication',
      edition: '2026-03',
      driver: 'both',
    },
    startedAt: '2026-11-21T04:00:00.000Z',
    durationMs: 4321,
    exitCode: 1,
    remarks: ['Only the rows of --only were judged.'],
    remarkCauses: [{ code: 'rows-left-out' }],
    signIns: 4,
    summary: {
      conforms: false,
      pass: 4,
      fail: 2,
      warn: 1,
      note: 1,
      notReached: 2,
      notApplicable: 1,
      error: 1,
    },
    editions: [
      { id: '2025-02', conforms: false, fail: ['handoff-not-blocked'] },
      { id: '2026-03', conforms: false, fail: ['user-host', 'handoff-not-blocked'] },
    ],
    verdicts: [
      ...passed.map((id) => sampleVerdict({ id, outcome: 'pass' })),
      sampleVerdict({
        id: 'user-host',
        outcome: 'fail',
        expected: 'host is "docs.example".',
        actual: 'The token has no host.',
      }),
      sampleVerdict({
        id: 'handoff-not-blocked',
        outcome: 'fail',
        expected: 'The form-action of the sign-in page allows https://docs.example.',
        actual: "The browser did not follow the redirect: form-action 'self' blocks it.",
        drivers: { http: 'pass', browser: 'fail' },
      }),
      sampleVerdict({
        id: 'cache-no-store',
        level: 'should',
        outcome: 'warn',
        expected: 'Cache-Control: no-store on the response that carries the token.',
        actual: 'There is no Cache-Control.',
      }),
      sampleVerdict({
        id: 'token-size',
        level: 'info',
        outcome: 'note',
        actual: 'The callback URL has 2,311 characters; a known framework stops at 2,048.',
      }),
      sampleVerdict({ id: 'redirect-exact', outcome: 'not-reached', actual: 'It was dropped.' }),
      sampleVerdict({ id: 'redirect-absent', outcome: 'not-reached', actual: 'It was dropped.' }),
      sampleVerdict({
        id: 'users-kept-apart',
        outcome: 'not-applicable',
        actual: 'There is no second user: give --second-username.',
      }),
      sampleVerdict({ id: 'token-json', outcome: 'error', actual: 'The check itself broke.' }),
    ],
    visits: [sampleVisit(), sampleVisit({ driver: 'browser', durationMs: 240 })],
    notThrough: [],
    ...over,
  };
}
