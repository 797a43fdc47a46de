import { expect, test } from '@playwright/test';
import { makeFlowKeys } from '../../../../fixtures/reference/keys.js';
import { handshakes } from '../../../../handshakes/registry.js';
import type { Report } from '../../../../protocol/report.js';
import { run } from '../../harness/fitting-run.js';
import { configurationFor } from '../../harness/mutant-proof.js';
import { callback, docsOrigin, user, withFlow } from '../../harness/routed-flow.js';

/** What a flow sets with its form and with the answer to the password; the form asks for its `guard` cookie. */
interface Scene {
  readonly page?: readonly string[];
  readonly answer?: readonly string[];
}

const good = 'Path=/; HttpOnly; SameSite=Lax';
const guard = `guard=g1; ${good}`;
const long = 'x'.repeat(4_427);

async function judged({ page = [guard], answer = [] }: Scene): Promise<Report> {
  const [handshake] = await handshakes();
  if (handshake === undefined) throw new Error('there is no handshake');
  const form =
    '<form method="post" action="/auth/login"><input name="user"><input type="password" name="pass"><button>Go</button></form>';
  const first = (cookies: string | undefined, name: string): string | undefined =>
    new RegExp(`(?:^|; )${name}=([^;]*)`).exec(cookies ?? '')?.[1];
  const shown = { 'Content-Type': 'text/html', 'Set-Cookie': [...page] };
  let report: Report | undefined;
  await withFlow(
    {
      'GET /login': ({ headers }, response) => {
        const signedIn = first(headers.cookie, '(?:__Host-|)sid')?.startsWith('live') === true;
        if (signedIn) response.writeHead(303, { Location: callback }).end();
        else response.writeHead(200, shown).end(form);
      },
      'POST /auth/login': ({ headers }, response) => {
        if (first(headers.cookie, 'guard')?.startsWith('g1') !== true) {
          response.writeHead(200, shown).end(form);
        } else response.writeHead(303, { Location: callback, 'Set-Cookie': [...answer] }).end();
      },
    },
    async (origin) => {
      const keys = makeFlowKeys('EdDSA');
      const users = [user] as unknown as Parameters<typeof configurationFor>[1]['users'];
      const flow = { loginUrl: `${origin}/login`, users, keys };
      const only = ['callback-reached', 'live-session-returns'];
      const configuration = await configurationFor(handshake, flow, docsOrigin, { only });
      report = await run(configuration, { progress: () => undefined, env: process.env });
    },
  );
  if (report === undefined) throw new Error('nothing was judged');
  return report;
}

/** Sessions that do not come back, and what the finding says besides what was shown. */
const sessions: readonly (readonly [name: string, answer: readonly string[], words: RegExp])[] = [
  [
    'is too large',
    [`sid=live${long.slice(4)}; ${good}`],
    /Browsers drop the cookie "sid", whose name and value hold 4,430 octets: keep it to 4,096/,
  ],
  [
    'breaks the rule of its prefix',
    ['__Host-sid=live; Path=/auth; Secure; HttpOnly; SameSite=Lax'],
    /Browsers drop the cookie "__Host-sid": its prefix asks for https, Secure, Path=\/ and no Domain/,
  ],
  [
    'stands behind a comma',
    [`theme=dark; Path=/, sid=live; ${good}`],
    /The cookie "sid" went lost, because two cookies stand in one Set-Cookie field/,
  ],
  [
    'has a twin that wins',
    [`sid=live; ${good}`, `sid=old; Path=/login; HttpOnly; SameSite=Lax`],
    /Browsers send two cookies "sid", the one with the longer Path .* first/,
  ],
  [
    'goes to another path',
    ['sid=live; HttpOnly; SameSite=Lax'],
    /The cookie "sid" has the path \/auth, so browsers do not send it to \/login: set it with Path=\//,
  ],
  [
    'has a foreign Domain',
    [`sid=live; ${good}; Domain=foo.com`],
    /Browsers drop the cookie "sid": its Domain is not one that the host may set; leave Domain out/,
  ],
];

for (const [name, answer, words] of sessions) {
  test(`a session whose cookie ${name} falls with the reason`, async () => {
    const report = await judged({ answer });
    const row = report.verdicts.find(({ id }) => id === 'live-session-returns');
    expect(row?.outcome).toBe('fail');
    expect(row?.actual).toMatch(words);
  });
}

test('a sign-in that is refused for the cookie of its form blames the cookie, not the password', async () => {
  const report = await judged({ page: [`guard=g1${long}; ${good}`] });
  const row = report.verdicts.find(({ id }) => id === 'callback-reached');
  expect(row?.actual).toMatch(/browsers drop the cookie "guard".*4,096/);
  expect(row?.actual).not.toMatch(/--password/);
});

test('a wrong password is still the password’s fault where a counter’s cookie was dropped', async () => {
  const report = await judged({ page: [`_ga=1; Domain=foo.com; Path=/`] });
  const row = report.verdicts.find(({ id }) => id === 'callback-reached');
  expect(row?.actual).toMatch(/--password/);
});
