import { expect, test, type Page } from '@playwright/test';

import { authentication, play } from '../../harness/mock-host-setup.js';
import { examine, lookName, looks } from '../../harness/browser/looks.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';
import {
  answering,
  letIn,
  openToldApi,
  playAsking,
  type Answering,
} from '../../harness/docs-host/asking-host.js';
import { outcome, visitor } from '../../harness/mock-host-visitor.js';

/** Pages of the docs ask a session API in a real browser. */

const browser = sharedBrowser();

const user = {
  expiresAt: Math.floor(Date.now() / 1000) + 3600,
  groups: ['admin'],
  content: { firstName: 'Zoë <b>', company: 'Łódź' },
  apiPlaygroundInputs: { header: { Authorization: 'Bearer own-key' }, server: { region: 'us' } },
};

/** 200 and the user for whoever has the cookie, 401 for anybody else. */
const right =
  (docsOrigin: string): Answering =>
  (request, response) =>
    request.headers.cookie === undefined
      ? answering(401, '{}', letIn(docsOrigin))(request, response)
      : answering(200, JSON.stringify(user), letIn(docsOrigin))(request, response);

const notice = (page: Page) => page.locator('[data-ask-notice]');

test('a stranger signs in, is known on every page, and signs out again', async () => {
  const api = await openToldApi();
  const played = await playAsking(api, {
    loginUrls: [{ name: 'Foo', url: api.signInUrl }],
  });
  const { origin } = played.host;
  api.answer = right(origin);
  const { page, faults } = await visitor(browser());
  const bodies: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(origin)) bodies.push(request.postData() ?? '');
  });
  await page.goto(`${origin}/quickstart`);
  expect(await outcome(page)).toBe('stranger');
  await expect(notice(page)).toContainText('The session API answered 401: nobody is signed in.');
  await expect(page.getByRole('link', { name: 'For admins' })).toBeHidden();
  expect(await page.evaluate(() => Reflect.get(window, 'mintlify'))).toEqual({});
  await notice(page).getByRole('link', { name: 'Log in' }).click();
  await page.goto(`${origin}/reference/create-note`);
  expect(await outcome(page)).toBe('identified');
  await expect(notice(page)).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Hello, Zoë <b>' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'For admins' })).toBeVisible();
  await expect(page.locator('input[data-name="Authorization"]')).toHaveValue('Bearer own-key');
  await expect(page.locator('[data-ask="answer"]')).toHaveText('200');
  await expect(page.locator('.card.ask')).toContainText('on one site');
  const told = await page.evaluate(() => Reflect.get(window, 'mintlify') as object);
  expect(told).toEqual({ user: user.content });
  // No field of its own, but those of a browser.
  expect(api.asked.at(-1)).toMatchObject({
    origin,
    accept: '*/*',
    referer: `${origin}/`,
    cookie: 'sid=1',
    'sec-fetch-site': 'same-site',
  });
  expect(Object.keys(api.asked.at(-1) ?? {})).not.toContain('authorization');
  await page.context().clearCookies();
  await page.goto(`${origin}/`);
  expect(await outcome(page)).toBe('stranger');
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  // Nothing of an answer is told to the host.
  const said = bodies.join('\n') + JSON.stringify(played.host.events());
  for (const word of ['Zoë', 'own-key', 'Łódź', 'admin']) expect(said).not.toContain(word);
  expect(faults).toEqual([]);
  await page.context().close();
  await Promise.all([played.host.close(), api.close()]);
});

