import { expect, test } from '@playwright/test';

import { openEventLog } from '../../../../mock-host/event-log.js';
import { describeEvent } from '../../../../mock-host/mock-host.js';
import { openMemory, shares } from '../../../../mock-host/readers/memory.js';
import { entryOctets, openReplayCache } from '../../../../mock-host/readers/replay-cache.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';
import { openSessions, type DocsSession } from '../../../../mock-host/readers/sessions.js';
import { openShelf } from '../../../../mock-host/readers/shelf.js';
import type { KeptRefusal } from '../../../../mock-host/arrival/refusals.js';

/** What the host remembers is bounded in octets, whatever the tokens hold. */

const session = (endsAtMs: number, user = {}): DocsSession => ({
  user,
  groups: [],
  endsAtMs,
  replacesAnother: false,
  wayBack: [],
});

test('a store is bounded in entries and in octets; the oldest go first', () => {
  const few = openShelf<number>({ most: 3, mostOctets: 1_000_000 });
  for (const key of ['a', 'b', 'c', 'd']) few.put(key, 1);
  expect([few.size(), few.get('a'), few.get('b')]).toEqual([3, undefined, 1]);
  expect([few.drop('b'), few.drop('b'), few.size()]).toEqual([true, false, 2]);

  const small = openShelf<string>({ most: 1_000, mostOctets: 10_000 });
  for (let index = 0; index < 100; index += 1) {
    small.put(String(index), 'x'.repeat(1 + index * 20));
    expect(small.octets()).toBeLessThanOrEqual(10_000);
  }
  expect(small.get('99')).toHaveLength(1_981);
  expect(small.size()).toBeLessThan(6);
  small.put('too long', 'x'.repeat(10_000));
  expect(small.get('too long')).toBeUndefined();
  small.clear();
  expect([small.size(), small.octets()]).toEqual([0, 0]);
  small.put('a', 'é'.repeat(1_000));
  const narrow = small.octets();
  // A single character beyond Latin-1 makes each of them take two octets.
  small.put('a', `あ${'é'.repeat(999)}`);
  expect(small.octets() - narrow).toBe(1_002);
});

test('a session is over in time, and what was kept is a copy', () => {
  let now = 0;
  const sessions = openSessions(() => now, { most: 3, mostOctets: 100_000 });
  const user = JSON.parse('{"__proto__":{"a":1},"content":{"n":-1.5e300,"t":"\u2028"}}');
  const ids = [1, 2, 3, 4].map(() => sessions.open(session(10, user), undefined));
  expect([sessions.size(), sessions.find(ids[0])]).toEqual([3, undefined]);
  expect(sessions.find(ids[3])?.user).toEqual(user);
  expect(Object.hasOwn(sessions.find(ids[3])?.user ?? {}, '__proto__')).toBe(true);
  expect([sessions.takeNews(ids[3]), sessions.takeNews(ids[3])]).toEqual([true, false]);
  now = 10;
  expect(sessions.find(ids[3])).toBeUndefined();
  expect(sessions.size()).toBe(2);
});

test('all stores together hold at most 64 MB', () => {
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  expect(total).toBeLessThanOrEqual(64_000_000);
  const memory = openMemory(() => 0);
  const log = openEventLog({ mostOctets: shares.events });
  // What a token of 16 KiB can hold that takes most room once it is parsed.
  const user = { content: JSON.parse(`[${'[],'.repeat(5_000)}[]]`) };
  const text = 'あ'.repeat(16_000);
  const refusal = { refusal: { actual: text }, returnTo: text } as unknown as KeptRefusal;
  const arrived = { arrivedAtMs: 0, arrivedAt: '/login/jwt-callback' };
  for (let index = 0; index < 12_000; index += 1) {
    memory.sessions.open(session(1, user), undefined);
    memory.replays.use(`${index}`.padStart(64, '0'), 10);
    if (index % 12 > 0) continue;
    memory.groups.add([`${index}${text}`], 1);
    memory.refusals.keep(refusal);
    memory.departures.leave(text, () => undefined);
    memory.landings.keep({ session: 'x', location: text, endsAtMs: 1, handshake: 1 });
    memory.journal.read(memory.journal.arrive(undefined, arrived), {
      header: {},
      claims: { name: text },
      masked: '…',
    });
    memory.tokens.keep(index, { location: seal(text), atMs: 0, keys: [] });
    memory.told.put(String(index), { [text.slice(0, 2_000)]: 'pass' });
    memory.verdicts.put(String(index), { verdicts: [], notJudged: [], exitCode: 0, command: text });
    log.add({
      atMs: 0,
      kind: 'broken',
      sentence: text.slice(0, 600),
      details: Array(30).fill(text.slice(0, 600)),
    });
  }
  const stores = {
    sessions: memory.sessions.octets(),
    refusals: memory.refusals.octets(),
    landings: memory.landings.octets(),
    departures: memory.departures.octets(),
    groups: memory.groups.octets(),
    replays: memory.replays.octets(),
    events: log.octets(),
    journal: memory.journal.octets(),
    tokens: memory.tokens.octets(),
    verdicts: memory.verdicts.octets(),
    told: memory.told.octets(),
  };
  for (const [name, share] of Object.entries(shares)) {
    const octets = stores[name as keyof typeof shares];
    expect(octets, name).toBeLessThanOrEqual(share);
    expect(octets, name).toBeGreaterThan(share / 3);
  }
});

