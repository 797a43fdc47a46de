import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { openFaultyTargets } from '../../../fixtures/targets/faulty-targets.js';
import type { FaultyTargets } from '../../../fixtures/targets/faulty-targets.js';
import { createCertificate } from '../../../mock-host/server/certificate.js';
import type { Report } from '../../../protocol/report.js';
import { argv, collectedIo } from '../harness/collected-io.js';

let targets: FaultyTargets;

test.beforeAll(async () => {
  const { key, cert } = await createCertificate(['127.0.0.1']);
  targets = await openFaultyTargets({ key: key.reveal(), cert });
});
test.afterAll(() => targets.close());

const signIn = [
  '--sign-in',
  'form',
  '--username',
  'ann@example.com',
  '--password',
  'hunter2-hunter2',
];

/** A check, its report and all that was written. */
async function judged(
  url: string,
  more: readonly string[],
  seconds = 0.5,
): Promise<{ readonly code: number; readonly report: Report; readonly err: string }> {
  const io = collectedIo({ env: { DOCS_HANDSHAKE_TIMEOUT: String(seconds) } });
  const words = ['check', url, '--report', 'json', '--report', 'terminal', ...more];
  const code = await main(argv(...words), io);
  expect(io.err(), url).not.toMatch(/\n\s+at \S+:\d+|node:internal|hunter2/);
  return { code, report: JSON.parse(io.out()) as Report, err: io.err() };
}

interface Row {
  /** A key of `FaultyTargets`, or an origin. */
  readonly at: string;
  readonly path?: string;
  readonly more?: readonly string[];
  readonly code: 1 | 3;
  readonly says: RegExp;
  /** Rows that the target shows all the same, with their outcomes. */
  readonly shows?: { readonly [driver in 'http' | 'browser']?: readonly string[] };
  /** What a browser says instead; `skip` where it sees nothing else than the HTTP driver. */
  readonly browser?: RegExp | 'skip';
}

/** A page was shown; nothing that a browser loaded held a key. */
const page = { http: ['referrer-safe pass'], browser: ['key-not-in-browser pass'] };
/** A sign-in page was shown, so that is a closed door. */
const door = {
  http: [
    'redirect-not-reflected pass',
    'referrer-safe pass',
    'frames-refused warn',
    'password-not-prefilled pass',
    'sign-in-required pass',
  ],
};
/** And a form was sent to it. */
const tried = {
  http: [...door.http, 'status-drops-credentials pass', 'sign-in-asks-for-proof pass'],
  browser: [
    'redirect-not-reflected pass',
    'redirect-script-safe pass',
    'status-drops-credentials pass',
    'key-not-in-browser pass',
    'sign-in-required pass',
    'sign-in-asks-for-proof pass',
    'password-not-prefilled pass',
  ],
};

