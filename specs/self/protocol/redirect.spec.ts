import { expect, test } from '@playwright/test';

import { validateRedirect } from '../../../protocol/url/redirect.js';

const docs = 'https://docs.foo.com';

test('accepts what the published function accepts', () => {
  const rows: readonly (readonly [value: string, path: string])[] = [
    ['/', '/'],
    ['/quickstart', '/quickstart'],
    ['/quickstart?x=1&y=2', '/quickstart?x=1&y=2'],
    ['/quickstart#step-one', '/quickstart#step-one'],
    ['  /quickstart ', '/quickstart'],
    ['https://docs.foo.com/a?b#c', '/a?b#c'],
    ['HTTPS://DOCS.FOO.COM:443/a', '/a'],
    ['quickstart', '/quickstart'],
    ['evil.com', '/evil.com'],
    ['?x=1', '/?x=1'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a%20b', '/a%20b'],
    ['/a b', '/a%20b'],
    ['/a+b', '/a+b'],
    ['/größe', '/gr%C3%B6%C3%9Fe'],
    ['/a?u=https://other.example/', '/a?u=https://other.example/'],
    ['/a//b', '/a//b'],
    ['/@evil.example', '/@evil.example'],
  ];
  for (const [value, path] of rows) {
    expect(validateRedirect(value, docs), value).toEqual({ ok: true, path });
  }
});

test('refuses every way off the docs origin', () => {
  const rows: readonly string[] = [
    '',
    '   ',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e//evil.example',
    '/%2Fevil.example',
    '/%252Fevil.example',
    '/%25252Fevil.example',
    '%2F%2Fevil.example',
    '%5Cevil.example',
    '/%5Cevil.example',
    'https://evil.example/',
    'https://docs.foo.com@evil.example/',
    'https://user@docs.foo.com/a',
    'https://docs.foo.com:8443/a',
    'https://docs.foo.com.evil.example/',
    'http://docs.foo.com/a',
    'mailto:a@docs.foo.com',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'blob:https://docs.foo.com/x',
    'https%3A%2F%2Fevil.example',
    '/a\tb',
    '/a\u0000b',
    '/a%00b',
    '/a%0d%0ab',
    '/a%250ab',
    '/a\u0085b',
    '/100%',
    '/100%25',
    '/a?q=%25',
    '/a%zz',
    '/a%ff',
    'https://[',
  ];
  for (const value of rows) {
    expect(validateRedirect(value, docs).ok, JSON.stringify(value)).toBe(false);
  }
  expect(validateRedirect('/a', 'nonsense').ok).toBe(false);
});
