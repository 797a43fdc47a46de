import { request as ask } from 'node:http';

import { expect, test } from '@playwright/test';
import { parse } from 'parse5';

import { handshakes } from '../../../handshakes/registry.js';
import { broken, replayed } from '../../../mock-host/arrival/policy.js';
import { hasToken } from '../../../protocol/handshake.js';
import type { ArrivalCase } from '../../../protocol/on-arrival.js';
import type { Handshake, Requirement } from '../../../protocol/requirement.js';
import { cookieOf, get, hand } from '../harness/mock-host-client.js';
import { play, type Played } from '../harness/mock-host-setup.js';

/** The host refuses in the words of the catalogue: under a row's id stand that row's title, why and fix. */

/** The text of a page, as a reader sees it, one line a block. */
function shown(html: string): string {
  const parts: string[] = [];
  const walk = (node: object): void => {
    const { value, childNodes = [] } = node as {
      value?: string;
      childNodes?: readonly object[];
    };
    if (value !== undefined) parts.push(value);
    for (const child of childNodes) walk(child);
  };
  walk(parse(html));
  return parts.join('\n');
}

/** The answer to a POST at a path, as text. */
function post(played: Played, path: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { port } = played.host;
    const sent = ask({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => (text += piece));
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A protected page that is asked for until the host stops it. */
async function circle(played: Played): Promise<string> {
  let cookie = '';
  for (let round = 0; round < 3; round += 1) {
    cookie = cookieOf(await get(played, '/quickstart', { cookie })) || cookie;
  }
  return (await get(played, '/quickstart', { cookie })).text();
}

const refusedBy = (html: string): string | undefined =>
  /name="docs-handshake-outcome" content="refused:([^"]*)"/.exec(html)?.[1];

/** Every way into a refusal: what arrives, and the page that comes of it. */
function arrivals(
  { facts }: Handshake,
  played: Played,
): Readonly<Record<string, () => Promise<string>>> {
  const { mint } = played;
  const page = facts.callbackPath ?? '/quickstart';
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const taken =
    (fragment: () => string, path = page) =>
    async (): Promise<string> => {
      const { location } = (await (await hand(played, fragment(), path)).json()) as {
        readonly location: string;
      };
      return (await get(played, location)).text();
    };
  const past = () => ({ exp: played.seconds() - 60 });
  const plain = {
    'no fragment': taken(() => ''),
    'an anchor': taken(() => 'step-one'),
    undefined: taken(() => 'jwt=undefined'),
    'three parts': taken(() => 'foo.bar.baz'),
    'four parts': taken(() => 'a.b.c.d'),
    'no alg': taken(() => `${encode({ typ: 'JWT' })}.e30.AA`),
    'five parts': taken(() => `${encode({ enc: 'A128GCM' })}.a.a.a.a`),
    long: taken(() => 'x'.repeat(17_000)),
    'in the query': taken(() => '', `${page}?jwt=${mint()}`),
    'in both': taken(() => mint({ jti: 'both' }), `${page}?jwt=${mint({ jti: 'both' })}`),
    padded: taken(() => `${mint()}==`),
    prefixed: taken(() => `Bearer%20${mint()}`),
    'another key': taken(() => `${mint().slice(0, -20)}${'A'.repeat(20)}`),
    expired: taken(() => mint(past())),
    early: taken(() => mint({ nbf: played.seconds() + 60 })),
    'without exp': taken(() => mint({ exp: undefined })),
    'exp as text': taken(() => mint({ exp: '1' })),
    'iat as text': taken(() => mint({ iat: '1' })),
    'session over': taken(() => mint({ expiresAt: played.seconds() })),
    groups: taken(() => mint({ groups: 'admin' })),
    content: taken(() => mint({ content: [] })),
    playground: taken(() => mint({ apiPlaygroundInputs: { body: {} } })),
    'wrong page': async () => (await get(played, '/login/JWT-callback')).text(),
  };
  const { callbackPath } = facts;
  return callbackPath === undefined
    ? plain
    : {
        ...plain,
        wrapped: taken(() => `jwt=${mint()}`),
        'another host': taken(() => mint({ host: 'docs.foo.example' })),
        'form passed on': () => post(played, callbackPath, 'user=ann&password=x'),
        'token posted': () => post(played, callbackPath, `token=${mint()}`),
        circles: () => circle(played),
      };
}

