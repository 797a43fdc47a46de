import { expect, test } from '@playwright/test';

import { readAnswer, type PageAnswer } from '../../../../mock-host/session/answer.js';
import { askWords, isAskCode } from '../../../../mock-host/session/words.js';

/** What a page reads in an answer, whatever comes. */

const answer = (status: number, text: string, rest: Partial<PageAnswer> = {}): PageAnswer => ({
  status,
  text,
  octets: Buffer.byteLength(text),
  redirected: false,
  truncated: false,
  type: 'application/json',
  ...rest,
});

test('an answer names a user, nobody, or something with a code of its own', () => {
  const user = '{"groups":["admin"]}';
  const rows: readonly (readonly [PageAnswer, string])[] = [
    [answer(200, user), 'user'],
    [answer(201, user), 'user'],
    [answer(200, `\uFEFF${user}`), 'user'],
    [answer(200, user, { type: 'text/plain' }), 'user'],
    [answer(200, '{"name":"Ann"}'), 'user'],
    [answer(401, ''), 'stranger'],
    [answer(403, '<!doctype html>'), 'stranger'],
    [answer(404, user), 'other-status'],
    [answer(500, ''), 'other-status'],
    [answer(204, ''), 'no-body'],
    [answer(200, '  \n'), 'no-body'],
    [answer(200, '<!doctype html><p>Sign in</p>', { type: 'text/html' }), 'html-page'],
    [answer(200, '<!doctype html><p>Sign in</p>', { redirected: true }), 'redirected'],
    [answer(200, `[${user}]`), 'json-array'],
    [answer(200, 'null'), 'json-null'],
    [answer(200, '"ann"'), 'json-value'],
    [answer(200, '17'), 'json-value'],
    [answer(200, '{groups:[]}'), 'not-json'],
    [answer(200, 'name=ann'), 'not-json'],
    [answer(200, '{"a":"\u{FFFD}"}', { type: 'application/json; charset=latin1' }), 'not-utf-8'],
    [answer(200, '{"a":"', { truncated: true }), 'too-long'],
    [answer(200, `{"data":${user}}`), 'wrapped'],
    [answer(200, `{"ok":true,"result":${user}}`), 'wrapped'],
    [answer(200, `{"content":{},"data":${user}}`), 'user'],
  ];
  for (const [given, wanted] of rows) {
    const read = readAnswer(given);
    expect(read.is === 'other' ? read.code : read.is, given.text).toBe(wanted);
  }
});

test('what is odd about a user is said', () => {
  const remarks = (given: PageAnswer): readonly string[] => {
    const read = readAnswer(given);
    return read.is === 'user' ? read.remarks : ['no user'];
  };
  expect(remarks(answer(200, '{"groups":[]}'))).toEqual([]);
  expect(remarks(answer(200, '{}'))[0]).toContain('answer 401');
  expect(remarks(answer(200, '{"groups":[]}', { redirected: true }))[0]).toContain('redirect');
  expect(remarks(answer(200, '{"groups":[],"groups":["a"]}'))[0]).toMatch(/^The answer .*groups/);
});

test('each code has a sentence of what came and one of what to change', () => {
  expect(isAskCode('constructor')).toBe(false);
  expect(isAskCode(undefined)).toBe(false);
  const { sentence, fix } = askWords('html-page', { status: 200 });
  expect(sentence).toBe('The session API answered 200 with an HTML page.');
  expect(fix).toContain('401');
});
