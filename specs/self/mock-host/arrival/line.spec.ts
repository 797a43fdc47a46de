import { setImmediate as turn } from 'node:timers/promises';

import { expect, test } from '@playwright/test';

import { openLine } from '../../../../mock-host/arrival/line.js';
import { callback, get, hand } from '../../harness/mock-host-client.js';
import { authentication, play } from '../../harness/mock-host-setup.js';

test('work in a line is done in order, some at a time, and a failure holds nobody up', async () => {
  const line = openLine(2);
  const done: number[] = [];
  let [busy, most] = [0, 0];
  const work = (index: number) => async (): Promise<number> => {
    busy += 1;
    most = Math.max(most, busy);
    await turn();
    busy -= 1;
    done.push(index);
    if (index % 5 === 0) throw new Error(String(index));
    return index;
  };
  const all = await Promise.allSettled(
    Array.from({ length: 20 }, (_none, index) => line.wait(work(index))),
  );
  expect(done).toEqual(Array.from({ length: 20 }, (_none, index) => index));
  expect(most).toBe(2);
  expect(all.map(({ status }) => status === 'fulfilled')).toEqual(
    done.map((index) => index % 5 > 0),
  );
});

test('a page is answered between the tokens that wait', async () => {
  const played = await play(authentication);
  const forged = `${played.mint({ content: { text: 'x'.repeat(9_000) } }).slice(0, -20)}${'A'.repeat(20)}`;
  await hand(played, forged);
  let refused = 0;
  let page: Promise<number> | undefined;
  await Promise.all(
    Array.from({ length: 200 }, async () => {
      expect((await hand(played, forged, callback)).status).toBe(403);
      refused += 1;
      // All the others are on their way when the page is asked for.
      if (refused === 5) page = get(played, '/public').then(() => refused);
    }),
  );
  expect(await page).toBeLessThan(100);
  await played.host.close();
});
