import { expect, test } from '@playwright/test';

import { follow } from '../../../../mock-host/inspector/following.js';
import { openHostApi } from '../../../../mock-host/inspector/host-api.js';
import { judgeLocation } from '../../../../runner/report/recorded.js';
import { get, hand } from '../../harness/mock-host-client.js';
import { authentication, play } from '../../harness/mock-host-setup.js';

const rounds = 30;

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

test('eight open inspectors do not slow the docs, nor judge a handshake eight times', async () => {
  let judged = 0;
  const played = await play(authentication, {
    control: {
      port: 0,
      judgeLocation: (given) => {
        judged += 1;
        return judgeLocation(given);
      },
    },
  });
  const { host, mint } = played;
  const { control } = host;
  if (control === undefined) throw new Error('no control origin');
  /** Logins, and how long a page takes beside each, in milliseconds. */
  const visit = async (): Promise<number> => {
    const took: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const login = hand(played, mint());
      const began = performance.now();
      await (await get(played, '/')).text();
      took.push(performance.now() - began);
      expect((await login).status).toBe(200);
    }
    return median(took);
  };
  await visit();
  const alone = await visit();
  expect(judged, 'nobody looked, so nothing was judged').toBe(0);

  const over = new AbortController();
  const inspectors = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const api = openHostApi((path, init) => fetch(control.origin + path, init), control.token);
      const following = follow(api, Date.now, () => undefined);
      await following.load();
      return { api, following, judged: new Set<number>() };
    }),
  );
  const looking = inspectors.map(async ({ api, following, judged: mine }) => {
    while (!over.signal.aborted) {
      const { handshakes } = await following.wait();
      for (const { id, state } of handshakes) {
        if (state !== 'accepted' || mine.has(id)) continue;
        mine.add(id);
        await api.verdicts(id);
      }
    }
  });
  const watched = await visit();
  await expect
    .poll(() => inspectors.map((one) => one.judged.size), 'all of them saw all')
    .toEqual(inspectors.map(() => rounds));
  expect(judged, 'once for all of them').toBe(rounds);
  // The clients of this test take their share of the same thread.
  expect(watched - alone, 'what a page takes longer, in milliseconds').toBeLessThan(50);
  over.abort();
  await hand(played, mint());
  await Promise.all(looking);
  await host.close();
});
