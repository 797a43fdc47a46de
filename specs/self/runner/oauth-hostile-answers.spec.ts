import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { callbackChange } from '../../../handshakes/shared/mutants.js';
import { fallen, judgedCheck, oauthHandshakes, saidBy } from '../harness/oauth/judged-check.js';

const docsOrigin = 'https://docs.foo.com';

const hostile =
  '<script>alert(1)</script><img src=x onerror=alert(1)>\u001b[31mred\u0007\u202Egpj.exe [x](javascript:alert(1)) | a | `';
const image = '<img src=x onerror=alert(1)>\u001b[31m';
const tokenLike = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJub2JvZHkifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ';

/** An error in the place of a code. */
const withError =
  (description: string, error: string = 'access_denied') =>
  (url: string): string => {
    const pairs = new URLSearchParams({ error, error_description: description });
    return url.replace(/code=[^&]*/, pairs.toString());
  };

/** What an authorization server sends to the redirect URI, and what its row says. */
type Answer = readonly [name: string, change: (url: string) => string, says: RegExp];

const back = 'The visitor was sent back to the docs with error=';
const rows: Readonly<Record<string, readonly Answer[]>> = {
  'oauth-callback-reached': [
    [
      'an error',
      withError(hostile),
      new RegExp(`^${back}"access_denied" \\("<script>.{1,60}\\)\\.$`),
    ],
    [
      'an error in the fragment',
      (url) => withError(hostile)(url).replace('?', '#'),
      new RegExp(`^${back}"access_denied" \\("<script>.{1,60}\\)\\.$`),
    ],
    ['5 kB', withError('much '.repeat(1_000)), new RegExp(`^${back}"access_denied" .{1,70}$`)],
    ['a token', withError(tokenLike), new RegExp(`^${back}"access_denied"`)],
    ['an error that is no word', withError('', image), new RegExp(`^${back}"<img src=x`)],
    ['neither', (url) => url.replace(/code=[^&]*&/, ''), /the redirect carries no code\.$/],
    ['no text', (url) => url.replace(/code=[^&]*/, 'code='), /the redirect carries no code\.$/],
    ['its own callback', (url) => url.replace(docsOrigin, ''), /oauth(?:-callback)? answered 404/],
    ['a script', () => 'javascript:alert(1)', /javascript:/],
  ],
  'oauth-response-query': [
    [
      'an error, too',
      (url) => `${url}&error=access_denied`,
      /^There is error="access_denied" beside/,
    ],
    ['two codes', (url) => `${url}&code=bm90LXRoZS1jb2Rl`, /^There are 2 codes\.$/],
  ],
  'oauth-state-echoed': [
    ['no state', (url) => url.replace(/&state=[^&]*/, ''), /^It did not come back\./],
  ],
};

for (const id of oauthHandshakes) {
  for (const driver of ['http', 'browser'] as const) {
    test(`${id}: a hostile answer of an authorization server over ${driver} ends in its row, in one sentence`, async () => {
      test.slow();
      const only = driver === 'http' ? [] : ['--only', Object.keys(rows).join()];
      const cases = Object.entries(rows).flatMap(([row, answers]) =>
        answers.map((answer) => [row, ...answer] as const),
      );
      for (const [row, name, change, says] of cases) {
        const mutant = { name: 'hostile', change: callbackChange(change) };
        const flow = await openReferenceFlow({ handshake: id, docsOrigin, mutant });
        try {
          const what = `${driver}: ${name}`;
          const more = ['--driver', driver, ...only];
          const { code, report, text } = await judgedCheck(flow, docsOrigin, what, { more });
          expect.soft(code, what).toBe(1);
          expect.soft(fallen(report), what).toEqual([`${row} fail`]);
          expect.soft(saidBy(report, row), what).toMatch(says);
          expect.soft(text.includes(tokenLike.slice(-26)), `${what}: a token`).toBe(false);
        } finally {
          await flow.close();
        }
      }
    });
  }
}
