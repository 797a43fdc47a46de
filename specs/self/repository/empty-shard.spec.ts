import { expect, test } from '@playwright/test';
import { emptyShard } from '../../empty-shard.js';
import oneRun from '../../one-run.js';

test('only what is sharded can be an empty shard', () => {
  expect(emptyShard(null, 0)).toBeUndefined();
  expect(emptyShard({ current: 1, total: 2 }, 3)).toBeUndefined();
  expect(emptyShard({ current: 2, total: 2 }, 0)).toMatch(/^Shard 2 of 2 holds no test/);
});

test('a judgement has one shard', () => {
  expect(() => oneRun({ shard: null })).not.toThrow();
  expect(() => oneRun({ shard: { current: 1, total: 3 } })).not.toThrow();
  expect(() => oneRun({ shard: { current: 3, total: 3 } })).toThrow(/shard 3 of 3 holds no test/);
});
