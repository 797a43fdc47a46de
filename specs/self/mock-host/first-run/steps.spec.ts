import { expect, test } from '@playwright/test';

import { answersAt, askedOrigins } from '../../../../mock-host/first-run/login-probe.js';
import { loginSetup } from '../../../../mock-host/first-run/login-setup.js';
import { followFirstRun } from '../../../../mock-host/first-run/milestones.js';
import { stepsOf } from '../../../../mock-host/first-run/steps.js';
import { openEventLog, type HostEventKind } from '../../../../mock-host/event-log.js';
import { rowOf } from '../../../../judge/arrival/refusals.js';
import { authentication, personalization } from '../../harness/mock-host-setup.js';

const nothing = { visitorSent: false, tokenCame: false, tokenAccepted: false };

test('milestones stay when the log forgets its events, and go with a reset', () => {
  const log = openEventLog({ most: 2, mostOctets: 10_000 });
  const firstRun = followFirstRun(log, authentication.requirements);
  const tell = (kind: HostEventKind, code?: string): void =>
    log.add({ atMs: 0, kind, sentence: '', ...(code !== undefined && { code }) });
  expect(firstRun.milestones()).toEqual(nothing);
  tell('request-refused');
  expect(firstRun.milestones()).toEqual(nothing);
  tell('sent-to-login');
  // Who came back without a token brought none, whatever the requirement that says so.
  tell('token-refused', rowOf(authentication.requirements, 'no-token')?.id);
  tell('token-refused', 'circles');
  expect(firstRun.milestones()).toEqual({ ...nothing, visitorSent: true });
  tell('token-refused', 'token-signature');
  expect(firstRun.milestones()).toEqual({ ...nothing, visitorSent: true, tokenCame: true });
  tell('token-accepted');
  tell('signed-out');
  tell('signed-out');
  tell('signed-out');
  expect(Object.values(firstRun.milestones())).toEqual([true, true, true]);
  firstRun.clear();
  expect(firstRun.milestones()).toEqual(nothing);
});

test('each step is ticked by what was seen, and by nothing else', () => {
  const state = { ...nothing, keys: ['key.pem'], loginUrls: ['http://localhost:3000/login'] };
  const rows = [
    [{ ...state, keys: [], loginUrls: [] }, ''],
    [{ ...state, loginUrls: [] }, 'key'],
    [state, 'key'],
    [{ ...state, answers: false }, 'key'],
    [{ ...state, answers: true }, 'key login-url'],
    [{ ...state, visitorSent: true }, 'key visitor'],
    [
      { ...state, answers: true, visitorSent: true, tokenCame: true },
      'key login-url visitor token',
    ],
    // Who sends tokens answers, whatever a page could find out.
    [{ ...state, answers: false, tokenCame: true }, 'key login-url token'],
  ] as const;
  for (const [given, done] of rows) {
    const ticked = stepsOf(given).filter(({ isDone }) => isDone);
    expect(ticked.map(({ id }) => id).join(' '), JSON.stringify(given)).toBe(done);
  }
  const says = (given: Parameters<typeof stepsOf>[0]): string => stepsOf(given)[1]?.says ?? '';
  expect(says({ ...state, loginUrls: [] })).toContain('--login-url');
  expect(says({ ...state, answers: false })).toContain('does not answer');
});

test('a login URL is asked without cookies, signs nobody in, and answers by a redirect, too', async () => {
  const asked: (readonly [string, RequestInit])[] = [];
  const ask = (fails: boolean) => (url: string, init: RequestInit) => {
    asked.push([url, init]);
    return fails ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve();
  };
  const url = 'http://localhost:3000/login?a=1';
  const silent = (): (() => void) => () => undefined;
  expect(await answersAt(url, ask(false), silent)).toBe(true);
  expect(asked[0]).toMatchObject([url, { method: 'HEAD', mode: 'no-cors', credentials: 'omit' }]);
  expect(await answersAt(url, ask(true), silent)).toBe(false);
  let forgotten = 0;
  const stopped = (by: string) => (heard: (url: string) => void) => {
    heard(by);
    return () => void (forgotten += 1);
  };
  expect(await answersAt(url, ask(true), stopped('http://localhost:3000/login'))).toBe(true);
  expect(await answersAt(url, ask(true), stopped('http://elsewhere.test/'))).toBe(false);
  expect(forgotten).toBe(2);
  expect(askedOrigins([url, 'http://localhost:3000/x', 'https://a.test/'])).toEqual([
    'http://localhost:3000',
    'https://a.test',
  ]);
});

test('snippets are filled with what the host is', () => {
  const host = { docsOrigin: 'https://docs.foo.com', docsPath: '', returnParam: 'redirect' };
  const [old = '', latest = ''] = authentication.facts.editions.map(({ id }) => id);
  expect(
    loginSetup({
      ...host,
      handshake: authentication,
      edition: latest,
      loginUrl: 'http://localhost:8080/sso?x=1',
    }),
  ).toMatchObject({
    callbackUrl: 'https://docs.foo.com/login/jwt-callback',
    hostClaim: 'docs.foo.com',
    loginPath: '/sso',
    loginPort: 8080,
    algorithm: 'EdDSA',
  });
  expect(loginSetup({ ...host, handshake: authentication, edition: old })).not.toHaveProperty(
    'hostClaim',
  );
  const open = loginSetup({
    ...host,
    handshake: personalization,
    edition: personalization.facts.editions[0].id,
  });
  expect(open).toMatchObject({ algorithm: 'ES256', loginPath: '/docs-login', loginPort: 3000 });
  expect(open).not.toHaveProperty('callbackUrl');
});