test('whatever an API answers, the page says what came and what to set', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const { origin } = played.host;
  const ok = letIn(origin);
  const whole = JSON.stringify(user);
  const set = `Access-Control-Allow-Origin: ${origin}\nAccess-Control-Allow-Credentials: true`;
  const rows: readonly (readonly [
    Answering,
    outcome: string,
    says: string | RegExp,
    set?: string,
  ])[] = [
    [answering(200, whole, {}), 'failed:not-readable', `set it to ${origin}.`, set],
    [answering(401, '{}', {}), 'failed:not-readable', 'It answers 401.', set],
    [
      answering(200, whole, { ...ok, 'Access-Control-Allow-Origin': '*' }),
      'failed:not-readable',
      'is *, which lets no',
      set,
    ],
    [
      answering(200, whole, { ...ok, 'Access-Control-Allow-Origin': `${origin}/` }),
      'failed:not-readable',
      'letter by letter',
      set,
    ],
    [
      answering(200, whole, { 'Access-Control-Allow-Origin': origin }),
      'failed:not-readable',
      'Access-Control-Allow-Credentials is missing',
      set,
    ],
    [
      answering(302, '', { Location: '/login' }),
      'failed:not-readable',
      'A script can show no login page',
      set,
    ],
    [
      (_request, response) => void response.socket?.destroy(),
      'failed:not-readable',
      'closed the connection',
    ],
    [
      (request, response) =>
        answering(
          request.headers['user-agent']?.includes('Mozilla') === true ? 200 : 401,
          whole,
          request.headers['user-agent']?.includes('Mozilla') === true ? {} : ok,
        )(request, response),
      'failed:not-readable',
      'Look at the real answer in the developer tools',
    ],
    [
      answering(200, '<!doctype html><form>', { ...ok, 'Content-Type': 'text/html' }),
      'failed:html-page',
      'with an HTML page',
    ],
    [answering(204, '', ok), 'failed:no-body', '204 without a body'],
    [answering(200, `{"data":${whole}}`, ok), 'failed:wrapped', 'It stands inside "data".'],
    [answering(200, `[${whole}]`, ok), 'failed:json-array', 'with a JSON array'],
    [answering(200, 'null', ok), 'failed:json-null', 'with null'],
    [answering(200, 'ann', ok), 'failed:not-json', 'not JSON'],
    [
      answering(200, `{"content":"${'x'.repeat(10_000_000)}"}`, ok),
      'failed:too-long',
      'more than 64 KiB',
    ],
    [
      answering(500, 'at Object.<anonymous> (secret.js)', ok),
      'failed:other-status',
      'answered 500',
    ],
    [answering(200, '{"groups":"admin"}', ok), 'failed:user-groups', 'groups is a string'],
    [answering(200, '{"expiresAt":1}', ok), 'failed:user-expires-at', 'expiresAt'],
    [answering(403, '{}', ok), 'stranger', 'answered 403: nobody is signed in'],
    [answering(200, '{}', ok), 'identified', 'answer 401 where nobody is signed in'],
    [answering(200, '{"group":["admin"]}', ok), 'identified', ''],
  ];
  const { page } = await visitor(browser());
  const broke: string[] = [];
  page.on('pageerror', ({ message }) => broke.push(message));
  for (const [at, [answer, wanted, says, fields]] of rows.entries()) {
    api.answer = answer;
    await page.goto(`${origin}/quickstart`);
    expect(await outcome(page), `row ${at}`).toBe(wanted);
    if (says === '') await expect(notice(page), `row ${at}`).toBeHidden();
    else await expect(notice(page), `row ${at}`).toContainText(says);
    const copied = page.locator('.to-set pre');
    if (fields === undefined) await expect(copied, `row ${at}`).toHaveCount(0);
    else await expect(copied, `row ${at}`).toHaveText(fields);
    if (wanted !== 'identified') {
      expect(await page.evaluate(() => localStorage.length), `row ${at}`).toBe(0);
      await expect(page.getByRole('link', { name: 'For admins' })).toBeHidden();
    }
  }
  await api.close();
  await page.goto(`${origin}/quickstart`);
  expect(await outcome(page)).toBe('failed:not-readable');
  await expect(notice(page)).toContainText('refuses connections. Is it running');
  expect(broke).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('an answer that never comes is awaited for ten seconds, and a lost one is lost', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const { page } = await visitor(browser());
  await page.goto(`${played.host.origin}/quickstart`);
  api.answer = right(played.host.origin);
  await played.call('POST', '/faults', { kind: 'lose-answer' });
  await page.goto(`${played.host.origin}/quickstart`);
  expect(await outcome(page)).toBe('failed:answer-lost');
  await page.goto(`${played.host.origin}/quickstart`);
  expect(await outcome(page)).toBe('stranger');
  api.answer = () => undefined;
  await page.goto(`${played.host.origin}/quickstart`);
  expect(await outcome(page)).toBe('failed:no-answer');
  await expect(notice(page)).toContainText('no answer within 10 s');
  await page.context().close();
  await Promise.all([played.host.close(), api.close()]);
});

