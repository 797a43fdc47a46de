import { expect, test } from '@playwright/test';

import { judgeRows } from '../../../judge/arrival/arrival-rows.js';
import type { ArrivalRules } from '../../../judge/arrival/judgement.js';
import { decide } from '../../../mock-host/arrival/decision.js';
import type { PageRules, PageVerdict } from '../../../mock-host/page-scripts/judge-token.js';
import { judgeLocation } from '../../../runner/report/recorded.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { personalization, play, type Played } from '../harness/mock-host-setup.js';
import { host, judgeOf, visitor } from '../harness/mock-host-visitor.js';
import { sharedBrowser } from '../harness/browser/shared-browser.js';

/** The judge that pages load is the host's own: on tokens of every kind both say the same. */

const browser = sharedBrowser();

const rulesOf = async (played: Played): Promise<PageRules> =>
  (await fetch(`${host(played)}/_docs-handshake/rules`)).json() as Promise<PageRules>;

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
  const { page, faults } = await visitor(browser());
  await page.goto(`${host(played)}/quickstart`);
  const sent = '/quickstart?x=1#step-two';
  const clock = { aheadMs: 0, movedMs: 0, takenBack: [] };
  const given = { ...(await rulesOf(played)), clock, sent };
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
    const location = `${arrival.url}#${fragment}`;
    const report = await judgeLocation({ ...rules, location, atMs: nowMs, sent });
    const outcomes = report.verdicts.map(({ id, outcome }) => [id, outcome]);
    expect(found?.told.rows, label).toEqual(Object.fromEntries(outcomes));
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
