import { expect, test } from '@playwright/test';
import { findBreakout, type Breakout } from '../../../protocol/html/breakout.js';

const start = '/start';
const mark = 'docs-handshake-canary';
const value = `${start}'"></script><${mark}>`;
const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
const brackets = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const json = JSON.stringify(value);

const rows: readonly (readonly [page: string, found: Breakout | undefined])[] = [
  ['<p>Nothing</p>', undefined],
  // Right in one way or another.
  [`<p>${html(value)}</p>`, undefined],
  [`<p>${brackets(value)}</p>`, undefined],
  [`<input value="${html(value)}">`, undefined],
  [`<input value='${html(value).replaceAll("'", '&#39;')}'>`, undefined],
  [`<input value="${brackets(value).replaceAll('"', '&#34;')}" required>`, undefined],
  [`<form action="?redirect=${encodeURIComponent(value)}"></form>`, undefined],
  [`<a href=?redirect=${encodeURIComponent(value)}>x</a>`, undefined],
  [`<textarea>${html(value)}</textarea><title>${html(value)}</title>`, undefined],
  [`<!-- ${brackets(value)} -->`, undefined],
  [`<script>const back = ${json.replaceAll('<', '\\u003c')};</script>`, undefined],
  [`<script>const back = ${json.replaceAll('</', '<\\/')};</script>`, undefined],
  [`<script>go('${html(value).replaceAll("'", '&#39;')}')</script>`, undefined],
  [`<script>go('a', '${value.replace("'", "\\'").replaceAll('<', '\\x3c')}')</script>`, undefined],
  [
    `<script type="application/json">{"a":"b","back":${json.replaceAll('<', '\\u003c')}}</script>`,
    undefined,
  ],
  [`<p title="cut off ${brackets(value).replaceAll('"', '')}`, undefined],
  // Wrong.
  [`<p>${value}</p>`, 'element'],
  [`<input value="${value}">`, 'element'],
  [`<script>const back = ${json};</script>`, 'element'],
  [`<input value="${brackets(value)}">`, 'attribute'],
  [`<input type=hidden value='${html(value)}'>`, 'attribute'],
  [`<a href="/x?from=${value.replace(/[<>]/g, '')}">x</a>`, 'attribute'],
  [`<script>const back = "${brackets(value)}";</script>`, 'script'],
  [`<script>go('${html(value)}')</script>`, 'script'],
  [`<script>go('https://docs.foo.com${brackets(value)}')</script>`, 'script'],
];

test('a text that stays where it was put is told from one that gets out', () => {
  for (const [page, found] of rows) expect.soft(findBreakout(page, start, mark), page).toBe(found);
});

test('a long page without an end is read in time', () => {
  const parts = ['<a b="', "<script>'", '<!--', '< ', '<a ', '"', "'"];
  for (const part of parts) {
    const begun = Date.now();
    findBreakout(`${part.repeat(100_000)}${mark}`, start, mark);
    expect.soft(Date.now() - begun, part).toBeLessThan(2_000);
  }
});
