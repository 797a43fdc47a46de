import { expect, test, type Page } from '@playwright/test';

import { json } from '../harness/mock-host-client.js';
import { personalization, play } from '../harness/mock-host-setup.js';
import { host, judgeOf, launch, open, outcome, visitor } from '../harness/mock-host-visitor.js';
import { sharedBrowser } from '../harness/browser/shared-browser.js';

/** Open docs: the page that takes a token judges it, and what it holds stays in that browser. */

const browser = sharedBrowser();

test('neither token nor claims leave the browser, whatever becomes of them', async () => {
  const played = await play(personalization);
  const { page, faults, told, handed } = await visitor(browser());
  const sent: string[] = [];
  page.on('request', (request) => {
    const { url, headers, postData } = {
      url: request.url(),
      headers: request.headers(),
      postData: request.postData(),
    };
    sent.push(JSON.stringify({ url, headers, postData }));
  });
  const canary = 'Zoe-canary-7d1f';
  const claims = { sub: canary, groups: [canary], content: { firstName: canary } };
  const rows: readonly (readonly [claims: Record<string, unknown>, outcome: string])[] = [
    [claims, 'accepted'],
    [{ ...claims, exp: 1 }, 'refused:token-exp-future'],
    [{ ...claims, expiresAt: canary }, 'refused:user-expires-at'],
    [{ ...claims, apiPlaygroundInputs: { [canary]: {} } }, 'refused:user-playground'],
  ];
  for (const [given, wanted] of rows) {
    const token = played.mint(given);
    await open(page, `${host(played)}/quickstart#${token}`);
    expect(await outcome(page)).toBe(wanted);
    const secrets = [...token.split('.'), canary, Buffer.from(canary).toString('base64url')];
    for (const secret of secrets) {
      expect(sent.join('\n')).not.toContain(secret);
      expect(JSON.stringify(played.host.events())).not.toContain(secret);
    }
    // What was seen stands on the page all the same.
    const panel = page.locator('details.token');
    if (wanted === 'accepted') {
      expect(await panel.textContent()).not.toContain(canary);
      await panel.locator('summary').click();
    }
    await expect(panel.locator('[data-token-part="claims"]')).toContainText(canary);
  }
  expect(handed).toEqual([]);
  expect(told.map(({ code }) => code)).toEqual(rows.map(([, word]) => word.split(':')[1]));
  const known = new Set(personalization.requirements.map(({ id }) => id));
  for (const { rows: judged } of told) {
    expect(Object.keys(judged).length).toBeGreaterThan(15);
    expect(Object.keys(judged).filter((id) => !known.has(id))).toEqual([]);
  }
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a token that comes twice is refused by the browser that brought it', async () => {
  const played = await play(personalization);
  const { page } = await visitor(browser());
  const token = played.mint();
  for (const wanted of ['accepted', 'refused:replay']) {
    await open(page, `${host(played)}/quickstart#${token}`);
    expect(await outcome(page)).toBe(wanted);
  }
  await expect(page.locator('[data-seen="actual"]')).toContainText('The same token was used');
  await expect(page.locator('[data-seen="expected"]')).toHaveText(
    'A token that was not used before.',
  );
  await page.context().close();
  await played.host.close();
});

/** Ways to a browser that cannot judge, each with what the page then says. */
const unable: readonly (readonly [
  name: string,
  says: string,
  makeSo: (page: Page) => Promise<unknown>,
])[] = [
  [
    'an algorithm that the browser lacks',
    'cannot verify the handshake',
    (page) =>
      page.addInitScript(() => {
        crypto.subtle.importKey = () =>
          Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
      }),
  ],
  [
    'a judge that does not load',
    'could not judge the token by itself',
    (page) => page.route('**/judge-*.js', (route) => route.abort()),
  ],
];

for (const [name, says, makeSo] of unable) {
  test(`the host verifies in the place of a page that cannot, and both say so: ${name}`, async () => {
    const played = await play(personalization);
    const { page, told, handed } = await visitor(browser());
    await makeSo(page);
    await open(
      page,
      `${host(played)}/quickstart#${played.mint({ content: { firstName: 'Ann' } })}`,
    );
    expect(await outcome(page)).toBe('accepted');
    await expect(page.getByRole('status')).toContainText(says);
    await expect(page.getByText('Hello, Ann')).toBeVisible();
    await open(page, `${host(played)}/quickstart#${played.mint({ exp: 1 })}`);
    expect(await outcome(page)).toBe('refused:token-exp-future');
    expect(handed).toHaveLength(2);
    expect(told).toEqual([]);
    const events = played.host.events().filter(({ kind }) => kind === 'verified-here');
    expect(events.map(({ sentence }) => sentence.includes(says))).toEqual([true, true]);
    await page.context().close();
    await played.host.close();
  });
}

