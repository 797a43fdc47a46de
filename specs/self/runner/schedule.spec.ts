import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import type { Driver } from '../../../protocol/driver.js';
import { notMade } from '../../../protocol/not-made.js';
import { sealAs } from '../../../protocol/secrecy/sealed.js';
import { sentenceOf } from '../../../protocol/stop.js';
import type { Target, Visit } from '../../../protocol/visit.js';
import { isIntrusive, sessionOf } from '../../../protocol/visit-kinds.js';
import { batchesOf } from '../../../runner/batches.js';
import { makeVisits } from '../../../runner/make-visits.js';
import { schedule } from '../../../runner/schedule.js';
import { unreachable } from '../../../runner/spared-visits.js';

const user = { username: 'ann', password: sealAs('correct horse') };
const target: Target = {
  loginUrl: 'https://app.foo.com/docs-login',
  docsOrigin: 'https://docs.foo.com',
  docsPath: '',
  returnParam: 'redirect',
  signIn: { how: 'form' },
  user,
  secondUser: user,
  signInOrigins: [],
  headers: [],
  cookies: [],
  timeoutMs: 30_000,
};
const [handshake = never()] = await handshakes();

const scheduled = (driver: 'http' | 'browser'): readonly Visit[] =>
  schedule({
    requirements: handshake.requirements,
    driver,
    target,
    intrusive: true,
  });

const named = (name: string) => ({ name, title: name, drivers: ['http'] }) as const;
const plain: Visit = { ...named('plain'), kind: 'return' };
const hostile: Visit = { ...named('hostile'), kind: 'odd-return' };
const stranger = (name: string): Visit => ({ ...named(name), kind: 'odd-stranger' });
const later = (name: string): Visit => ({
  ...named(name),
  kind: 'return-later',
  after: { visit: plain, ms: 1 },
});

test('who may come at the same time as whom', () => {
  const lanes = batchesOf([
    { ...named('sign-in'), kind: 'sign-in' },
    plain,
    { ...named('stranger'), kind: 'stranger' },
    hostile,
    { ...named('earlier'), kind: 'earlier-cookies' },
    stranger('odd stranger'),
    later('later'),
    { ...named('two tabs'), kind: 'two-tabs', secondTab: '/guides' },
    { ...named('second'), kind: 'user-return', user: 'second' },
    { ...named('rush 1'), kind: 'simultaneous-sign-in', user: 'first' },
    { ...named('rush 2'), kind: 'simultaneous-sign-in', user: 'second' },
    { ...named('wrong'), kind: 'wrong-password' },
  ]);
  expect(lanes.map((batch) => batch.map((lane) => lane.map(({ name }) => name)))).toEqual([
    [['sign-in']],
    [
      ['plain', 'hostile', 'earlier', 'later'],
      ['stranger', 'odd stranger'],
    ],
    [['two tabs']],
    [['second']],
    [['rush 1'], ['rush 2']],
    [['wrong']],
  ]);
});

for (const driver of ['http', 'browser'] as const) {
  test(`${driver}: every visit stands in one lane, and one session is never in two`, () => {
    const visits = scheduled(driver);
    const batches = batchesOf(visits);
    const names = batches.flat(2).map(({ name }) => name);
    expect(names.toSorted()).toEqual(visits.map(({ name }) => name).toSorted());
    for (const batch of batches) {
      const shared = batch
        .filter((lane) => lane.some(({ kind }) => kind !== 'simultaneous-sign-in'))
        .map((lane) => lane.filter((visit) => sessionOf(visit) !== 'anonymous').length > 0);
      expect(shared.filter(Boolean).length).toBeLessThanOrEqual(1);
    }
  });
}

test('controls are made with the row that names them, behind what it judges', async () => {
  const rows = [
    ['claims-from-session', 'forged-headers', 'later'],
    ['claims-from-session', 'two-tabs', 'two-tabs-bare'],
    ['claims-from-session', 'two-tabs-bare', 'sign-in-after-two-tabs'],
    ['users-kept-apart', 'second-sign-in', 'sign-in-glued'],
    ['users-kept-apart', 'second-back', 'second-again'],
  ] as const;
  for (const { facts, requirements } of await handshakes()) {
    const ids = new Set(requirements.map(({ id }) => id));
    for (const [row, judged, control] of rows.filter(([id]) => ids.has(id))) {
      for (const chosen of [requirements, requirements.filter(({ id }) => id === row)]) {
        const names = schedule({
          requirements: chosen,
          driver: 'http',
          target,
          intrusive: false,
        }).map(({ name }) => name);
        const found = names.filter((name) => name === judged || name === control);
        expect.soft(found, `${facts.id}, ${row}`).toEqual([judged, control]);
      }
    }
  }
});

