import { expect, test } from '@playwright/test';
import { byBrowser, judgedBehind, reached } from '../harness/proxied-flow.js';
import type { Front } from '../harness/proxied-flow.js';

/** Rows that see a sign-in over HTTP, and rows that see what comes after one. */
const signInRows = ['session-renewed', 'cookies-scoped', 'redirect-survives-sign-in'];
const sessionRows = [
  'callback-origin',
  'token-signature',
  'host-header-ignored',
  'status-not-cacheable',
  'cache-no-store',
  'location-single',
  'redirect-no-injection',
  'claims-from-session',
];

/** Sign-ins that only a page's script can make. */
const scripted: readonly (readonly [name: string, front: Front])[] = [
  [
    'the form is built by a script',
    {
      page: (html) =>
        html.replace(
          /<form[\s\S]*<\/form>/,
          (form) =>
            `<div id="app"></div><script>document.querySelector('#app').innerHTML = ${JSON.stringify(form)};</script>`,
        ),
    },
  ],
  [
    'the form is sent by a script that adds something to it',
    {
      page: (html) =>
        `${html}<script>document.querySelector('form').addEventListener('submit', () => { document.cookie = 'ran=yes'; });</script>`,
      guard: ({ method, headers }) =>
        method === 'POST' && !/\bran=yes/.test(headers.cookie ?? '') ? { status: 401 } : undefined,
    },
  ],
];

for (const [name, front] of scripted) {
  test(`where ${name}, plain HTTP judges with a session of the browser's`, async () => {
    test.setTimeout(180_000);
    const judged = await judgedBehind(front, { only: [...signInRows, ...sessionRows] });
    const { report, text } = judged;
    expect(reached(judged), text).toEqual({
      exitCode: 0,
      drivers: { http: 'pass', browser: 'pass' },
    });
    expect(text).toMatch(/the browser signed in once more for it/);
    expect(text).not.toMatch(/check --username|use --driver browser/);
    expect(report.visits.filter((visit) => visit.name === 'sign-in-for-http')).toHaveLength(1);

    const overHttp = (outcome: string): readonly string[] =>
      report.verdicts.filter(({ drivers }) => drivers.http === outcome).map(({ id }) => id);
    // What is about a sign-in over HTTP is not judged by a session that a browser made.
    expect(overHttp('not-reached').toSorted()).toEqual(signInRows.toSorted());
    expect(overHttp('pass')).toEqual(expect.arrayContaining(sessionRows));
  });
}

test('a session that is bound to what only a browser sends is no fall', async () => {
  test.setTimeout(120_000);
  const [[, front] = never()] = scripted;
  const bound: Front = {
    ...front,
    guard: (request) => (byBrowser(request) ? undefined : { ...request.headers, cookie: '' }),
  };
  const judged = await judgedBehind(bound);
  expect(reached(judged), judged.text).toEqual({
    exitCode: 0,
    drivers: { http: 'not-reached', browser: 'pass' },
  });
});

function never(): never {
  throw new Error('There is no sign-in.');
}
