import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, test } from '@playwright/test';

import { callback } from '../../harness/mock-host-client.js';
import { authentication, personalization, play } from '../../harness/mock-host-setup.js';
import { host, open, outcome, visitor } from '../../harness/mock-host-visitor.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';

/** Addresses that somebody else made, in a browser: no way off the docs, no script, no session in a frame. */

const browser = sharedBrowser();

const redirects: readonly string[] = [
  '//evil.example',
  '///evil.example/x',
  '/\\evil.example',
  '\\\\evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e%2e//evil.example',
  '/%2F/evil.example',
  '/%09/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  'https://evil.example/',
  'https:evil.example',
  'http://localhost@evil.example/',
  'http://localhost.evil.example/',
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'JaVaScRiPt://localhost/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'blob:http://localhost/x',
  'file:///etc/passwd',
  'about:blank',
  '/login/jwt-callback',
  '/login/jwt-callback?redirect=//evil.example',
  '/logout',
];

test('no redirect leads off the docs, and none runs a script', async () => {
  const played = await play(authentication);
  const { page, faults } = await visitor(browser());
  const elsewhere: string[] = [];
  const own = `${host(played)}/`;
  page.on('framenavigated', (frame) => {
    if (frame.url() !== 'about:blank' && !frame.url().startsWith(own)) elsewhere.push(frame.url());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(own)) elsewhere.push(request.url());
  });
  for (const redirect of redirects) {
    const address = `${host(played)}${callback}?redirect=${encodeURIComponent(redirect)}`;
    await open(page, `${address}#${played.mint()}`);
    expect(await outcome(page), redirect).toBe('accepted');
    expect(page.url(), redirect).toBe(own);
  }
  expect(elsewhere).toEqual([]);
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('an anchor is a name and nothing else', async () => {
  const played = await play(personalization);
  const { page, faults } = await visitor(browser());
  const anchors = [
    '"><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    '*',
    ':has(',
    '//evil.example',
    '%',
  ];
  for (const anchor of anchors) {
    const fragment = `jwt=${played.mint()}&anchor=${encodeURIComponent(anchor)}`;
    await open(page, `${host(played)}/quickstart#${fragment}`);
    expect(await outcome(page), anchor).toBe('accepted');
    await expect.poll(() => new URL(page.url()).pathname, { message: anchor }).toBe('/quickstart');
    expect(await page.locator('main img').count(), anchor).toBe(0);
  }
  expect(faults).toEqual([]);
  await page.context().close();
  await played.host.close();
});

test('a page of another site opens no session in a frame or by its own requests', async () => {
  const played = await play(authentication);
  const token = (): string => played.mint({ content: { firstName: 'Mallory' } });
  const evil = createServer((_request, response) => {
    const frame = `${host(played)}${callback}#${token()}`;
    const body = JSON.stringify({ fragment: token(), path: callback });
    response.setHeader('Content-Type', 'text/html').end(`<iframe src="${frame}"></iframe><script>
      const url = ${JSON.stringify(`${host(played)}/_docs-handshake/verify`)};
      const body = ${JSON.stringify(body)};
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
        for (const mode of ['cors', 'no-cors'])
          fetch(url, { method: 'POST', mode, credentials: 'include', headers: { 'content-type': type }, body }).catch(() => {});
    </script>`);
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const { port } = evil.address() as AddressInfo;
  const { page } = await visitor(browser());
  for (const name of ['localhost', '127.0.0.1']) {
    await page.goto(`http://${name}:${port}/`);
    await page.waitForLoadState('networkidle');
    expect(
      page
        .frames()
        .map((frame) => frame.url())
        .join(),
    ).not.toContain('eyJ');
    const cookies = await page.context().cookies();
    expect(
      cookies.filter((cookie) => cookie.name.startsWith('docs-session')),
      name,
    ).toEqual([]);
  }
  expect(played.host.events().map(({ kind }) => kind)).not.toContain('token-accepted');
  expect(played.host.events().map(({ kind }) => kind)).toContain('request-refused');
  await page.context().close();
  evil.close();
  evil.closeAllConnections();
  await played.host.close();
});