/** A driver whose visits all end at once, unless they are held; it counts who is under way. */
function countingDriver(breaksAt?: string): {
  readonly driver: Driver;
  readonly most: Map<string, number>;
  readonly made: string[];
} {
  const most = new Map<string, number>();
  const made: string[] = [];
  const running = new Map<string, number>();
  const driver: Driver = {
    name: 'http',
    visit: async (one) => {
      const kinds = [sessionOf(one) === 'anonymous' ? 'strangers' : 'readers', 'all'];
      for (const kind of kinds) {
        running.set(kind, (running.get(kind) ?? 0) + 1);
        most.set(kind, Math.max(most.get(kind) ?? 0, running.get(kind) ?? 0));
      }
      await new Promise((resolve) => setImmediate(resolve));
      for (const kind of kinds) running.set(kind, (running.get(kind) ?? 0) - 1);
      if (one.name === breaksAt) throw new Error('the browser has gone');
      made.push(one.name);
      return notMade(one, 'http', 'It is a rehearsal.', 0);
    },
    session: async () => ({ cookies: [], userAgent: 'nobody' }),
    adopt: async () => undefined,
    close: async () => undefined,
  };
  return { driver, most, made };
}

const glass = { facts: handshake.facts, keys: [] };
const silent = { progress: (): void => undefined };

test('the lanes of a batch are made at the same time, and read in the order of the schedule', async () => {
  const visits = [
    plain,
    ...['a', 'b', 'c'].map((name) => stranger(`stranger ${name}`)),
    ...['a', 'b', 'c'].map((name): Visit => ({ ...named(`live ${name}`), kind: 'return' })),
    ...['a', 'b'].map((name) => later(`late ${name}`)),
  ];
  const { driver, most } = countingDriver();
  const readings = await makeVisits(driver, visits, glass, silent);
  expect([...readings.keys()]).toEqual(visits.map(({ name }) => name));
  expect(Object.fromEntries(most)).toMatchObject({ strangers: 1, readers: 1 });
});

test('where one lane breaks, the other one ends', async () => {
  const readers = Array.from({ length: 50 }, (_none, index) => later(`reader ${index}`));
  const { driver, made, most } = countingDriver('breaks');
  const visits = [...readers, stranger('breaks')];
  await expect(makeVisits(driver, visits, glass, silent)).rejects.toThrow('the browser has gone');
  const soon = made.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(made.length).toBeLessThanOrEqual(soon + 1);
  expect(most.get('all')).toBe(2);
});

/** A driver that never gets an answer. */
function deafDriver(code: 'timeout' | 'unreachable', after?: number): Driver & { made: number } {
  const driver = {
    ...countingDriver().driver,
    made: 0,
    visit: async (one: Visit) => {
      driver.made += 1;
      const { hops, ...exchange } = notMade(one, 'http', 'It does not answer.', 0);
      const stop = {
        code: driver.made > (after ?? 0) ? code : 'page',
        seen: 'No answer',
      } as const;
      return { ...exchange, hops, stop };
    },
  };
  return driver;
}

test('a target that does not answer is not asked again and again', async () => {
  const visits = scheduled('http').filter((visit) => !isIntrusive(visit));
  const rows = [
    ['unreachable', 0, 1],
    ['timeout', 0, 2],
  ] as const;
  for (const [code, after, made] of rows) {
    const driver = deafDriver(code, after);
    const readings = await makeVisits(driver, visits, glass, silent);
    expect({ code, made: driver.made }).toEqual({ code, made });
    const said = new Set([...readings.values()].map(({ exchange }) => sentenceOf(exchange.stop)));
    expect([...said]).toEqual(['No answer.']);
    expect(sentenceOf(unreachable(readings.values()) ?? {})).toBe('No answer.');
  }
  // One answer, and the target can be reached.
  const once = deafDriver('timeout', 1);
  const readings = await makeVisits(once, visits, glass, silent);
  expect(unreachable(readings.values())).toBeUndefined();
  expect(once.made).toBeGreaterThan(2);
});

function never(): never {
  throw new Error('There is no handshake.');
}
