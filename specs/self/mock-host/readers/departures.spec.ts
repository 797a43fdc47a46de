import { expect, test } from '@playwright/test';

import { awayMs, openDepartures, type Later } from '../../../../mock-host/readers/departures.js';
import { callback, cookieOf, get, hand, landing } from '../../harness/mock-host-client.js';
import {
  authentication,
  personalization,
  play,
  type Played,
} from '../../harness/mock-host-setup.js';

/** Who leaves for the login comes back, or the log says that they did not; and what became of their page is judged. */

/** A timer that a test moves. */
function handMoved(): { readonly later: Later; readonly move: (ms: number) => void } {
  let now = 0;
  const due = new Set<{ readonly atMs: number; readonly act: () => void }>();
  return {
    later: (act, ms) => {
      const one = { atMs: now + ms, act };
      due.add(one);
      return () => due.delete(one);
    },
    move: (ms) => {
      now += ms;
      for (const one of due) {
        if (one.atMs > now) continue;
        due.delete(one);
        one.act();
      }
    },
  };
}

const kinds = (played: Played, since = 0): readonly string[] =>
  played.host
    .events()
    .slice(since)
    .map(({ kind }) => kind);

const visits = (response: Response): string =>
  response.headers
    .getSetCookie()
    .find((field) => field.startsWith('docs-visits-'))
    ?.split(';', 1)[0] ?? '';

/** Leaves for the login on the way to a page; the visitor's cookie. */
const leave = async (played: Played, page: string, cookie = '', prefix = ''): Promise<string> =>
  visits(await get(played, `${prefix}/login?redirect=${encodeURIComponent(page)}`, { cookie }));

const back = (page: string): string => `${callback}?redirect=${encodeURIComponent(page)}`;

test('after 30 s the log says who has not come back', async () => {
  const timer = handMoved();
  const played = await play(authentication, { later: timer.later });
  expect(awayMs).toBe(30_000);
  const since = (): number => played.host.events().length;

  const cookie = await leave(played, '/quickstart?a=1');
  let before = since();
  timer.move(29_999);
  expect(kinds(played, before)).toEqual([]);
  timer.move(1);
  const [told] = played.host.events().slice(before);
  expect(told).toMatchObject({ kind: 'not-back', path: '/quickstart?a=1' });
  expect(told?.sentence).toBe(
    'The visitor who left for https://foo.test/docs-login 30 s ago has not come back.',
  );
  expect(told?.details?.join()).toContain(`${played.host.origin}${callback}`);
  timer.move(100_000);
  expect(kinds(played, before)).toEqual(['not-back']);
  // Who comes later is known all the same.
  before = since();
  await hand(played, played.mint(), back('/quickstart'), { cookie });
  expect(kinds(played, before)).toEqual(['token-accepted', 'way-back']);

  const rows: readonly (readonly [what: string, come: (cookie: string) => Promise<unknown>])[] = [
    ['with a token', (own) => hand(played, played.mint(), back('/a'), { cookie: own })],
    ['with a bad one', (own) => hand(played, 'eyJ.x.y', back('/a'), { cookie: own })],
    ['with none', (own) => hand(played, '', back('/a'), { cookie: own })],
    ['to the callback page alone', (own) => get(played, back('/a'), { cookie: own })],
    ['to a misspelt callback', (own) => get(played, '/login/JWT-callback', { cookie: own })],
    ['without cookies', () => hand(played, played.mint(), back('/a'))],
    ['without cookies or page', () => hand(played, played.mint())],
  ];
  for (const [what, come] of rows) {
    const own = await leave(played, '/a');
    await come(own);
    before = since();
    timer.move(60_000);
    expect(kinds(played, before), what).toEqual([]);
  }
  // Of two who left, the one who stays away is named.
  const one = await leave(played, '/one');
  await leave(played, '/two');
  await hand(played, played.mint(), back('/one'), { cookie: one });
  before = since();
  timer.move(60_000);
  expect(
    played.host
      .events()
      .slice(before)
      .map(({ path }) => path),
  ).toEqual(['/two']);
  // A part of a page is nobody, a reset forgets, and a host that is closed says nothing.
  await get(played, '/login?redirect=%2Fx', { 'sec-fetch-dest': 'image' });
  await leave(played, '/b');
  played.host.reset();
  await leave(played, '/c');
  await played.host.close();
  before = since();
  timer.move(60_000);
  expect(kinds(played, before)).toEqual([]);
});

test('a chooser is where a visitor leaves from, too', async () => {
  const timer = handMoved();
  const loginUrls = ['a', 'b'].map((name) => ({ name, url: `https://foo.test/${name}` }));
  const played = await play(authentication, { later: timer.later, loginUrls });
  await leave(played, '/quickstart');
  timer.move(30_000);
  expect(played.host.events().at(-1)?.sentence).toBe(
    'The visitor who was shown the login URLs 30 s ago has not come back.',
  );
  await played.host.close();
});

