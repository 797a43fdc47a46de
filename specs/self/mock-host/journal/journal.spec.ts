import { expect, test } from '@playwright/test';

import { openJournal } from '../../../../mock-host/journal/journal.js';
import { keptForMs, openSealedTokens } from '../../../../mock-host/journal/sealed-tokens.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';

/** What the journal keeps, and for how long. */

test('a visitor is away after 30 s, whatever the host’s clock shows', () => {
  let nowMs = 0;
  const journal = openJournal({ most: 10, mostOctets: 100_000 }, () => nowMs);
  const id = journal.leave({ leftAtMs: 5, page: '/a' });
  nowMs = 30_000;
  expect(journal.find(id)?.state).toBe('left');
  nowMs = 30_001;
  expect(journal.find(id)?.state).toBe('away');
  expect(journal.list(0, { states: ['away'] }, 10).handshakes).toHaveLength(1);
  expect(journal.arrive(id, { arrivedAtMs: 6, arrivedAt: '/cb' })).toBe(id);
  journal.settle(id, { state: 'accepted', sentence: 'In.' });
  expect(journal.find(id)?.state).toBe('accepted');
  expect(journal.arrive(id, { arrivedAtMs: 7, arrivedAt: '/cb' }), 'a reload is another').toBe(2);
  expect(journal.arrive(99, { arrivedAtMs: 8, arrivedAt: '/cb' })).toBe(3);
});

test('it is bounded in entries, octets and events, and shows no token in any text', () => {
  const journal = openJournal({ most: 3, mostOctets: 20_000 });
  const token = `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.${'a'.repeat(40)}.${'b'.repeat(86)}`;
  for (let index = 0; index < 5; index += 1) journal.leave({ leftAtMs: index });
  expect(journal.list(0, {}, 10).handshakes.map(({ id }) => id)).toEqual([3, 4, 5]);
  for (let index = 0; index < 100; index += 1) {
    journal.tell(5, { atMs: index, kind: 'fault', sentence: 'x'.repeat(10) });
  }
  const told = journal.find(5)?.events ?? [];
  expect([told.length, told.at(-1)?.atMs]).toEqual([40, 99]);
  journal.read(4, { header: { kid: token }, claims: { [token]: [token] }, masked: '…' });
  expect(JSON.stringify(journal.find(4))).not.toContain('b'.repeat(20));
  journal.read(3, { header: {}, claims: { text: 'あ'.repeat(12_000) }, masked: '…' });
  expect(journal.octets()).toBeLessThanOrEqual(20_000);
  expect(journal.find(3), 'larger than all of it').toBeUndefined();
});

test('tokens are gone after a minute, with a reset, and where there are too many', () => {
  const due: { readonly act: () => void; readonly ms: number; stopped: boolean }[] = [];
  const tokens = openSealedTokens(
    (act, ms) => {
      const one = { act, ms, stopped: false };
      due.push(one);
      return () => void (one.stopped = true);
    },
    { most: 2, mostOctets: 10_000 },
  );
  const ended: number[] = [];
  tokens.onEnd((id) => ended.push(id));
  const arrival = { location: seal('https://docs.example/#secret'), atMs: 0, keys: [] };
  for (const id of [1, 2, 3]) tokens.keep(id, arrival);
  expect([1, 2, 3].map((id) => tokens.find(id) !== undefined)).toEqual([false, true, true]);
  expect(due.map(({ ms, stopped }) => [ms, stopped])).toEqual([
    [keptForMs, true],
    [keptForMs, false],
    [keptForMs, false],
  ]);
  due[1]?.act();
  expect([tokens.find(2), ended]).toEqual([undefined, [2]]);
  tokens.clear();
  expect([tokens.find(3), tokens.octets(), due[2]?.stopped]).toEqual([undefined, 0, true]);
  tokens.keep(4, { ...arrival, location: seal('x'.repeat(20_000)) });
  expect(tokens.find(4)).toBeUndefined();
});
