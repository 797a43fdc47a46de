import { expect, test } from '@playwright/test';
import { meantField } from '../../../handshakes/shared/user/field-names.js';
import { freshness } from '../../../protocol/http/caching.js';
import { loadParser } from '../../../protocol/html/parser.js';
import { sourceLists } from '../../../protocol/http/content-security-policy.js';
import { framingOf } from '../../../protocol/http/framing.js';
import { policyInPage, policyOfFields } from '../../../protocol/http/referrer-policy.js';

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

test('a page has the last word on its referrer policy', async () => {
  await loadParser();
  const meta = (content: string, more = ''): string =>
    `<meta name="referrer" content="${content}"${more}>`;
  const rows: readonly (readonly [html: string, policy: string | undefined])[] = [
    [meta('unsafe-url'), 'unsafe-url'],
    ['<META CONTENT=Always NAME=Referrer>', 'unsafe-url'],
    [`<body><p>${meta('origin')}`, 'origin'],
    [`${meta('unsafe-url')}${meta('same-origin')}`, 'same-origin'],
    [`${meta('unsafe-url')}${meta('')}${meta('whatever')}`, 'unsafe-url'],
    [meta('never', ' id="x" /'), 'no-referrer'],
    ['<meta name="description" content="unsafe-url">', undefined],
    ['<meta data-name="referrer" content="unsafe-url">', undefined],
    [`<!-- ${meta('unsafe-url')} -->`, undefined],
    [`<noscript>${meta('unsafe-url')}</noscript>`, undefined],
    [`<script>const s = '${meta('unsafe-url')}';</script>`, undefined],
    ['', undefined],
  ];
  for (const [html, policy] of rows) expect.soft(policyInPage(html), html).toBe(policy);
  expect(policyOfFields(['unsafe-url, same-origin', 'unknown'])).toBe('same-origin');
});

test('a name is the slip of a field, or a word of its own', () => {
  const rows: Readonly<Record<string, string | undefined>> = {
    group: 'groups',
    Groups: 'groups',
    gruops: 'groups',
    grups: 'groups',
    gropus: 'groups',
    goups: 'groups',
    content_: 'content',
    contents: 'content',
    contnet: 'content',
    conten: 'content',
    expires_at: 'expiresAt',
    expiresat: 'expiresAt',
    expireAt: 'expiresAt',
    exipresAt: 'expiresAt',
    hosts: 'host',
    api_playground_input: 'apiPlaygroundInputs',
    roles: undefined,
    group_ids: undefined,
    userGroups: undefined,
    ground: undefined,
    context: undefined,
    consent: undefined,
    contest: undefined,
    contentType: undefined,
    contact: undefined,
    expiresIn: undefined,
    hotel: undefined,
    most: undefined,
  };
  for (const [name, field] of Object.entries(rows)) {
    expect.soft(meantField(name), name).toBe(field);
  }
});
