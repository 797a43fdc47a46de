import { expect, test, type Browser, type Page } from '@playwright/test';

import { judgeRows } from '../../../judge/arrival/arrival-rows.js';
import type { ArrivalRules } from '../../../judge/arrival/judgement.js';
import { decide } from '../../../mock-host/arrival/decision.js';
import type { PageRules, PageVerdict } from '../../../mock-host/page-scripts/judge-token.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { json } from '../harness/mock-host-client.js';
import { personalization, play, type Played } from '../harness/mock-host-setup.js';
import { host, launch, open, outcome, visitor } from '../harness/mock-host-visitor.js';

/** Open docs: the page that takes a token judges it, and what it holds stays in that browser. */

let browser: Browser | undefined;

test.beforeAll(async () => {
  browser = await launch();
});
test.afterAll(() => browser?.close());
test.beforeEach(() => expect(browser, 'no browser was found').toBeDefined());

/** The judge of a host's pages. */
async function judgeOf(played: Played): Promise<string> {
  const text = await (await fetch(`${host(played)}/quickstart`)).text();
  return /data-judge="([^"]+)"/.exec(text)?.[1] ?? '';
}

const rulesOf = async (played: Played): Promise<PageRules> =>
  (await fetch(`${host(played)}/_docs-handshake/rules`)).json() as Promise<PageRules>;

test('neither token nor claims leave the browser, whatever becomes of them', async () => {
  const played = await play(personalization);
  const { page, faults, told, handed } = await visitor(browser);
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

/** Payloads, headers and forms of every kind that the rows tell apart. */
function oddTokens(played: Played): readonly string[] {
  const { mint } = played;
  const now = played.seconds();
  const good = mint();
  const [header = '', payload = '', signature = ''] = good.split('.');
  const raw = Buffer.from(signature, 'base64url');
  const claims: readonly Record<string, unknown>[] = [
    { expiresAt: (now + 3600) * 1000 },
    { expiresAt: '1' },
    { expiresAt: null },
    { groups: 'admin' },
    { groups: [1, null] },
    { groups: ['a', 'a', ' b', 'x'.repeat(300)] },
    { content: [] },
    { content: 'x' },
    { content: { user: { firstName: 'Zoë' }, 日本: 1 } },
    { apiPlaygroundInputs: { headers: {} } },
    { apiPlaygroundInputs: { server: { region: 1 } } },
    { exp: undefined },
    { exp: 'x' },
    { exp: now * 1000 },
    { exp: now + 5000 },
    { exp: now + 10.5 },
    { iat: now + 60, nbf: now + 2 },
    { nbf: 'x' },
    { host: 'https://x' },
    { content: { password: 'hunter2', key: '-----BEGIN PRIVATE KEY-----' } },
    { firstName: 'Ann', email: 'ann@example.com' },
    { content: { long: 'é'.repeat(4000) } },
  ];
  const headers: readonly Record<string, unknown>[] = [
    { typ: 7 },
    { kid: 7 },
    { alg: 'EdDSA' },
    { alg: 'none' },
    { alg: 'HS256' },
    { crit: ['b64'], b64: false },
    { cty: 'JWT' },
    { pad: 'x'.repeat(1200) },
  ];
  return [
    ...claims.map((each) => mint(each)),
    ...headers.map((each) => mint({}, each)),
    good,
    `jwt=${good}&anchor=step`,
    `anchor=&jwt=${good}`,
    `${good}#x`,
    `${good}%0A`,
    `${good}==`,
    `${header}.${payload}.`,
    `${header}.${payload}.${raw.subarray(0, 63).toString('base64url')}`,
    `${header}.${payload}.${raw.toString('base64')}`,
    `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
    `${header}.${Buffer.from('{"exp":1,"exp":2}').toString('base64url')}.${signature}`,
    `${header}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${signature}`,
    `${header}.bm9qc29u.${signature}`,
    'jwt=',
    'jwt=undefined',
    'eyJhbGciOiJkaXIifQ.a.b.c.d',
    `b'${good}'`,
  ];
}

test('the judge of the page and that of the host say the same, word for word', async () => {
  const played = await play(personalization, { replayProtection: false });
  const { page, faults } = await visitor(browser);
  await page.goto(`${host(played)}/quickstart`);
  const given = { ...(await rulesOf(played)), clockOffsetMs: 0 };
  const nowMs = played.clock.now;
  await page.clock.setFixedTime(nowMs);
  const fragments = oddTokens(played);
  const path = '/quickstart?x=1';
  const there = await page.evaluate(
    async ({ address, texts, rules, at }) => {
      const module = (await import(address)) as {
        judge: (text: string, path: string, rules: PageRules) => Promise<PageVerdict>;
      };
      const found: PageVerdict[] = [];
      for (const text of texts) found.push(await module.judge(text, at, rules));
      return found;
    },
    { address: await judgeOf(played), texts: fragments, rules: given, at: path },
  );
  const pem = await Promise.all(
    given.keys.map(({ jwk, name }) => readKeys(JSON.stringify(jwk), name)),
  );
  const rules: ArrivalRules = {
    ...given,
    handshake: personalization,
    keys: pem.flatMap((read) => (read.ok ? read.keys : [])),
  };
  const seen = new Set<string | undefined>();
  for (const [at, fragment] of fragments.entries()) {
    const arrival = { fragment: seal(fragment), url: given.docsOrigin + path, nowMs };
    const [judged, decision] = await Promise.all([
      judgeRows(arrival, rules),
      decide(arrival, rules, undefined, () => nowMs),
    ]);
    const found = there[at];
    const label = `fragment ${at}`;
    expect(found?.rows, label).toEqual(judged.rows);
    expect(found?.header, label).toEqual(judged.header);
    expect(found?.claims, label).toEqual(judged.claims);
    expect(found?.refusal, label).toEqual(decision.accepted ? undefined : decision);
    expect(found?.endsAtMs, label).toBe(decision.accepted ? decision.endsAtMs : undefined);
    seen.add(found?.told.code);
  }
  // The table tells enough of them apart to mean something.
  expect(seen.size).toBeGreaterThan(12);
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a token that comes twice is refused by the browser that brought it', async () => {
  const played = await play(personalization);
  const { page } = await visitor(browser);
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
    const { page, told, handed } = await visitor(browser);
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
  const { page, told, handed } = await visitor(browser);
  await open(page, `${host(asked)}/quickstart#${asked.mint({ content: { firstName: 'Ann' } })}`);
  expect(await outcome(page)).toBe('accepted');
  await expect(page.getByText('Hello, Ann')).toBeVisible();
  expect([handed.length, told.length]).toEqual([1, 0]);
  await page.context().close();
  await asked.host.close();
});
