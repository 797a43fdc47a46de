import { expect, test } from '@playwright/test';
import { openChanges, Superseded } from '../../../../command/watch/changes.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a burst comes as one, and ends at once what it makes worthless', async () => {
  const changes = openChanges(() => 20);
  const signal = changes.signal();
  const next = changes.next(undefined);
  for (const path of ['/a', '/b', '/a', '/c']) changes.add(path);
  expect(signal.reason).toBeInstanceOf(Superseded);
  expect(await next).toEqual(['/a', '/b', '/c']);
  expect(changes.signal().aborted, 'what begins now is worth something').toBe(false);

  // What came while nobody was waiting is waited for, too, and only once.
  changes.add('/d');
  expect(changes.signal().aborted).toBe(true);
  expect(await changes.next(undefined)).toEqual(['/d']);
  const later = changes.next(undefined);
  expect(await Promise.race([later, pause(60)])).toBeUndefined();
  changes.add('/e');
  expect(await later).toEqual(['/e']);
});

test('a burst is over when it is quiet, and at the latest after twenty times as long', async () => {
  const changes = openChanges(() => 15);
  const from = performance.now();
  const restless = setInterval(() => changes.add('/log'), 5);
  try {
    expect(await changes.next(undefined)).toEqual(['/log']);
  } finally {
    clearInterval(restless);
  }
  const took = performance.now() - from;
  expect(took).toBeGreaterThan(15 * 15);
});

test('whoever ends it all ends the waiting', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const changes = openChanges(() => 5);
  const next = changes.next(stop.signal);
  stop.abort(reason);
  await expect(next).rejects.toBe(reason);
  await expect(changes.next(stop.signal)).rejects.toBe(reason);
});
