import { expect, test } from '@playwright/test';

import { makeFlowKeys } from '../../../../fixtures/reference/keys.js';
import { loginSetup } from '../../../../mock-host/first-run/login-setup.js';
import type { LoginSetup } from '../../../../mock-host/first-run/snippets/setup.js';
import { snippetsFor } from '../../../../mock-host/first-run/snippets/snippets.js';
import { openMockHost } from '../../../../mock-host/mock-host.js';
import { readKeys } from '../../../../protocol/jose/keys.js';
import type { Handshake } from '../../../../protocol/requirement.js';
import { freePort } from '../../docs/page-flow.js';
import { authentication, personalization } from '../../harness/mock-host-setup.js';
import { runsHere, startSnippet } from './snippet-process.js';

const docsOrigin = 'https://docs.foo.com';

/** What a snippet is told of a host of each kind. */
function setupOf(handshake: Handshake, docsPath: string, loginPort: number): LoginSetup {
  const setup = loginSetup({
    handshake,
    edition: handshake.facts.editions.at(-1)?.id ?? '',
    docsOrigin,
    docsPath,
    returnParam: 'redirect',
    loginUrl: `http://localhost:${loginPort}/docs-login`,
  });
  if (setup === undefined) throw new Error('There are no snippets for this host.');
  return setup;
}

/** Pages that are asked for, and where a reader has to come to: undefined for the page itself. */
const pages: readonly (readonly [page: string | undefined, to?: string])[] = [
  ['/quickstart'],
  ['/quickstart?a=1&b=2'],
  ['/a%20b/caf%C3%A9'],
  [undefined, ''],
  ['https://evil.test/', ''],
  ['//evil.test/', ''],
  ['/\\evil.test', ''],
  ['/a\r\nX-Evil: 1', ''],
  ['/a\n', ''],
  ['quickstart', ''],
];
/** Where the page itself becomes the address. */
const pagesInAddress: typeof pages = [
  ['/login', ''],
  ['/LOGIN/x', ''],
  ['/_mintlify/api/user', ''],
  ['/quickstart#step-two', '/quickstart'],
];

const ids = snippetsFor(setupOf(authentication, '', 3000)).map(({ id }) => id);

for (const id of ids) {
  for (const [handshake, docsPath] of [
    [authentication, ''],
    [personalization, ''],
    [personalization, '/docs'],
  ] as const) {
    const { facts } = handshake;
    const name = `${facts.algorithm}${docsPath === '' ? '' : `, docs below ${docsPath}`}`;
    test(`the snippet ${id} logs readers in: ${name}`, async ({}, info) => {
      test.skip(!runsHere(id), `This machine cannot run ${id}.`);
      test.setTimeout(120_000);
      const port = await freePort();
      const snippet = snippetsFor(setupOf(handshake, docsPath, port)).find((one) => one.id === id);
      if (snippet === undefined) throw new Error(id);
      const key = makeFlowKeys(facts.algorithm).own;
      const reading = await readKeys(key.publicPem, 'own.pem');
      if (!reading.ok) throw new Error(reading.problem);
      const host = await openMockHost({
        handshake,
        edition: facts.editions.at(-1)?.id ?? '',
        docsOrigin,
        docsPath,
        loginUrls: [{ name: 'a', url: 'https://foo.test/docs-login' }],
        returnParam: 'redirect',
        keys: reading.keys,
        port: 0,
        clock: Date.now,
      });
      const pem = key.privateText.reveal().replaceAll('\n', '\\n');
      const running = await startSnippet(snippet, info.outputPath('a b'), port, pem);
      try {
        const inAddress = facts.callbackPath === undefined;
        for (const [page, to = page] of [...pages, ...(inAddress ? pagesInAddress : [])]) {
          const asked = page !== undefined && /^\/\w/.test(page) ? docsPath + page : page;
          const response = await running.ask(asked);
          const label = JSON.stringify(asked);
          expect(response.status, label).toBe(303);
          expect(response.headers.get('cache-control'), label).toContain('no-store');
          expect(response.headers.get('x-evil'), label).toBeNull();
          const location = new URL(response.headers.get('location') ?? '');
          expect(location.origin, label).toBe(docsOrigin);
          const fragment = location.hash.slice(1);
          const token = /(?:^|jwt=)(eyJ[\w.-]+)/.exec(fragment)?.[1] ?? '';
          if (inAddress) {
            const wanted = docsPath + (to === '' ? '/' : (to ?? ''));
            // A page outside the docs is none of theirs.
            expect(location.pathname + location.search, label).toBe(wanted);
            const anchor = /&anchor=(.*)/.exec(fragment)?.[1];
            expect(anchor, label).toBe(page?.includes('#') === true ? 'step-two' : undefined);
          } else {
            expect(location.pathname, label).toBe(facts.callbackPath);
            expect(location.searchParams.get('redirect'), label).toBe(to === '' ? null : to);
            const answer = await hand(host.port, token);
            expect([answer.status, await answer.text()], label).toEqual([200, expect.anything()]);
          }
        }
      } finally {
        running.close();
        await host.close();
      }
    });
  }
}

const hand = (port: number, fragment: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fragment, path: '/login/jwt-callback' }),
  });