const all = await handshakes();

for (const handshake of all.filter(({ facts }) => hasToken(facts))) {
  const { facts, requirements } = handshake;

  test(`${facts.id}: every refusal has title, why and fix of the row that it names`, async () => {
    const played = await play(handshake);
    const named = new Set<string>();
    for (const [what, arrive] of Object.entries(arrivals(handshake, played))) {
      const html = await arrive();
      const id = refusedBy(html);
      const row = requirements.find((item) => item.id === id);
      expect.soft(row?.id, `${what}: ${id}`).toBeDefined();
      if (row === undefined) continue;
      named.add(row.id);
      const lines = shown(html).split('\n');
      const words = [`This was expected of the login flow: ${row.title}.`, row.why, row.fix];
      // Each in a line of its own beside its name: a description without one slips under the names.
      expect.soft(html.match(/<dd\b/g)?.length, what).toBe(html.match(/<dt\b/g)?.length);
      for (const text of words) expect.soft(lines, `${what}: ${row.id}`).toContain(text);
      const [{ code, sentence } = { sentence: '' }] = played.host
        .events()
        .filter((event) => event.code !== undefined)
        .slice(-1);
      expect.soft(code, what).toBe(row.id);
      expect.soft(lines, what).toContain(sentence);
    }
    expect(named.size).toBeGreaterThan(12);
    await played.host.close();
  });
}

/** What the host meets where an answer says who reads. */
const ofAnswers: readonly string[] = ['other-shape', 'session-over'];

for (const { facts, requirements } of all) {
  test(`${facts.id}: every case that the host meets has one row, and every row one effect`, () => {
    const cases: Readonly<Record<ArrivalCase, 'always' | 'callback path' | 'anchors'>> = {
      'no-token': 'always',
      'not-a-token': 'always',
      'token-elsewhere': 'always',
      'wrapped-token': 'callback path',
      'outdated-form': 'anchors',
      'long-fragment': 'always',
      encrypted: 'always',
      'no-algorithm': 'always',
      unverified: 'always',
      'other-shape': 'always',
      'session-over': 'always',
      'wrong-page': 'always',
      'form-passed-on': 'always',
      'token-posted': 'always',
      circles: 'always',
    };
    for (const [name, when] of Object.entries(cases)) {
      const rows = requirements.filter(({ arrivalCases }) =>
        arrivalCases?.some((each) => each === name),
      );
      const due = !hasToken(facts)
        ? ofAnswers.includes(name)
        : when === 'always' ||
          (when === 'callback path' ? facts.callbackPath !== undefined : facts.knowsAnchors);
      if (due)
        expect
          .soft(
            rows.map(({ id }) => id),
            name,
          )
          .toHaveLength(1);
    }
    // A leeway, a setting and the members of the payload matter to rows alone that are judged on arrival.
    const facets = (item: Requirement): boolean =>
      item.leeway !== undefined || item.hostSetting !== undefined || item.members !== undefined;
    const idle = requirements.filter((item) => facets(item) && item.onArrival === undefined);
    expect(idle.map(({ id }) => id)).toEqual([]);
    const members = requirements.flatMap((item) => item.members ?? []);
    expect(new Set(members).size).toBe(members.length);
  });
}

test('what is the host’s own policy is under no row’s id', async () => {
  const ids = (await handshakes()).flatMap(({ requirements }) => requirements.map(({ id }) => id));
  for (const { code } of [broken, replayed(1)]) expect(ids).not.toContain(code);
});
