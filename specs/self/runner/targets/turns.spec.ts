import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { inTurns } from '../../../../runner/targets/turns.js';
import { claim, holds } from '../../harness/property-run.js';

/** Work that ends when it is told to. */
interface UnderWay {
  readonly at: number;
  readonly key: string;
  readonly end: () => void;
}

test('never more are under way than may be, never two of one key, and nobody waits without need', async () => {
  const runs = fc.record({
    keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }),
    atOnce: fc.integer({ min: 1, max: 5 }),
    ends: fc.infiniteStream(fc.nat()),
  });
  await holds(
    runs,
    async ({ keys, atOnce, ends }) => {
      const underWay: UnderWay[] = [];
      const begun: number[] = [];
      const work = ({
        at,
        key,
      }: {
        readonly at: number;
        readonly key: string;
      }): Promise<number> => {
        begun.push(at);
        return new Promise((resolve) => {
          underWay.push({ at, key, end: () => resolve(at * 10) });
        });
      };
      const items = keys.map((key, at) => ({ at, key }));
      const done = inTurns(items, { atOnce, keyOf: ({ key }) => key }, work);
      for (const _item of items) {
        claim(underWay.length <= atOnce, `${underWay.length} of ${atOnce} are under way`);
        const taken = underWay.map(({ key }) => key);
        claim(new Set(taken).size === taken.length, `${taken.join()} are of one key`);
        const free = items.filter(({ at, key }) => !begun.includes(at) && !taken.includes(key));
        claim(underWay.length === atOnce || free.length === 0, 'somebody waits without need');
        const next = ends.next().value ?? 0;
        underWay.splice(next % underWay.length, 1)[0]?.end();
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await done).toEqual(items.map(({ at }) => at * 10));
      claim(begun.length === items.length, 'each is done once');
    },
    0.1,
  );
});

test('nothing to do is done at once', async () => {
  expect(await inTurns([], { atOnce: 3, keyOf: String }, async () => 1)).toEqual([]);
});