test('a clock that is moved beyond expiresAt ends what is kept', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  api.answer = (request, response) =>
    answering(200, JSON.stringify(user), letIn(played.host.origin))(request, response);
  const { page } = await visitor(browser());
  await page.goto(`${played.host.origin}/quickstart`);
  expect(await outcome(page)).toBe('identified');
  await played.call('PUT', '/clock', { offsetMs: 2 * 3_600_000 });
  await page.goto(`${played.host.origin}/quickstart`);
  expect(await outcome(page)).toBe('failed:user-expires-at');
  await expect(page.getByRole('heading', { name: 'Hello, stranger' })).toBeVisible();
  await page.context().close();
  await Promise.all([played.host.close(), api.close()]);
});

test('the inspector shows the question, why it failed and what to set, and no token', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const { origin } = played.host;
  const { page, faults } = await visitor(browser());
  await page.goto(`${played.control.inspectorUrl}#${played.control.token}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('From here to the first reader');
  const docs = await page.context().newPage();
  api.answer = answering(200, '{}', {});
  await docs.goto(`${origin}/quickstart`);
  expect(await outcome(docs)).toBe('failed:not-readable');
  await expect(page.getByRole('heading', { name: 'The reader is not known' })).toBeVisible();
  await expect(page.locator('.panel').first()).toContainText(`set it to ${origin}.`);
  await expect(page.getByRole('group', { name: 'Header fields' }).first()).toHaveText(
    `Access-Control-Allow-Origin: ${origin}\nAccess-Control-Allow-Credentials: true`,
  );
  await expect(page.getByText('GET ' + api.url).first()).toBeVisible();
  api.answer = answering(200, JSON.stringify(user), letIn(origin));
  for (const _time of [1, 2]) {
    await docs.goto(`${origin}/quickstart`);
    // A page that is left before it has told what came was not heard.
    expect(await outcome(docs)).toBe('identified');
  }
  await expect(page.getByRole('heading', { name: 'The reader is known' })).toBeVisible();
  await expect(page.locator('[data-requirement="user-groups"]')).toBeVisible();
  await expect(page.locator('.item').first()).toContainText('2 times');
  await expect(page.getByRole('heading', { name: 'The token' })).toHaveCount(0);
  expect(await page.content()).not.toContain('Zoë');
  expect(faults).toEqual([]);
  await page.context().close();
  await Promise.all([played.host.close(), api.close()]);
});

test('pages and inspector of a question look right: on a phone, in the dark, without a mouse', async () => {
  const api = await openToldApi();
  const played = await playAsking(api, { loginUrls: [{ name: 'Foo', url: api.signInUrl }] });
  const { origin } = played.host;
  const answers: readonly Answering[] = [
    answering(401, '{}', letIn(origin)),
    answering(200, '{"groups":"admin"}', letIn(origin)),
    answering(200, JSON.stringify(user), letIn(origin)),
    answering(200, '{}', {}),
  ];
  for (const look of looks) {
    const context = await browser().newContext({ ...look, bypassCSP: true });
    const page = await context.newPage();
    for (const [at, answer] of answers.entries()) {
      api.answer = answer;
      await page.goto(`${origin}/quickstart`);
      await outcome(page);
      await examine(page, `answer ${at} ${lookName(look)}`);
    }
    await page.goto(`${played.control.inspectorUrl}#${played.control.token}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The reader is not known');
    await examine(page, `inspector ${lookName(look)}`);
    await context.close();
  }
  await Promise.all([played.host.close(), api.close()]);
});

test('a host in whose handshake a token travels has no such script', async () => {
  const played = await play(authentication);
  const text = await (await fetch(`${played.host.origin}/public`)).text();
  expect(text).not.toContain('docs-handshake-ask');
  await played.host.close();
});
