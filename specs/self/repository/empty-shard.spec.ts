import { expect, test } from '@playwright/test';
import emptyShard, { sayThatThereIsATest } from '../../empty-shard.js';

test('only what is sharded can be an empty shard', () => {
  const env: Record<string, string | undefined> = {};
  expect(emptyShard({ shard: null }, undefined, env)).toBeUndefined();
  const empty = emptyShard({ shard: { current: 2, total: 2 } }, undefined, env);
  // The configuration is read where no test is run, too.
  sayThatThereIsATest(env);
  expect(empty).toThrow(/^Shard 2 of 2 holds no test/);
  const full = emptyShard({ shard: { current: 1, total: 2 } }, undefined, env);
  sayThatThereIsATest({ ...env, TEST_WORKER_INDEX: '0' });
  expect(full).not.toThrow();
});
