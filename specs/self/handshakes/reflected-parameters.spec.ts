import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { seenParameters } from '../../../protocol/html/seen-parameters.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { felled, judgeMutant } from '../harness/mutant-proof.js';

const origin = 'https://login.foo.com';

function showing(text: string, sentTo: readonly string[] = []): Exchange {
  const hop = {
    method: 'GET',
    url: seal(`${origin}/docs-login?asked=1`),
    cause: 'start',
    credentials: false,
    status: 200,
    headers: [],
    sentAtMs: 0,
    receivedAtMs: 1,
    cookiesSent: [],
    cookiesSet: [],
    body: { bytes: text.length, truncated: false, text: seal(text) },
  } as const;
  return {
    visit: 'anonymous',
    driver: 'http',
    startedAtMs: 0,
    durationMs: 1,
    hops: [hop],
    navigations: [
      { url: hop.url, from: -1, cause: 'start', atMs: 0 },
      ...sentTo.map((url) => ({ url: seal(url), from: 0, cause: 'redirect', atMs: 1 }) as const),
    ],
    stop: { code: 'sign-in-page' },
    signIns: 0,
    secrets: [],
  };
}

/** A page, where the visit was sent, and the names that are the flow's own. */
const pages: readonly (readonly [page: string, sentTo: readonly string[], names: string[]])[] = [
  ['', [], []],
  ['<a href="/help?topic=a&amp;lang=de">', [], ['topic', 'lang']],
  [`<form action='?step=2' method="post">`, [], ['step']],
  ['<a href=/x?one=1>', [], ['one']],
  ['<button formaction="/y?two=2">', [], ['two']],
  ['<a href="https://elsewhere.foo.com/?utm=1">', [], []],
  ['<p>see /help?topic=a</p>', [], []],
  ['', [`${origin}/docs-login?failed=1#x`, 'https://docs.foo.com/?redirect=1'], ['failed']],
  ['<a href="/authorize?client_id=1&state=2&code=3&ui=4">', [], ['ui']],
  ['<a href="/?a%5Bb%5D=1&c%20d=1">', [], []],
  ['<a href="http://[">', ['http://['], []],
];

test('the parameters of a flow are those of its own URLs', () => {
  for (const [page, sentTo, names] of pages) {
    expect({ page, names: seenParameters([showing(page, sentTo)], origin) }).toEqual({
      page,
      names,
    });
  }
});

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Ways to put a parameter into a page that leave it in its place. */
const echoes: readonly (readonly [what: string, html: (value: string) => string])[] = [
  ['escaped text', (value) => `<p>${escaped(value)}</p>`],
  ['an escaped attribute', (value) => `<input type="hidden" name="m" value="${escaped(value)}">`],
  [
    'a URL, percent-encoded',
    (value) => `<a href="/x?error=${encodeURIComponent(value).replaceAll("'", '%27')}">x</a>`,
  ],
  [
    'JSON in a script',
    (value) =>
      `<script type="application/json">${JSON.stringify(value).replaceAll('<', String.raw`\u003c`)}</script>`,
  ],
  [
    'a script string',
    (value) =>
      `<script>const m = ${JSON.stringify(value).replaceAll('<', String.raw`\u003c`)};</script>`,
  ],
  ['a text area', (value) => `<textarea>${value.replaceAll('<', '&lt;')}</textarea>`],
  ['a fixed message', (value) => (value === '' ? '' : '<p>That did not work.</p>')],
];

for (const handshake of (await handshakes()).slice(0, 1)) {
  test('a parameter that stays in its place is no fault', async () => {
    for (const [what, html] of echoes) {
      const change = () => ({
        pageHtml: (_back: unknown, _tools: unknown, _session: unknown, query: string) =>
          html(new URLSearchParams(query).get('error') ?? ''),
      });
      const report = await judgeMutant(
        handshake,
        { name: 'echo', change },
        'http',
        'https://docs.foo.com',
        {
          only: ['redirect-not-reflected'],
        },
      );
      expect([what, felled(report)]).toEqual([what, []]);
    }
  });

  test('the finding names the parameter', async () => {
    const row = handshake.requirements.find(({ id }) => id === 'redirect-not-reflected');
    for (const [name, said] of [
      ['reflected-error-parameter', 'the parameter "error"'],
      ['reflected-own-parameter', 'the parameter "notice"'],
    ]) {
      const mutant = row?.brokenBy.find((each) => each.name === name);
      const report = await judgeMutant(handshake, mutant, 'http', 'https://docs.foo.com', {
        only: ['redirect-not-reflected'],
      });
      const verdict = report.verdicts.find(({ id }) => id === 'redirect-not-reflected');
      expect(verdict?.actual).toContain(said);
    }
  });
}
