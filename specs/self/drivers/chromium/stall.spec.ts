import { expect, test } from '@playwright/test';
import { Endless, Stalled, watchForStall, within } from '../../../../drivers/chromium/stall.js';

test('what is answered in time is passed on, what is not is a stall', async () => {
  await expect(within(1_000, 'an answer', Promise.resolve(7))).resolves.toBe(7);
  await expect(within(1_000, 'an answer', Promise.reject(new Error('no')))).rejects.toThrow('no');
  const never = new Promise<never>(() => undefined);
  await expect(within(5, 'an answer', never)).rejects.toBeInstanceOf(Stalled);
});

test('a page in which nothing happens any more is a stall, one in which something does is not', async () => {
  const still = watchForStall(() => 0, 20, 60_000);
  await expect(still.stalled).rejects.toThrow('nothing happened in the page');
  still.dispose();

  const lively = watchForStall(() => Date.now(), 20, 60_000);
  const first = await Promise.race([
    lively.stalled.catch(() => 'stalled'),
    within(120, 'the page', new Promise<never>(() => undefined)).catch(() => 'still going on'),
  ]);
  lively.dispose();
  expect(first).toBe('still going on');
});

test('what goes on for too long is given up, however lively it is', async () => {
  const guard = watchForStall(() => Date.now(), 20, 50);
  await expect(guard.stalled).rejects.toBeInstanceOf(Endless);
  guard.dispose();
});
