import { expect, test } from '@playwright/test';

import { follow } from '../../../../mock-host/inspector/following.js';
import type { HostApi, HostState } from '../../../../mock-host/inspector/host-api.js';

test('an inspector that stays open keeps as many handshakes as a host, the latest', async () => {
  let cursor = 0;
  const api = {
    state: () => Promise.resolve({ clock: { nowMs: 0, offsetMs: 0 } } as HostState),
    handshakes: () => {
      cursor += 500;
      const ids = Array.from({ length: 500 }, (_none, at) => cursor - 499 + at);
      // The first one goes on all the time.
      const handshakes = [1, ...ids].map((id) => ({
        id,
        state: 'left' as const,
        faults: [],
        events: [],
      }));
      return Promise.resolve({ handshakes, cursor, orders: 0 });
    },
  } as unknown as HostApi;
  const following = follow(
    api,
    () => 0,
    () => undefined,
  );
  for (let round = 0; round < 6; round += 1) await following.wait();
  const ids = following.handshakes().map(({ id }) => id);
  expect(ids).toHaveLength(1_000);
  expect([ids[0], ids.at(-2), ids.at(-1)]).toEqual([3_000, 2_002, 1]);
});
