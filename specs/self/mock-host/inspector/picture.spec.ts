import { expect, test } from '@playwright/test';

import { span } from '../../../../page-parts/span.js';
import { clockTime, fromNow, standingOf } from '../../../../mock-host/inspector/spans.js';
import { pictureOf } from '../../../../mock-host/inspector/handshake/picture.js';
import type { HandshakeRecord } from '../../../../protocol/handshake-record.js';

const now = Date.parse('2027-01-31T12:00:00Z');
const docsUrl = 'http://localhost:4747';
const base: HandshakeRecord = { id: 7, state: 'left', faults: [], events: [] };
const gone: HandshakeRecord = {
  ...base,
  leftAtMs: now - 4_000,
  page: '/quickstart',
  sentTo: 'http://localhost:3000/docs-login?redirect=%2Fquickstart',
};

/** A picture in a line for each of its steps. */
const steps = (record: HandshakeRecord): readonly string[] =>
  pictureOf(record, docsUrl, now).arrows.map((step) =>
    'unseen' in step
      ? `gap${step.open ? ' (open)' : ''}: ${step.head} ${step.text}`
      : `${step.way}: ${[step.head, step.text, ...step.notes.flat()].filter(Boolean).join(' ')} ${step.tone} ${step.at ?? ''}`.trim(),
  );

test('a picture shows what the host saw, and the login flow as one gap', () => {
  const departure = [
    'out: asks for /quickstart plain start',
    'back: sends to log in http://localhost:3000/docs-login?redirect=%2Fquickstart plain',
  ];
  expect(steps(gone)).toEqual([...departure, 'gap (open): At the login flow for 4 s so far']);
  const back: HandshakeRecord = {
    ...gone,
    state: 'accepted',
    arrivedAtMs: now - 1_600,
    arrivedAt: '/login/jwt-callback',
    token: { masked: 'eyJhbG…(300 characters)' },
    location: '/quickstart',
  };
  const gap = 'gap: Inside the login flow 2.4 s, which the docs host does not see';
  expect(steps(back)).toEqual([
    ...departure,
    gap,
    'out: brings a token /login/jwt-callback token eyJhbG…(300 characters) good +2.4 s',
    'back: takes the token goes on to /quickstart good',
  ]);
  expect(steps({ ...back, state: 'refused', code: 'token-alg' }).slice(2)).toEqual([
    gap,
    'out: brings a token /login/jwt-callback token eyJhbG…(300 characters) bad +2.4 s',
    'back: refuses token-alg goes on to /quickstart bad',
  ]);
});

test('nothing is drawn that was not seen', () => {
  const unasked: HandshakeRecord = { ...base, state: 'accepted', arrivedAtMs: now };
  expect(steps(unasked), 'nobody was sent off, no token was read').toEqual([
    'gap: Nobody was sent off this came unasked, or the browser kept no cookie of its departure',
    'out: comes back good start',
    'back: takes the token good',
  ]);
  const choosing: HandshakeRecord = { ...base, leftAtMs: now };
  expect(steps(choosing), 'several login URLs, none chosen').toEqual([
    'out: asks to log in plain start',
    'back: shows the login URLs plain',
    'gap (open): At the login flow for 0 ms so far',
  ]);
  const undecided = steps({ ...gone, arrivedAtMs: now });
  expect(undecided.at(-1), 'what was not decided has no answer').toContain('out: comes back plain');
  expect(
    pictureOf(choosing, 'not a URL', now).lanes,
    'a host that is not known is not named',
  ).toEqual([{ name: 'Browser' }, { name: 'Login flow' }, { name: 'Docs host' }]);
});

test('times read as people say them', () => {
  expect(
    [0, 480, 999, 1_000, 9_540, 14_900, 119_000, 150_000, 7_100_000, 8_000_000, 4e8].map(span),
  ).toEqual([
    '0 ms',
    '480 ms',
    '999 ms',
    '1 s',
    '9.5 s',
    '15 s',
    '119 s',
    '2.5 min',
    '118 min',
    '2.2 h',
    '4.6 days',
  ]);
  expect([8_000, 8_400, 400, -400, -3_000, -90_000].map((ms) => fromNow(now + ms, now))).toEqual([
    'in 8 s',
    'in 8 s',
    'now',
    'now',
    '3 s ago',
    '90 s ago',
  ]);
  expect([0, 40_000, -120_000].map(standingOf)).toEqual(['on time', '+40 s', '-2 min']);
  expect([clockTime(now), clockTime(Infinity)]).toEqual(['12:00:00 UTC', '']);
});
