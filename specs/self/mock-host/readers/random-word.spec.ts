import { expect, test } from '@playwright/test';

import { randomWord } from '../../../../mock-host/readers/random-word.js';

test('words hold as many octets as they should, and no octets are in two of them', () => {
  // More than one draw, and draws that end in the middle of a word.
  const words = Array.from({ length: 3_000 }, (_none, index) =>
    randomWord([9, 12, 32][index % 3] ?? 9),
  );
  expect(words.slice(0, 3).map((word) => word.length)).toEqual([12, 16, 43]);
  expect(new Set(words.map((word) => word.slice(0, 12))).size).toBe(words.length);
  const octets = Buffer.concat(words.map((word) => Buffer.from(word, 'base64url')));
  expect(octets).toHaveLength(53_000);
  // A pool that ran out, or was wiped before it was read, would give zeros in a row.
  expect(octets.includes(Buffer.alloc(8))).toBe(false);
});
