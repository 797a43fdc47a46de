import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { openSignInLedger } from '../../../../runner/sign-ins/sign-in-ledger.js';
import type { EndSignIns, LedgerClock } from '../../../../runner/sign-ins/sign-in-ledger.js';
import { claim, holds } from '../../harness/property-run.js';

/** A clock that a test moves: nothing waits for real. */
function openClock(): LedgerClock & { readonly pass: (ms: number) => Promise<void> } {
  let nowMs = 0;
  const due = new Set<{ readonly atMs: number; readonly what: () => void }>();
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => nowMs,
    after: (ms, what) => {
      const one = { atMs: nowMs + ms, what };
      due.add(one);
      return () => due.delete(one);
    },
    pass: async (ms) => {
      const until = nowMs + ms;
      for (;;) {
        const [next] = [...due].toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > until) break;
        due.delete(next);
        nowMs = next.atMs;
        next.what();
        await settled();
      }
      nowMs = until;
      await settled();
    },
  };
}

const wish = { host: 'a.example', count: 1, most: 2, waits: () => undefined };

test('one too many waits until a minute after the end of the first, and is told for how long', async () => {
  const clock = openClock();
  const { enter } = openSignInLedger(clock);
  const ends = [await enter(wish), await enter(wish)];
  await clock.pass(5_000);
  ends[0]?.();
  await clock.pass(2_000);
  const said: (number | undefined)[] = [];
  let entered = false;
  void enter({ ...wish, waits: (ms) => said.push(ms) }).then(() => (entered = true));
  expect(said).toEqual([58_000]);
  await clock.pass(57_999);
  expect(entered).toBe(false);
  await clock.pass(1);
  expect(entered).toBe(true);
});

test('a visit that signed nobody in gives its place back; another host has its own', async () => {
  const clock = openClock();
  const { enter } = openSignInLedger(clock);
  const ends = [await enter(wish), await enter(wish)];
  await enter({ ...wish, host: 'b.example' });
  const third = enter(wish);
  ends[0]?.(0);
  (await third)();
  // What has no limit waits for nobody, and counts.
  await enter({ ...wish, host: 'b.example', most: Infinity });
  const said: (number | undefined)[] = [];
  const waiting = new AbortController();
  const { signal } = waiting;
  const late = enter({ ...wish, host: 'b.example', signal, waits: (ms) => said.push(ms) });
  expect(said, 'how long what is under way takes, nobody knows').toEqual([undefined]);
  waiting.abort(new Error('the time is up'));
  await expect(late).rejects.toThrow('the time is up');
});

test('who ends the waiting does not keep the others', async () => {
  const clock = openClock();
  const { enter } = openSignInLedger(clock);
  const end = await enter({ ...wish, most: 1 });
  const waiting = new AbortController();
  const first = enter({ ...wish, most: 1, signal: waiting.signal });
  const second = enter({ ...wish, most: 1 });
  waiting.abort(new Error('interrupted'));
  await expect(first).rejects.toThrow('interrupted');
  end(0);
  (await second)();
});

test('in no minute are more passwords sent than may be, and everybody has their turn', async () => {
  const asks = fc.record({
    most: fc.integer({ min: 1, max: 5 }),
    visits: fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 40_000 }),
        lastsMs: fc.integer({ min: 0, max: 90_000 }),
        // When within the visit the password is sent, as a share of it; or that it is not.
        sendsAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
  });
  await holds(
    asks,
    async ({ most, visits }) => {
      const clock = openClock();
      const { enter } = openSignInLedger(clock);
      const sent: number[] = [];
      const order: number[] = [];
      const made = visits.map(async ({ lastsMs, sendsAt }, at) => {
        const asked = visits.slice(0, at + 1).reduce((sum, { afterMs }) => sum + afterMs, 0);
        await new Promise<void>((resolve) => clock.after(asked, resolve));
        const end: EndSignIns = await enter({ ...wish, most });
        order.push(at);
        const begun = clock.now();
        await new Promise<void>((resolve) => clock.after(lastsMs, resolve));
        if (sendsAt !== undefined) sent.push(begun + lastsMs * sendsAt);
        end(sendsAt === undefined ? 0 : 1);
      });
      for (let passed = 0; passed < 60 && order.length < visits.length; passed += 1) {
        await clock.pass(60_000);
      }
      await clock.pass(120_000);
      await Promise.all(made);
      claim(order.join() === visits.map((_visit, at) => at).join(), 'who asks first goes first');
      for (const from of sent) {
        const within = sent.filter((at) => at >= from && at < from + 60_000).length;
        claim(within <= most, `${within} passwords in a minute, at most ${most}`);
      }
    },
    0.02,
  );
});
