import { expect, test } from '@playwright/test';
import { byBrowser, judgedBehind, reached } from '../harness/proxied-flow.js';
import type { Front } from '../harness/proxied-flow.js';

/** The sign-in page with a script that sends its form in place of the browser. */
const sentBy =
  (send: string) =>
  (html: string): string =>
    `${html}<script>document.querySelector('form').addEventListener('submit', async (event) => {
      event.preventDefault();
      const form = event.target, body = new URLSearchParams(new FormData(form));
      ${send}
    });</script>`;

const navigate = /submit the form as a navigation, or let the script assign location/;

interface Row {
  readonly name: string;
  readonly front: () => Front;
  /** The rows that are judged; `callback-reached` where absent. */
  readonly only?: readonly string[];
  readonly exitCode: 0 | 1 | 3;
  readonly http: string;
  readonly browser: string;
  readonly says: readonly RegExp[];
  readonly never?: RegExp;
}

/** Counts the passwords sent, and lets so many through. */
function throttled(most: number): Front {
  let seen = 0;
  return {
    guard: ({ method, url }) => {
      if (method !== 'POST' || (seen += 1) <= most) return undefined;
      return { status: 303, headers: { location: url ?? '/' } };
    },
  };
}

const rows: readonly Row[] = [
  {
    name: 'the form is sent with fetch, whose redirect CORS blocks',
    front: () => ({
      page: sentBy("await fetch(form.action, { method: 'POST', body }); location.reload();"),
    }),
    exitCode: 1,
    http: 'pass',
    browser: 'fail',
    says: [navigate, /which the browser blocked \(CORS\)/],
    never: /check --username|use --driver browser/,
  },
  {
    name: 'the same with XMLHttpRequest',
    front: () => ({
      page: sentBy(
        "const x = new XMLHttpRequest(); x.open('POST', form.action); x.setRequestHeader('X-Requested-With', 'x'); x.send(body);",
      ),
    }),
    exitCode: 1,
    http: 'pass',
    browser: 'fail',
    says: [navigate],
  },
  {
    name: 'the same in mode no-cors, which is no error and leads nobody on',
    front: () => ({
      page: sentBy("await fetch(form.action, { method: 'POST', mode: 'no-cors', body });"),
    }),
    exitCode: 1,
    http: 'pass',
    browser: 'fail',
    says: [navigate],
  },
  {
    name: 'a script that is redirected to the docs and goes there itself is right',
    front: () => ({
      page: sentBy(
        "await fetch(form.action, { method: 'POST', body }).catch(() => undefined); location.assign(location.href);",
      ),
    }),
    exitCode: 0,
    http: 'pass',
    browser: 'pass',
    says: [/The login flow conforms/],
  },
  {
    name: 'a session that only plain HTTP keeps',
    front: () => ({
      guard: (request) => (byBrowser(request) ? { ...request.headers, cookie: '' } : undefined),
    }),
    exitCode: 1,
    http: 'pass',
    browser: 'fail',
    says: [/Plain HTTP got in with the same name and password, before and afterwards\./],
    never: /check --username/,
  },
  {
    name: 'a throttle that the sign-in over HTTP used up',
    front: () => throttled(1),
    exitCode: 3,
    http: 'pass',
    browser: 'not-reached',
    says: [
      /is refused now, too/,
      /could not be judged in full/,
      /could not be judged in full: no must fell/,
    ],
    never: /check --username/,
  },
  ...[403, 429, 503].map((status): Row => ({
    name: `a bot check that answers ${status} to browsers alone`,
    front: () => ({ guard: (request) => (byBrowser(request) ? { status } : undefined) }),
    exitCode: 3,
    http: 'pass',
    browser: 'not-reached',
    says: [/could not be judged in full/, new RegExp(`answer was ${status}`)],
  })),
  {
    name: 'a header that only browsers send',
    front: () => ({
      guard: (request) =>
        request.method === 'POST' && !byBrowser(request) ? { status: 403 } : undefined,
    }),
    exitCode: 0,
    http: 'pass',
    browser: 'pass',
    says: [/the browser signed in once more for it/, /The login flow conforms/],
    never: /check --username|use --driver browser/,
  },
  {
    name: 'a page that sends browsers nowhere',
    front: () => ({
      guard: (request) =>
        byBrowser(request) && request.method === 'POST'
          ? { status: 200, body: '<h1>Welcome</h1>' }
          : undefined,
    }),
    exitCode: 1,
    http: 'pass',
    browser: 'fail',
    says: [/leads nowhere/, /before and afterwards/],
  },
  {
    name: 'neither gets in: the reason is that of the browser, which got further',
    front: () => ({ page: () => '<title>App</title><script>document.title = "Home";</script>' }),
    exitCode: 3,
    http: 'not-reached',
    browser: 'not-reached',
    says: [/without a sign-in form/],
    never: /use --driver browser/,
  },
  {
    name: 'the redirect behind the form is blocked by the policy of its page',
    front: () => ({ headers: { 'content-security-policy': "form-action 'self'" } }),
    only: ['callback-reached', 'handoff-not-blocked'],
    exitCode: 1,
    http: 'pass',
    browser: 'not-reached',
    says: [/see handoff-not-blocked/, /The browser blocked the redirect/, /1 failed/],
  },
  {
    name: 'the form is blocked by the policy of its page',
    front: () => ({ headers: { 'content-security-policy': 'form-action https://docs.foo.com' } }),
    only: ['callback-reached', 'handoff-not-blocked'],
    exitCode: 1,
    http: 'pass',
    browser: 'not-reached',
    says: [/did not send the sign-in form/, /1 failed/],
  },
];

for (const { name, front, only, exitCode, http, browser, says, never } of rows) {
  test(`in one driver only: ${name}`, async () => {
    test.setTimeout(120_000);
    const judged = await judgedBehind(front(), { only: only ?? ['callback-reached'] });
    expect(reached(judged), judged.text).toEqual({ exitCode, drivers: { http, browser } });
    for (const pattern of says) expect(judged.text).toMatch(pattern);
    if (never !== undefined) expect(judged.text).not.toMatch(never);
  });
}