test('a token that is still good is never forgotten', () => {
  let now = 0;
  const most = 10;
  const replays = openReplayCache(() => now, most * entryOctets);
  // Far ones get half of the room, and are refused beyond it.
  for (let index = 0; index < 5; index += 1) {
    expect(replays.use(`far ${index}`, 3_600_000)).toBeUndefined();
  }
  expect(replays.use('far 5', 3_600_000)).toEqual({ remembered: 5 });
  for (let index = 0; index < 5; index += 1) {
    expect(replays.use(`near ${index}`, 10_000)).toBeUndefined();
  }
  expect(replays.use('near 5', 10_000)).toEqual({ remembered: 10 });
  expect(replays.octets()).toBe(most * entryOctets);
  for (const hash of ['far 0', 'far 4', 'near 0', 'near 4']) {
    expect(replays.use(hash, 10_000), hash).toMatchObject({ atMs: 0 });
  }
  replays.bind('near 4', 'id');
  replays.bind('gone', 'id');
  expect(replays.use('near 4', 10_000)).toEqual(
    expect.objectContaining({ atMs: 0, session: 'id' }),
  );
  // Those that expired make room at once, wherever they stand.
  now = 10_000;
  expect(replays.use('near 6', 20_000)).toBeUndefined();
  expect(replays.size()).toBe(6);
  expect(replays.use('near 0', 20_000)).toBeUndefined();
  expect(replays.use('far 0', 20_000)).toMatchObject({ atMs: 0 });
  expect(replays.use('far 6', 3_700_000)).toEqual({ remembered: 5 });
  now = 3_600_000;
  expect(replays.use('far 6', 3_700_000)).toBeUndefined();
  expect(replays.size()).toBeLessThanOrEqual(7);
});

test('a token that was used is not taken again on a clock that was moved back', () => {
  let now = 0;
  const replays = openReplayCache(() => now, 8 * entryOctets);
  expect(replays.use('first', 10_000)).toBeUndefined();
  now = 100_000;
  for (let index = 0; index < 7; index += 1) replays.use(`second ${index}`, 110_000);
  now = 5_000;
  expect(replays.use('first', 10_000)).toMatchObject({ atMs: 0 });
  // What had to be forgotten may have been used.
  now = 200_000;
  for (let index = 0; index < 9; index += 1) replays.use(`third ${index}`, 210_000);
  expect(replays.size()).toBeLessThanOrEqual(8);
  now = 5_000;
  expect(replays.use('first', 10_000)).toHaveProperty('remembered');
  replays.clear();
  expect(replays.use('first', 10_000)).toBeUndefined();
});

test('events are cut, and keep nothing of what was cut', () => {
  const log = openEventLog({ most: 2, mostOctets: 100_000 });
  for (const sentence of ['a', 'b\u001b[31m\n', 'c'.repeat(1000)]) {
    log.add({ atMs: 0, kind: 'broken', sentence });
  }
  expect(log.all().map((event) => event.sentence.length)).toEqual([7, 501]);
  expect(log.all().map(describeEvent).join('')).not.toMatch(/[\u001b\n]/);
  const small = openEventLog({ mostOctets: 5_000 });
  for (let index = 0; index < 50; index += 1) {
    small.add({ atMs: index, kind: 'broken', sentence: 'c'.repeat(500) });
    expect(small.octets()).toBeLessThanOrEqual(5_000);
  }
  expect(small.all().at(-1)?.atMs).toBe(49);
  small.clear();
  expect([small.all(), small.octets()]).toEqual([[], 0]);
});