test('a way back that was lost or changed is named by the row of a run, in the log and on the page', async () => {
  const played = await play(authentication);
  const rows: readonly (readonly [
    what: string,
    sent: string,
    path: string,
    code: string | undefined,
    says: string,
  ])[] = [
    ['whole', '/quickstart?a=1&b=2', back('/quickstart?a=1&b=2'), undefined, ''],
    ['cut', '/quickstart?a=1&b=2', back('/quickstart?a=1'), 'redirect-exact', '/quickstart?a=1'],
    [
      'not encoded',
      '/quickstart?a=1&b=2',
      `${callback}?redirect=/quickstart?a=1&b=2`,
      'redirect-exact',
      '/quickstart?a=1',
    ],
    ['dropped', '/quickstart?a=1', callback, 'redirect-preserved', 'The callback has no redirect.'],
    ['always the root', '/quickstart', back('/'), 'redirect-preserved', 'Its redirect is /'],
    [
      'under another name',
      '/quickstart',
      `${callback}?next=%2Fquickstart`,
      'redirect-preserved',
      'under the name',
    ],
    ['lower-cased', '/guides/Start', back('/guides/start'), 'redirect-exact', '/guides/start'],
    ['the root was asked for', '/', callback, undefined, ''],
    ['another spelling of it', '/a b', back('/a%20b'), undefined, ''],
  ];
  for (const [what, sent, path, code, says] of rows) {
    const cookie = await leave(played, sent);
    const before = played.host.events().length;
    const accepted = await hand(played, played.mint(), path, { cookie });
    const session = cookieOf(accepted);
    const told = played.host.events().slice(before);
    expect(
      told.map((event) => [event.kind, event.code]),
      what,
    ).toEqual([['token-accepted', undefined], ...(code === undefined ? [] : [['way-back', code]])]);
    const location = await landing(played, accepted);
    const page = await (await get(played, location ?? '', { cookie: session })).text();
    expect(page.includes(`The way back (${code ?? ''}`), what).toBe(code !== undefined);
    if (code !== undefined) {
      expect(told[1]?.sentence, what).toContain(says);
      expect(told[1]?.details?.join(), what).toContain('fix: ');
    }
    // It is said once.
    const again = await (await get(played, location ?? '', { cookie: session })).text();
    expect(again, what).not.toContain('The way back');
  }
  await played.host.close();
});

test('nobody is judged by the page of another tab', async () => {
  const played = await play(authentication);
  const first = await leave(played, '/quickstart?a=1');
  const cookie = await leave(played, '/guides/start', first);
  let before = played.host.events().length;
  // Both tabs are open, and neither page came back: whose way was lost is not known.
  await hand(played, played.mint(), callback, { cookie });
  expect(kinds(played, before)).toEqual(['token-accepted']);
  const again = await leave(played, '/guides/start', await leave(played, '/quickstart?a=1'));
  for (const page of ['/quickstart?a=1', '/guides/start']) {
    before = played.host.events().length;
    await hand(played, played.mint(), back(page), { cookie: again });
    expect(kinds(played, before), page).not.toContain('way-back');
  }
  // One who comes without cookies is let in, and not judged.
  await leave(played, '/quickstart?a=1');
  before = played.host.events().length;
  await hand(played, played.mint(), callback);
  expect(kinds(played, before)).toEqual(['token-accepted']);
  await played.host.close();
});

test('personalization: the page that was asked for is the page where the token comes', async () => {
  const played = await play(personalization, { docsPath: '/docs' });
  const rows: readonly (readonly [sent: string, path: string, falls: boolean])[] = [
    ['/docs/quickstart', '/docs/quickstart', false],
    ['/docs/quickstart?x=1#step-two', '/docs/quickstart?x=1', false],
    ['/docs/quickstart?x=1', '/docs/quickstart', true],
    ['/docs/quickstart', '/docs/', true],
    ['/docs/', '/docs/', false],
  ];
  for (const [sent, path, falls] of rows) {
    const cookie = await leave(played, sent, '', '/docs');
    const before = played.host.events().length;
    const answer = await hand(played, played.mint(), path, { cookie });
    const { notices = [] } = (await answer.json()) as { readonly notices?: readonly string[] };
    const label = `${sent} ${path}`;
    expect(kinds(played, before).includes('way-back'), label).toBe(falls);
    expect(
      notices.map((text) => text.slice(0, 30)),
      label,
    ).toEqual(falls ? ['The way back (page-preserved):'] : []);
  }
  await played.host.close();
});

test('departures are bounded, and one that is pushed out is not said to be away', () => {
  const timer = handMoved();
  const away: string[] = [];
  const departures = openDepartures(timer.later, { most: 3, mostOctets: 1_000_000 });
  const ids = ['/a', '/b', '/c', '/d'].map((page) => departures.leave(page, () => away.push(page)));
  expect(departures.openOf(ids)).toEqual(ids.slice(1));
  timer.move(awayMs);
  expect(away).toEqual(['/b', '/c', '/d']);
  const small = openDepartures(timer.later, { most: 100, mostOctets: 5_000 });
  for (let index = 0; index < 50; index += 1) {
    small.leave('/x'.repeat(200), () => undefined);
    expect(small.octets()).toBeLessThanOrEqual(5_000);
  }
  small.clear();
  expect(small.octets()).toBe(0);
});