const rows: readonly Row[] = [
  { at: 'closed', code: 3, says: /refuses connections; .*correct the login URL/ },
  {
    at: 'http://nowhere.invalid',
    code: 3,
    says: /nowhere\.invalid (?:does not resolve|could not be looked up).*login URL/,
  },
  { at: 'selfSigned', code: 3, says: /certificate .* is not trusted.*--ca <file\.pem>/ },
  {
    at: 'tls-on-plain',
    code: 3,
    browser: 'skip',
    says: /does not speak TLS; use http:\/\/ in the login URL|TLS handshake/,
  },
  { at: 'plain-on-tls', code: 3, browser: 'skip', says: /check the scheme|use https/ },
  { at: 'silent', code: 3, says: /did not answer within 1 s/ },
  { at: 'garbage', code: 3, says: /not HTTP; correct the scheme, host and port/ },
  {
    at: 'hangUp',
    code: 3,
    browser: 'skip',
    says: /closed the connection without an answer; check the scheme/,
  },
  { at: 'origin', path: '/loop', code: 1, says: /redirects .*let it end/ },
  {
    at: 'origin',
    path: '/long-way',
    code: 1,
    browser: 'skip',
    says: /redirects more than 20 times/,
  },
  {
    at: 'origin',
    path: '/big-body',
    // Ten megabytes for each visit: a few rows will do.
    more: ['--sign-in', 'none', '--only', 'callback-reached,callback-origin,token-signature'],
    code: 1,
    says: /leads nowhere/,
  },
  {
    at: 'origin',
    path: '/endless-body',
    code: 3,
    says: /did not (?:finish its )?answer within 1 s/,
  },
  {
    at: 'origin',
    path: '/big-header',
    more: ['--sign-in', 'none'],
    code: 1,
    browser: 'skip',
    shows: page,
    says: /Much header.*leads nowhere/,
  },
  { at: 'origin', path: '/huge-header', code: 3, says: /header section above 256 KiB/ },
  {
    at: 'origin',
    path: '/no-form',
    more: signIn,
    code: 3,
    shows: page,
    says: /without a sign-in form; .*--sign-in <file\.ts>/,
  },
  {
    at: 'origin',
    path: '/script-form',
    more: signIn,
    code: 3,
    browser: /without a sign-in form/,
    shows: page,
    says: /only a browser runs; use --driver browser/,
  },
  {
    at: 'origin',
    path: '/form',
    more: signIn,
    code: 3,
    shows: tried,
    says: /showed the sign-in form again and said “Wrong password\.”; check --username and --password/,
  },
  {
    // Two characters cannot be found in what a page says, so nothing of that is repeated.
    at: 'origin',
    path: '/form',
    more: [...signIn.slice(0, -1), 'ab'],
    code: 3,
    shows: tried,
    says: /showed the sign-in form again; check --username and --password/,
  },
  {
    at: 'origin',
    path: '/form',
    code: 3,
    browser: 'skip',
    shows: door,
    says: /give --sign-in form with --username and --password/,
  },
  {
    at: 'origin',
    path: '/form',
    more: ['--sign-in', 'none'],
    code: 1,
    browser: 'skip',
    shows: { http: door.http.slice(0, 4) },
    says: /--sign-in none says that it would not/,
  },
  {
    at: 'origin',
    path: '/get-form',
    more: signIn,
    code: 3,
    browser: 'skip',
    shows: door,
    says: /password into the URL.*method="post"/,
  },
  {
    at: 'origin',
    path: '/foreign-form',
    more: signIn,
    code: 3,
    browser: 'skip',
    shows: door,
    says: /--sign-in-origin https:\/\/idp\.example/,
  },
  { at: 'origin', path: '/broken', code: 1, browser: 'skip', says: /answered 500/ },
  { at: 'origin', path: '/missing', code: 1, browser: 'skip', says: /answered 404/ },
  { at: 'origin', path: '/no-location', code: 1, browser: 'skip', says: /without a Location/ },
  { at: 'origin', path: '/bad-location', code: 1, browser: 'skip', says: /Location/ },
];

function urlOf({ at, path = '/' }: Row): string {
  const named: Readonly<Record<string, string>> = {
    'tls-on-plain': targets.origin.replace('http', 'https'),
    'plain-on-tls': targets.selfSigned.replace('https', 'http'),
  };
  const known = named[at] ?? (targets as unknown as Record<string, string | undefined>)[at] ?? at;
  return `${known}${path}`;
}

for (const driver of ['http', 'browser'] as const) {
  test(`a broken target over ${driver}: one sentence, the right exit code, nothing made up`, async () => {
    test.slow();
    for (const row of rows) {
      if (driver === 'browser' && row.browser === 'skip') continue;
      const name = `${driver} ${row.at}${row.path ?? ''} ${row.more?.[1] ?? ''}`;
      const { code, report, err } = await judged(
        urlOf(row),
        ['--driver', driver, ...(row.more ?? [])],
        row.path === '/big-body' ? 10 : 0.5,
      );
      const said = report.visits.map(({ stopped }) => stopped).join('\n');
      expect.soft(code, name).toBe(row.code);
      expect
        .soft(said, name)
        .toMatch(driver === 'browser' && row.browser instanceof RegExp ? row.browser : row.says);
      expect.soft(err.replace(/\s+/g, ' '), name).toContain(`Exit code ${row.code}`);
      const judgedRows = report.verdicts.filter(({ outcome }) =>
        ['pass', 'fail', 'warn', 'note', 'error'].includes(outcome),
      );
      const observed = [
        ...(row.code === 1 ? ['callback-reached fail'] : []),
        ...(row.shows?.[driver] ?? []),
      ];
      expect
        .soft(judgedRows.map(({ id, outcome }) => `${id} ${outcome}`).toSorted(), name)
        .toEqual(observed.toSorted());
    }
  });
}
