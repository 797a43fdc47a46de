import { expect, test } from '@playwright/test';
import { seal } from '../../../protocol/secrecy/sealed.js';
import type { Reading } from '../../../protocol/requirement.js';
import type { ReportToken } from '../../../protocol/report.js';
import { tokenOf } from '../../../protocol/secrecy/shown-token.js';

/** What is shown of a token with these claims. */
function shown(claims: object, header: object = { alg: 'EdDSA' }): ReportToken {
  const reading = {
    token: { text: seal('x'.repeat(300)), header, claims, signature: { state: 'verified' } },
    arrival: { ours: 1_795_233_602 },
  };
  const { token } = tokenOf(reading as unknown as Reading);
  if (token === undefined) throw new Error('There is a token.');
  return token;
}

test('a token is decoded, and of a reader’s own texts only the length is kept', () => {
  const rows: readonly (readonly [claim: string, value: unknown, text: string])[] = [
    ['exp', 1_795_233_611, '1795233611'],
    ['expiresAt', '2026-11-21', '"2026-11-21"'],
    ['host', 'docs.example', '"docs.example"'],
    ['groups', ['admin', 7], '["admin", 7]'],
    ['email', 'ann@example.com', '…(15 characters)'],
    ['content', { firstName: 'Ann', age: 7 }, '{"firstName": …(3 characters), "age": 7}'],
    ['apiPlaygroundInputs', { header: { key: 'k' } }, '{"header": {"key": …(1 characters)}}'],
    ['a', { b: { c: { d: { e: 7 } } } }, '{"b": {"c": {"d": {"e": 7}}}}'],
    ['a', { b: { c: { d: { e: {} } } } }, '{"b": {"c": {"d": {"e": …}}}}'],
    ['nothing', null, 'null'],
    ['host', 'x'.repeat(1_000), `"${'x'.repeat(399)}…`],
  ];
  for (const [claim, value, text] of rows) {
    expect.soft(shown({ [claim]: value }).claims, claim).toEqual([{ name: claim, value: text }]);
  }
  expect(shown({})).toEqual({
    characters: 300,
    arrivedAt: '2026-11-21T04:00:02.000Z',
    header: [{ name: 'alg', value: '"EdDSA"' }],
    claims: [],
    signature: 'verified',
  });
});

test('a token filled to the brim is cut', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_none, at) => [`c${at}`, at]));
  expect(shown(many).claims).toHaveLength(40);
  const [member] = shown({ groups: Array.from({ length: 500 }, () => 'g') }).claims;
  expect(member?.value).toMatch(/^\["g"(?:, "g"){19}, …\]$/);
});

test('no token, nothing shown', () => {
  expect(tokenOf({} as Reading)).toEqual({});
});
