import { expect, test } from '@playwright/test';

import { describeEvent } from '../../../mock-host/mock-host.js';
import { mask } from '../../../protocol/secrecy/masking.js';
import { callback, get, hand, raw } from '../harness/mock-host-client.js';
import { authentication, personalization, play, type Played } from '../harness/mock-host-setup.js';

/** What the terminal shows of everything that happened since. */
const lines = (played: Played, since = 0): string =>
  played.host.events().slice(since).map(describeEvent).join('\n');

test('a refused request is named: what, where, for whom', async () => {
  const played = await play(authentication);
  const { port } = played.host;
  const ask = (request: string): Promise<string> =>
    raw(port, `${request}\r\nConnection: close\r\n\r\n`);
  const rows: readonly (readonly [request: string, line: RegExp])[] = [
    [
      'DELETE /quickstart HTTP/1.1\r\nHost: localhost:1',
      /^\d\d:\d\d:\d\dZ request-refused \/quickstart: Only GET and HEAD are allowed here\.\n +method: DELETE, host: localhost:1$/,
    ],
    [
      'GET /_docs-handshake/verify HTTP/1.1\r\nHost: localhost',
      / request-refused \/_docs-handshake\/verify: Only POST is allowed here\.\n +method: GET, host: localhost$/,
    ],
    [
      'GET /x HTTP/1.1\r\nHost: evil.example',
      /request-refused \/x: This mock docs host does not answer for that Host\.\n +method: GET, host: evil\.example$/,
    ],
    ['GET /x HTTP/1.1', /exactly one Host field\.\n +method: GET, host: none$/],
    [
      `POST /_docs-handshake/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999`,
      /more than 65,536 octets\.\n +method: POST, host: localhost$/,
    ],
  ];
  for (const [request, line] of rows) {
    const since = played.host.events().length;
    await ask(request);
    expect(lines(played, since), request).toMatch(line);
  }
  const since = played.host.events().length;
  await hand(played, 'x', callback, { origin: 'https://evil.example' });
  expect(lines(played, since)).toContain('origin: https://evil.example');
  await played.host.close();
});

test('two readers do not look alike, and no value but their groups is told', async () => {
  for (const facts of [authentication, personalization]) {
    const played = await play(facts);
    const path = facts === authentication ? callback : '/quickstart';
    const always = facts === authentication ? 'exp, jti, host' : 'exp, jti';
    const rows: readonly (readonly [claims: Record<string, unknown>, says: readonly string[]])[] = [
      [
        { groups: ['admin', 'beta'], content: { firstName: 'Ann', plan: 'pro' } },
        ['groups: admin, beta', `claims: ${always}, groups, content; content: firstName, plan`],
      ],
      [{ email: 'bob@foo.test' }, ['groups: none', `claims: ${always}, email; content: none`]],
      [
        { groups: Array.from({ length: 30 }, (_none, index) => `g${index}`) },
        ['g18, g19 and 10 more'],
      ],
      [{ groups: ['Bearer abcdefghijklmnop'] }, ['groups: Bearer …']],
    ];
    for (const [claims, says] of rows) {
      const since = played.host.events().length;
      expect((await hand(played, played.mint(claims), path)).status).toBe(200);
      for (const text of says) expect(lines(played, since)).toContain(text);
    }
    expect(lines(played)).not.toMatch(/Ann|pro\b|bob@foo/);
    await played.host.close();
  }
});

test('a long page is shown once and cut, a token in it is masked once', async () => {
  const played = await play(authentication);
  const token = played.mint();
  const shown = `eyJhbG…(${token.length} characters)`;
  const rows: readonly (readonly [page: string, most: number, shown?: string])[] = [
    [`/long/${'x'.repeat(500)}`, 260],
    [
      `/q?token=${token}`,
      260,
      `/q?token=${shown}: A visitor goes to log in at https://foo.test/docs-login.`,
    ],
    [`/q?x=${token}&y=1`, 260, `/q?x=${shown}&y=1: `],
  ];
  for (const [page, most, text] of rows) {
    const since = played.host.events().length;
    await get(played, `/login?redirect=${encodeURIComponent(page)}`);
    const line = lines(played, since);
    expect(line.length, page.slice(0, 12)).toBeLessThan(most);
    expect(line.split(page.slice(0, 8)), page.slice(0, 12)).toHaveLength(2);
    if (text !== undefined) expect(line).toContain(text);
  }
  for (const [page] of rows) expect(mask(mask(page))).toBe(mask(page));
  expect(mask(`/q?token=${token}`)).toBe(`/q?token=${shown}`);
  expect(mask('/q?token=abc…(12 characters)secret and more')).toBe('/q?token=… and more');
  await played.host.close();
});
