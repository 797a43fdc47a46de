import { expect, test } from '@playwright/test';
import { configurationFrom } from '../../../configuration/configure.js';
import {
  backInSameBrowser,
  fromDocsLink,
  later,
  plain,
  signingIn,
} from '../../../handshakes/shared/visits.js';
import { asSignIn, ridesOf } from '../../../judge/rides.js';
import { renamed } from '../../../judge/without-session.js';
import type { StopCode } from '../../../protocol/exchange.js';
import { notMade } from '../../../protocol/not-made.js';
import type { Reading } from '../../../protocol/requirement.js';
import { titleOf, type Visit, type VisitOf } from '../../../protocol/visit.js';
import { reportOf } from '../../../runner/report/report-model.js';
import { loginUrl } from '../harness/configuration-attempt.js';

const readingOf = (visit: Visit, code: StopCode): Reading => ({
  visit,
  exchange: { ...notMade(visit, 'http', '', 0), stop: { code } },
});

/** A visit that says of itself what the title of another begins with. */
const quoting: VisitOf<'odd-return'> = {
  kind: 'odd-return',
  drivers: ['http'],
  name: 'quoting',
  title: 'come back signed in, says the value',
};

test('a title says what a visit turned out to be, and no words of it are changed', async () => {
  const { handshake, edition, target } = await configurationFrom(
    { loginUrl },
    { env: {}, cwd: process.cwd() },
  );
  const shown = (reading: Reading, signIns: number): string | undefined =>
    reportOf({
      version: '0',
      handshake,
      edition: edition.id,
      target,
      keys: [],
      driver: 'http',
      failOn: 'must',
      startedAtMs: 0,
      durationMs: 0,
      remarks: [],
      judgements: [],
      readings: [{ ...reading, exchange: { ...reading.exchange, signIns } }],
    }).visits[0]?.title;
  const inVain = renamed(new Map([['plain', readingOf(plain, 'sign-in-page')]]));
  const [vain] = [...inVain.values()];
  const rows: readonly (readonly [Reading | undefined, signIns: number, title: string])[] = [
    [readingOf(plain, 'callback'), 1, 'come back signed in, no page asked for'],
    [readingOf(plain, 'sign-in-page'), 1, 'come back, no page asked for: asked to sign in again'],
    [readingOf(plain, 'sign-in-page'), 0, 'come, no page asked for'],
    [readingOf(later, 'callback'), 1, 'come back once more, 1.1 s after the plain visit'],
    [readingOf(later, 'callback'), 0, 'come, 1.1 s after the plain visit'],
    [readingOf(fromDocsLink, 'callback'), 1, 'come back signed in, by a link on a docs page'],
    [
      readingOf(backInSameBrowser, 'sign-in-page'),
      1,
      'come back, in the browser that signed in, service worker included: asked to sign in again',
    ],
    [vain, 1, 'come back after a sign-in, no page asked for: asked to sign in again'],
    [readingOf(quoting, 'callback'), 0, quoting.title],
    [readingOf(asSignIn(quoting), 'callback'), 1, `sign in: ${quoting.title}`],
    [readingOf(asSignIn(plain), 'callback'), 1, 'sign in: no page asked for'],
    [readingOf(signingIn, 'callback'), 1, signingIn.title],
  ];
  for (const [reading, signIns, title] of rows) {
    expect.soft(reading && shown(reading, signIns), title).toBe(title);
  }
});

test('a sign-in that stands in for several visits names what each asks for', () => {
  const other = { ...quoting, ride: 'host', extraQuery: 'a=b' } as const;
  const rides = ridesOf([plain, other], () => true);
  expect(rides.map(({ visit }) => titleOf(visit))).toEqual([
    `sign in: ${plain.title}; ${quoting.title}`,
  ]);
});