test('plain http beyond this machine has no WebCrypto: the page says so, and what to do', async () => {
  const played = await play(personalization, { docsOrigin: 'http://docs.foo.test' });
  const elsewhere = await launch([
    `--host-resolver-rules=MAP docs.foo.test:80 127.0.0.1:${played.host.port}`,
  ]);
  const { page, told, handed } = await visitor(elsewhere);
  await open(
    page,
    `http://docs.foo.test/quickstart#${played.mint({ content: { firstName: 'Ann' } })}`,
  );
  expect(await outcome(page)).toBe('accepted');
  expect(await page.evaluate(() => typeof crypto.subtle)).toBe('undefined');
  await expect(page.getByRole('status')).toContainText('Open the docs at an https origin');
  await expect(page.getByText('Hello, Ann')).toBeVisible();
  expect([handed.length, told.length]).toEqual([1, 0]);
  const events = played.host.events().map(({ kind }) => kind);
  expect(events).toEqual(['verified-here', 'token-accepted']);
  await elsewhere?.close();
  await played.host.close();
});

test('the host takes ids of its catalogue and outcomes from its own pages, and nothing else', async () => {
  const played = await play(personalization, { docsPath: '/docs' });
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${host(played)}/_docs-handshake/verdict`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    });
  const good = { path: '/docs/quickstart', outcome: 'accepted', rows: { 'token-compact': 'pass' } };
  const bad: readonly (readonly [body: unknown, headers?: Record<string, string>])[] = [
    [{ ...good, rows: { 'no-such-id': 'pass' } }],
    [{ ...good, rows: { 'token-compact': 'green' } }],
    [{ ...good, rows: { constructor: 'pass' } }],
    [{ ...good, rows: [] }],
    [{ ...good, claims: {} }],
    [{ ...good, outcome: 'fine' }],
    [{ ...good, code: 'token-compact' }],
    [{ ...good, outcome: 'refused' }],
    [{ ...good, outcome: 'refused', code: 'eyJhbGciOiJFUzI1NiJ9' }],
    [{ ...good, path: '/elsewhere' }],
    [{ ...good, path: '//evil.example/docs' }],
    [{ ...good, path: '/docs/login' }],
    ['accepted'],
    [null],
    [good, { origin: 'https://evil.example' }],
    [good, { 'sec-fetch-site': 'cross-site' }],
  ];
  for (const [body, headers] of bad) {
    expect((await post(body, headers)).status, JSON.stringify(body)).toBe(400);
  }
  const kinds = (): readonly string[] => played.host.events().map(({ kind }) => kind);
  expect(new Set(kinds())).toEqual(new Set(['request-refused']));
  expect(JSON.stringify(played.host.events())).not.toContain('eyJ');
  const fell = { 'token-compact': 'pass', 'token-exp-short': 'warn' };
  const accepted = await post({ ...good, rows: fell });
  expect(await accepted.json()).toEqual({
    outcome: 'accepted',
    location: '/docs/quickstart',
    notices: [],
  });
  const refused = await post({ ...good, outcome: 'refused', code: 'replay' });
  const { location } = (await refused.json()) as { readonly location: string };
  const page = await (await fetch(host(played) + location)).text();
  expect(page).toContain('content="refused:replay"');
  expect(page).toContain('claims do not leave it');
  await played.host.close();
});

test('who verifies where a program asks for the claims, and where browsers have none of it', async () => {
  const asked = await play(personalization, { verifiedBy: 'host' });
  expect(await judgeOf(asked)).toBe('');
  expect((await fetch(`${host(asked)}/_docs-handshake/rules`)).status).toBe(404);
  const { page, told, handed } = await visitor(browser());
  await open(page, `${host(asked)}/quickstart#${asked.mint({ content: { firstName: 'Ann' } })}`);
  expect(await outcome(page)).toBe('accepted');
  await expect(page.getByText('Hello, Ann')).toBeVisible();
  expect([handed.length, told.length]).toEqual([1, 0]);
  await page.context().close();
  await asked.host.close();
});

test('the group audit of docs whose tokens stay in browsers is made in the browser', async () => {
  const played = await play(personalization);
  const { page, faults } = await visitor(browser());
  const audit = `${host(played)}/_docs-handshake/groups`;
  const row = page.getByRole('row', { name: 'admin' });
  await open(page, audit);
  await expect(row).toContainText('not by a token in this browser');
  await expect(page.getByText('Nobody is logged in here.')).toBeVisible();
  await open(page, `${host(played)}/#${played.mint({ groups: ['admin', 'Beta'] })}`);
  expect(await outcome(page)).toBe('accepted');
  await open(page, audit);
  await expect(row.getByText('your token')).toBeVisible();
  await expect(row.getByText('not by a token')).toBeHidden();
  await expect(page.getByText('admin, Beta')).toBeVisible();
  await expect(page.getByText('Nearly the same')).toBeHidden();
  await open(page, `${host(played)}/#${played.mint({ groups: ['Admin'] })}`);
  expect(await outcome(page)).toBe('accepted');
  await open(page, audit);
  await expect(page.locator('.misses li')).toHaveText(
    'pages ask for admin, your token carries Admin: they differ by case',
  );
  // Another browser knows nothing of it, and neither does the host.
  const other = await visitor(browser());
  await open(other.page, audit);
  await expect(other.page.getByText('Nobody is logged in here.')).toBeVisible();
  expect(await other.page.content()).not.toContain('Beta');
  expect(faults).toEqual([]);
  await other.page.context().close();
  await page.context().close();
  await played.host.close();
});
