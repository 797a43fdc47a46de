import { expect, test } from '@playwright/test';
import { sourceLists } from '../../protocol/content-security-policy.js';
import { framingOf } from '../../protocol/framing.js';
import { freshness } from '../../protocol/http-caching.js';

test('freshness is that of the browser and that of anybody', () => {
  const date = 'Sat, 01 Aug 2026 10:00:00 GMT';
  const later = 'Sat, 01 Aug 2026 10:00:30 GMT';
  const rows: readonly (readonly [
    control: string,
    expires: string | undefined,
    own: number | undefined,
    most: number | undefined,
  ])[] = [
    ['', undefined, undefined, undefined],
    ['max-age=60', undefined, 60, 60],
    ['s-maxage=0, max-age=60', undefined, 60, 60],
    ['s-maxage=60, max-age=0', undefined, 0, 60],
    ['private, s-maxage=60, max-age=0', undefined, 0, 0],
    ['private="Set-Cookie", s-maxage=60', undefined, undefined, 60],
    ['s-maxage=0', undefined, undefined, 0],
    ['s-maxage=0', later, 30, 30],
    ['max-age=0', later, 0, 0],
    ['max-age=soon', later, 30, 30],
    ['', '0', 0, 0],
    ['Max-Age="60"', undefined, 60, 60],
  ];
  for (const [control, expires, own, most] of rows) {
    const found = freshness(control, expires, date);
    expect.soft([found.own, found.most], `${control} ${expires ?? ''}`).toEqual([own, most]);
  }
});

test('every policy of a field has its own source list', () => {
  const rows: readonly (readonly [policies: string, lists: readonly string[]])[] = [
    ["form-action 'self'", ["'self'"]],
    ["form-action 'self' https://a.example, base-uri 'none'", ["'self' https://a.example"]],
    ["form-action https:,FORM-ACTION 'self'", ['https:', "'self'"]],
    ['form-action *; form-action', ['*']],
    ['form-action;', ['']],
    ["default-src 'none', ", []],
  ];
  for (const [policies, lists] of rows) {
    const found = sourceLists(policies, 'form-action').map((list) => list.join(' '));
    expect.soft(found, policies).toEqual(lists);
  }
});

test('a page is framed by nobody, by some, or by everybody', () => {
  const refused = { refused: true };
  const rows: readonly (readonly [
    policies: readonly string[],
    options: readonly string[],
    framing: ReturnType<typeof framingOf>,
  ])[] = [
    [[], [], { refused: false }],
    [["default-src 'self'"], [], { refused: false }],
    [["frame-ancestors 'none'"], [], refused],
    [['frame-ancestors'], [], refused],
    [["frame-ancestors 'self' https://*.foo.com"], ['ALLOWALL'], refused],
    [['frame-ancestors https://portal.foo.com:*'], [], refused],
    ...['*', 'https:', 'http: https:', 'https://*', 'http://*', '*:*', '*:443', 'HTTPS://*:*/'].map(
      (sources) =>
        [
          [`frame-ancestors ${sources}`],
          ['DENY'],
          { refused: false, open: `frame-ancestors ${sources}` },
        ] as const,
    ),
    [["default-src 'self'", "frame-ancestors 'none'"], [], refused],
    [['frame-ancestors *', "frame-ancestors 'none'"], [], refused],
    [["frame-ancestors *, frame-ancestors 'self'"], [], refused],
    [
      ["frame-ancestors *; frame-ancestors 'none'"],
      [],
      { refused: false, open: 'frame-ancestors *' },
    ],
    [[], ['DENY'], refused],
    [[], ['sameorigin'], refused],
    [[], ['DENY', 'DENY'], refused],
    [[], ['SAMEORIGIN, SAMEORIGIN'], refused],
    [[], ['DENY, SAMEORIGIN'], refused],
    [[], ['ALLOW-FROM https://a.example', 'SAMEORIGIN'], refused],
    [[], ['ALLOWALL'], { refused: false, open: 'X-Frame-Options: ALLOWALL' }],
    [
      [],
      ['ALLOW-FROM https://a.example'],
      { refused: false, open: 'X-Frame-Options: ALLOW-FROM https://a.example' },
    ],
  ];
  for (const [policies, options, framing] of rows) {
    expect
      .soft(framingOf(policies, options), `${policies.join()} ${options.join()}`)
      .toEqual(framing);
  }
});
