import { expect, test } from '@playwright/test';
import { findTokens } from '../../../protocol/jose/find-token.js';
import { compactProblems } from '../../../protocol/jose/token.js';
import { readJson } from '../../../protocol/json.js';
import { mask } from '../../../protocol/secrecy/masking.js';
import { readCallback } from '../../../protocol/url/callback.js';
import { parseUrl } from '../../../protocol/url/parse-url.js';

/** As long as a header section may be that browsers take. */
const length = 256 * 1024;

/** Pieces that begin like a token and then do not go on like one. */
const pieces = [
  '/eyAAAA',
  ' eyAAAA',
  '%20eyAAAA',
  '%2BeyAAAA',
  'eyJ',
  '.eyAA',
  'eyAAAA=',
  '/eyAAAA.BBBB',
  'eyJhbGciOiJub25lIn0.',
  '%2e%2e',
  '-----BEGIN A-----',
  'Bearer ',
  '?token',
  // More arguments than a call may have.
  '%2e',
  '"code":"',
  '"token":"\\',
];

const readers: readonly (readonly [name: string, read: (text: string) => unknown])[] = [
  ['callback', (text) => readCallback(`https://docs.foo.com/x#${text}`)],
  ['tokens', findTokens],
  ['masking', (text) => mask(text)],
  ['spelling', (text) => compactProblems(text)],
];

test('a text that a hostile flow makes long is read in time proportional to its length', () => {
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(length / piece.length));
    for (const [name, read] of readers) {
      const started = performance.now();
      read(text);
      // Time in proportion to the square of the length would be tens of seconds.
      expect(performance.now() - started, `${name}: ${piece}`).toBeLessThan(4_000);
    }
  }
});

test('deeply nested JSON is refused, not followed', () => {
  const depth = 100_000;
  const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  expect(readJson(nested).value).toBeUndefined();
  expect(readJson(`${'['.repeat(depth)}${']'.repeat(depth)}`).value).toBeUndefined();
});

test('a relative URL parses the same however often it is asked', () => {
  // URL.canParse with a base fails here on Node.js 20 after some thousand calls.
  const answers = new Set<string | undefined>();
  for (let round = 0; round < 30_000; round += 1) {
    answers.add(parseUrl(`//\u00e9${round % 2}.example`, 'https://docs.foo.com/')?.hostname);
  }
  expect([...answers]).toEqual(['xn--0-9fa.example', 'xn--1-9fa.example']);
});
