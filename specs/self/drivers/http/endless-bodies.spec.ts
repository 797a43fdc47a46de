import type { ServerResponse } from 'node:http';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { listen } from '../../../../fixtures/reference/loopback.js';
import type { Report } from '../../../../protocol/report.js';
import { argv, collectedIo } from '../../harness/collected-io.js';

const docsOrigin = 'http://localhost:4747';
const form =
  '<!doctype html><form method="post"><input name="user"><input type="password" name="word"><button>Sign in</button></form>';

/** Writes for as long as somebody listens. */
function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write('<!-- more -->'), 50);
  response.on('close', () => clearInterval(timer));
}

const user = ['--sign-in', 'form', '--username', 'ann', '--password', 'not-asked-for'];

for (const driver of ['http', 'browser']) {
  test(`${driver}: a page whose body never ends costs one time-out`, async () => {
    test.slow();
    const server = await listen((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      if (request.method === 'HEAD') return void response.end();
      response.write(form);
      trickle(response);
    });
    const io = collectedIo({ env: { DOCS_HANDSHAKE_TIMEOUT: '3' } });
    const words = ['check', `${server.origin}/docs-login`, ...user, '--driver', driver];
    expect(await main(argv(...words, '--report', 'json'), io)).toBe(3);
    await server.close();
    const { visits } = JSON.parse(io.out()) as Report;
    const late = visits.filter(({ reached }) => reached === 'timeout');
    const [first, ...others] = late.map(({ stopped }) => stopped);
    expect(first).toMatch(/did not finish its answer within 3 s; check that the login flow runs/);
    expect(others.length).toBeGreaterThan(5);
    for (const stopped of others) {
      expect(stopped).toMatch(
        /did not finish its answer again, as once before within 3 s; let the/,
      );
    }
  });

  test(`${driver}: a redirect is followed from its head, whatever its body does`, async () => {
    test.slow();
    const server = await listen((request, response) => {
      response.writeHead(303, { location: `${docsOrigin}/login/jwt-callback#a.b.c` });
      if (request.method === 'HEAD') return void response.end();
      response.write('Redirecting');
      trickle(response);
    });
    const io = collectedIo({ env: { DOCS_HANDSHAKE_TIMEOUT: '3' } });
    const words = ['check', `${server.origin}/docs-login`, ...user, '--driver', driver];
    await main(argv(...words, '--only', 'callback-path,token-alg', '--report', 'json'), io);
    await server.close();
    const { visits, verdicts } = JSON.parse(io.out()) as Report;
    expect(visits.filter(({ reached }) => reached === 'timeout')).toEqual([]);
    expect(visits[0]?.reached).toBe('callback');
    expect(verdicts.find(({ id }) => id === 'callback-path')?.outcome).toBe('pass');
  });
}
