import { expect, test } from '@playwright/test';
import { openReader } from '../../../drivers/reader.js';
import type { Reader } from '../../../drivers/reader.js';
import type { Exchange, StopCode } from '../../../protocol/exchange.js';
import { notMade } from '../../../protocol/not-made.js';
import { sealAs } from '../../../protocol/secrecy/sealed.js';
import type { Credentials, Target, Visit } from '../../../protocol/visit.js';

const user: Credentials = { username: 'ada', password: sealAs('correct') };
const named = (name: string) => ({ name, title: name }) as const;
const overBoth = { drivers: ['http', 'browser'] } as const;
const signingIn: Visit = { ...named('signing-in'), ...overBoth, kind: 'sign-in' };
const live: Visit = { ...named('live'), ...overBoth, kind: 'return' };
const stranger: Visit = { ...named('stranger'), ...overBoth, kind: 'stranger' };
const earlier: Visit = { ...named('earlier'), kind: 'earlier-cookies', drivers: ['http'] };
const second: Visit = { ...named('second'), ...overBoth, kind: 'user-return', user: 'second' };
const crossSite: Visit = {
  ...named('cross-site'),
  kind: 'cross-site-form',
  drivers: ['browser'],
  postedFrom: 'https://other.test',
};

const target = (how: 'none' | 'form' | 'script', more: Partial<Target> = {}): Target => ({
  loginUrl: 'https://app.example.test/login',
  docsOrigin: 'https://docs.example.test',
  docsPath: '',
  signIn: how === 'script' ? { how, signIn: async () => undefined } : { how },
  user,
  signInOrigins: [],
  headers: [],
  cookies: [],
  timeoutMs: 1_000,
  ...more,
});

/** What a visit showed, as far as a reader's account goes. */
const shown = (made: Visit, code: StopCode, more: Partial<Exchange> = {}): Exchange => ({
  ...notMade(made, 'http', '', 0),
  stop: { code },
  ...more,
});
const reader = (of: Target, runsScripts = false): Reader<string> =>
  openReader({ target: of, runsScripts, empty: () => '' });
const led = { signIns: 1, typed: 'secret' } as const;

test('a visit signs in where it may: once for a session, each time for a new reader', () => {
  const form = target('form');
  const { user: _nobody, ...nameless } = form;
  const rows: readonly (readonly [why: string, Reader<string>, Visit, boolean])[] = [
    ['a new reader', reader(form), signingIn, true],
    ['the first visit with a session', reader(form), live, true],
    ['a stranger', reader(form), stranger, false],
    ['before the sign-in', reader(form), earlier, false],
    ['nobody to sign in', reader(nameless), signingIn, false],
    ['a second user who was not named', reader(form), second, false],
    ['a flow that asks nobody', reader(target('none')), signingIn, false],
    ['a script over HTTP', reader(target('script')), signingIn, false],
    ['a script in a browser', reader(target('script'), true), signingIn, true],
  ];
  expect(rows.map(([why, who, made]) => [why, who.mannerOf(made).signsIn])).toEqual(
    rows.map(([why, , , signsIn]) => [why, signsIn]),
  );
  const tried = reader(form);
  tried.tried();
  expect([tried.mannerOf(live).signsIn, tried.mannerOf(signingIn).signsIn]).toEqual([false, true]);
});

test('a session is new once, used from then on, and a refused sign-in is not tried again', () => {
  const rows: readonly (readonly [why: string, made: Visit, Exchange, news: string])[] = [
    ['refused', signingIn, shown(signingIn, 'sign-in-refused'), 'refused'],
    ['nothing came of it', live, shown(live, 'page'), 'none'],
    ['a stranger was led on', stranger, shown(live, 'callback', led), 'none'],
    ['signed in', signingIn, shown(signingIn, 'callback', led), 'new'],
    ['came back', live, shown(live, 'callback', led), 'new'],
  ];
  for (const [why, made, exchange, news] of rows) {
    expect(reader(target('form')).learn(made, exchange), why).toBe(news);
  }
  const settled = reader(target('form'));
  settled.signedIn('held');
  expect(settled.session()).toBe('held');
  expect(settled.learn(live, shown(live, 'callback', led))).toBe('used');
  expect(settled.learn(signingIn, shown(signingIn, 'callback', led))).toBe('none');
  expect(settled.learn(signingIn, shown(signingIn, 'sign-in-refused'))).toBe('none');
  expect(settled.whyNotMade(signingIn)).toBeUndefined();

  const refused = reader(target('form'));
  refused.tried();
  refused.learn(live, shown(live, 'sign-in-refused'));
  expect(refused.whyNotMade(signingIn)).toBe(
    'The sign-in was refused in the visit live, so it was not tried again.',
  );
  expect(refused.whyNotMade(live)).toBeUndefined();

  const unfinished = reader(target('form'));
  unfinished.tried();
  expect(unfinished.whyNotMade(crossSite)).toBe(
    'No sign-in was finished, so its form was not sent from another site.',
  );
});

test('what a sign-in asked for is known in the next one', () => {
  const who = reader(target('form'));
  who.learn(signingIn, shown(signingIn, 'callback', { signIns: 1, typed: 'name' }));
  expect(who.mannerOf(signingIn)).toMatchObject({ nameAlone: true, confirms: false });
  const hop = { submission: 'confirmation' } as Exchange['hops'][number];
  who.learn(live, shown(live, 'callback', { ...led, hops: [hop] }));
  expect(who.mannerOf(signingIn)).toMatchObject({ nameAlone: false, confirms: false });
  expect(who.mannerOf(live)).toMatchObject({ confirms: true });
});
