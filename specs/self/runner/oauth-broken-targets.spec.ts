import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { openFaultyEndpoints } from '../../../fixtures/targets/faulty-endpoints.js';
import { fallen, judgedCheck, oauthHandshakes, saidBy } from '../harness/oauth/judged-check.js';

const docsOrigin = 'https://docs.foo.com';

/** What the row of the endpoint says of a fault, by its name in `faulty-endpoints.ts`. */
type Sayings = Readonly<Record<string, RegExp>>;

/** A broken endpoint, as it ends. */
interface Ending {
  readonly code: 0 | 1 | 3;
  /** All that falls or is noted, in the order of the catalogue. */
  readonly falls: readonly string[];
  readonly says: Sayings;
}

/** No answer, or none that says anything of the endpoint: nothing fell, and there is no verdict. */
const silences: Ending = {
  code: 3,
  falls: [],
  says: {
    never: /gave no answer: .* did not answer within 1 s\.$/,
    'cut-off': /gave no whole answer: .* broke off in the middle of its answer\.$/,
    reset: /gave no answer: .* closed the connection without an answer\.$/,
    busy: /^The answer was 503: a rate limit, as it seems\.$/,
  },
};

const notText = /^The answer has no access_token that is a text\.$/;
const elsewhere =
  /^The answer is 302, a redirect.*; a token request is answered where it is sent\.$/;
const tokenEndings: readonly Ending[] = [
  silences,
  {
    code: 1,
    falls: ['token-endpoint-answers fail'],
    says: {
      html: /^The answer is 200 with an HTML page, not JSON\.$/,
      big: /^The answer is longer than 64 KiB\.$/,
      'big-page': /^The answer is longer than 64 KiB\.$/,
      redirect: elsewhere,
      loop: elsewhere,
      'to-script': elsewhere,
      utf16: /^The answer is not UTF-8 but utf-16le, and JSON is read as UTF-8 alone\.$/,
      latin1: /^The answer is not UTF-8 but iso-8859-1, and JSON is read as UTF-8 alone\.$/,
      'token-twice': /^The answer has the name "access_token" twice\.$/,
      'token-as-number': notText,
      'token-empty': notText,
      data: notText,
      'token-with-line-feed': /^access_token has a character that no token has/,
      'token-type-hostile': /^token_type is "<img src=x/,
      empty: /^The answer is 200 without a body\.$/,
      'no-content': /^The answer is 204 without a body\.$/,
      trace: /^The answer is 500 with a text that is not JSON\.$/,
      'trace-page': /^The answer is 500 with an HTML page, not JSON\.$/,
      array: /^The answer is 200 with an array of JSON, not an object\.$/,
      null: /^The answer is 200 with null of JSON, not an object\.$/,
      'error-hostile': /^The answer is 400 with error="<script>/,
    },
  },
  // RFC 6749 §5.1 only recommends the member, and nobody is kept out by it.
  {
    code: 0,
    falls: ['token-endpoint-answers note'],
    says: { 'expires-as-text': /^expires_in is not a number of seconds/ },
  },
];

const infoEndings: readonly Ending[] = [
  silences,
  {
    code: 1,
    falls: ['info-answers fail'],
    says: {
      redirect: /^The answer is 302, a redirect, as it seems to a login page\.$/,
      loop: /^The answer is 302, a redirect\.$/,
      'to-script': /^The answer is 302, a redirect\.$/,
      utf16: /^The answer is not UTF-8 but utf-16le, and JSON is read as UTF-8 alone\.$/,
      latin1: /^The answer is not UTF-8 but iso-8859-1, and JSON is read as UTF-8 alone\.$/,
      trace: /^The answer is 500\.$/,
      'error-hostile': /^The answer is 400\.$/,
    },
  },
  {
    code: 1,
    // Whoever asks without a token gets the same, and that is no 4xx.
    falls: ['info-answers fail', 'info-closed fail'],
    says: {
      html: /^The answer is 200 with an HTML page, not JSON\.$/,
      big: /^The answer is longer than 64 KiB\.$/,
      empty: /^The answer is 200 without a body, so it names nobody\.$/,
      'no-content': /^The answer is 204 without a body, so it names nobody\.$/,
      array: /^The answer is 200 with an array of JSON, not an object\.$/,
      null: /^The answer is 200 with null of JSON, not an object\.$/,
    },
  },
  {
    code: 1,
    falls: ['info-answers fail', 'user-known-fields warn'],
    says: { data: /^The User object stands inside "data", where it is not read\.$/ },
  },
  {
    code: 0,
    falls: ['info-answers note'],
    says: { 'groups-twice': /^The answer has the name "groups" twice\.$/ },
  },
];

const endpoints = [
  ['token', 'token-endpoint-answers', tokenEndings],
  ['info', 'info-answers', infoEndings],
] as const;
/** What a browser meets in its own way. */
const inBrowser: Readonly<Record<'token' | 'info', readonly string[]>> = {
  token: ['never', 'cut-off', 'reset', 'html', 'big', 'redirect', 'utf16', 'token-with-line-feed'],
  info: ['never', 'cut-off', 'reset', 'redirect', 'loop', 'big', 'no-content', 'data'],
};
/** The rows that a browser judges here. */
const few = ['oauth-callback-reached', 'token-endpoint-answers', 'info-answers'];

for (const id of oauthHandshakes) {
  for (const [endpoint, row, endings] of endpoints) {
    for (const driver of ['http', 'browser'] as const) {
      test(`${id}: what a broken ${endpoint} endpoint answers over ${driver} ends in its row, in one sentence, with the right exit code`, async () => {
        test.slow();
        const flow = await openReferenceFlow({ handshake: id, docsOrigin });
        const broken = await openFaultyEndpoints(flow.client ?? { tokenUrl: '', infoUrl: '' });
        const only = driver === 'http' ? [] : ['--only', few.join()];
        try {
          for (const { code, falls, says } of endings) {
            for (const [fault, words] of Object.entries(says)) {
              if (driver === 'browser' && !inBrowser[endpoint].includes(fault)) continue;
              const what = `${driver} ${endpoint}/${fault}`;
              const made = await judgedCheck(flow, docsOrigin, what, {
                [endpoint]: broken.at(endpoint, fault),
                more: ['--driver', driver, ...only],
              });
              const seen = (one: string): boolean =>
                driver === 'http' || few.includes(one.split(' ')[0] ?? '');
              expect.soft(made.code, what).toBe(code);
              expect.soft(saidBy(made.report, row), what).toMatch(words);
              expect.soft(fallen(made.report), what).toEqual(falls.filter(seen));
              expect.soft(made.report.summary.conforms, what).toBe(code === 0);
              const remarks = made.report.remarks.join();
              if (code === 3)
                expect.soft(remarks, what).toContain('whether they get in is not known');
            }
          }
        } finally {
          broken.close();
          await flow.close();
        }
      });
    }
  }
}
