import { request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from '@playwright/test';
import { serverSession } from '../../../fixtures/honest/sessions/server-session.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { handshakes } from '../../../handshakes/registry.js';
import { createCertificate } from '../../../mock-host/server/certificate.js';
import { openLoopbackServer } from '../../../mock-host/server/loopback.js';
import type { DriverName } from '../../../protocol/exchange.js';
import type { Report } from '../../../protocol/report.js';
import { destination, trustedOrigins } from '../../../protocol/url/destination.js';
import { run } from '../harness/fitting-run.js';
import { raisedBeyond } from '../harness/judged-flow.js';
import { configurationFor } from '../harness/mutant-proof.js';
import { callback, docsOrigin, targetFor, user } from '../harness/routed-flow.js';

const rows = ['callback-reached', 'cookies-scoped', 'frames-refused', 'live-session-returns'];
const secret = 'kT3vX9bQ2mL7rZ5wN8cJ4d';
const form =
  '<form method="post"><input name="user"><input type="password" name="pass"><button>Go</button></form>';

/** A flow that sends http to https on the same host; there its session cookie and its page are as given. */
async function judged(
  driver: DriverName,
  cookie: string,
  page: Readonly<Record<string, string>>,
): Promise<Report> {
  const [handshake] = await handshakes();
  if (handshake === undefined) throw new Error('there is no handshake');
  const certificate = await createCertificate();
  let port = 0;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    if (!('encrypted' in request.socket)) {
      response.writeHead(301, { Location: `https://localhost:${port}${request.url ?? ''}` }).end();
    } else if (request.method === 'POST') {
      response.writeHead(303, { Location: callback, 'Set-Cookie': cookie }).end();
    } else if (/(?:^|; )sid=/.test(request.headers.cookie ?? '')) {
      response.writeHead(303, { Location: callback }).end();
    } else response.writeHead(200, { 'Content-Type': 'text/html', ...page }).end(form);
  };
  const server = await openLoopbackServer({ certificate, handler: answer });
  port = server.port;
  try {
    const keys = makeFlowKeys('EdDSA');
    const users = [user] as unknown as Parameters<typeof configurationFor>[1]['users'];
    const flow = { loginUrl: `http://localhost:${port}/login`, users, keys };
    const changes = { driver, only: rows } as const;
    const configuration = await configurationFor(handshake, flow, docsOrigin, changes);
    return await run(configuration, {
      progress: () => undefined,
      env: process.env,
      alias: { origin: `https://localhost:${port}`, port, certificate },
    });
  } finally {
    await server.close();
  }
}

const outcomes = ({ verdicts }: Report): Readonly<Record<string, string>> =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));
const good = `sid=${secret}; Path=/; HttpOnly; SameSite=Lax; Secure`;
/** What https hands over to http is another fault. */
const secureDocs = 'https://docs.foo.com';
const framed = { 'X-Frame-Options': 'DENY' };

test('http → https on the same host is one login flow: its cookies and its page are judged', async () => {
  expect(outcomes(await judged('http', good, framed))).toEqual({
    'callback-reached': 'pass',
    'cookies-scoped': 'pass',
    'frames-refused': 'pass',
    'live-session-returns': 'pass',
  });
  const report = await judged('http', good.replace('; Secure', ''), {});
  expect(outcomes(report)).toEqual({
    'callback-reached': 'pass',
    'cookies-scoped': 'warn',
    'frames-refused': 'warn',
    'live-session-returns': 'pass',
  });
  expect(report.verdicts.find(({ id }) => id === 'cookies-scoped')?.actual).toBe(
    '"sid" lacks Secure.',
  );
});

/** A proxy that sends http to https, and makes the cookies of what is behind it Secure. */
function upgrade(request: IncomingMessage, response: ServerResponse, behind: string): void {
  const { url = '/', method = 'GET', rawHeaders, headers } = request;
  if (!('encrypted' in request.socket)) {
    request.resume();
    response.writeHead(301, { Location: `https://${headers.host ?? ''}${url}` }).end();
    return;
  }
  const inner = ask(`${behind}${url}`, { method, headers: rawHeaders, agent: false }, (answer) => {
    const { 'set-cookie': cookies = [], ...fields } = answer.headers;
    const secure = cookies.map((cookie) => `${cookie}; Secure`);
    response.writeHead(answer.statusCode ?? 502, {
      ...fields,
      ...(secure.length > 0 ? { 'set-cookie': secure } : {}),
    });
    answer.pipe(response);
  });
  inner.on('error', () => response.destroy());
  request.pipe(inner);
}

const played = (await handshakes()).filter(({ facts }) => serverSession.plays(facts));

for (const [at, handshake] of played.entries()) {
  const id = handshake.facts.id;
  // What a browser makes of the way is the same in all handshakes.
  const [driver, drivers] =
    at === 0
      ? (['both', { http: 'pass', browser: 'pass' }] as const)
      : (['http', { http: 'pass' }] as const);
  test(`${id}: a whole login flow behind http → https is clean, ${driver}`, async () => {
    test.setTimeout(120_000);
    const certificate = await createCertificate();
    let behind = '';
    const server = await openLoopbackServer({
      certificate,
      handler: (request, response) => upgrade(request, response, behind),
    });
    const { port } = server;
    const publicOrigin = `https://localhost:${port}`;
    const flow = await serverSession.open({ handshake: id, docsOrigin: secureDocs, publicOrigin });
    behind = flow.origin;
    try {
      const loginUrl = flow.loginUrl.replace(flow.origin, `http://localhost:${port}`);
      const open = { ...flow, loginUrl };
      const configuration = await configurationFor(handshake, open, secureDocs, { driver });
      const report = await run(configuration, {
        progress: () => undefined,
        env: process.env,
        alias: { origin: publicOrigin, port, certificate },
      });
      expect(raisedBeyond(serverSession, report)).toEqual([]);
      expect(report.summary.conforms).toBe(true);
      const returns = report.verdicts.find((one) => one.id === 'live-session-returns');
      expect(returns?.drivers).toEqual(drivers);
    } finally {
      await Promise.all([server.close(), flow.close()]);
    }
  });
}

test('http → https on the same host gets the password in a browser, too', async () => {
  const { verdicts } = await judged('browser', good, framed);
  const passed = verdicts.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id);
  expect(passed).toEqual(['callback-reached', 'live-session-returns']);
});

test('passwords go to the login host on https, and to no other port or host that nobody named', () => {
  const trusted = (loginUrl: string, ...urls: readonly string[]): readonly string[] => [
    ...trustedOrigins(
      { loginUrl, signInOrigins: [] },
      urls.map((url, at) => ({ url, cause: at === 0 ? 'start' : 'redirect' })),
    ),
  ];
  const login = 'http://foo.com/login';
  expect(trusted(login)).toEqual(['http://foo.com', 'https://foo.com']);
  expect(trusted(login, login, 'https://foo.com:8443/')).toContain('https://foo.com:8443');
  expect(trusted(login, login, 'https://www.foo.com/')).not.toContain('https://www.foo.com');
  const roundabout = trusted(login, login, 'http://bar.com/', 'https://foo.com:8443/');
  expect(roundabout).not.toContain('https://foo.com:8443');
  expect(trusted('https://foo.com/', 'https://foo.com/', 'http://foo.com/')).toEqual([
    'https://foo.com',
  ]);
  const target = targetFor('http://login.acme.com/');
  expect(destination('https://login.acme.com/x', target)).toBe('inside');
  expect(destination('https://login.acme.com:8443/x', target)).toBe('away');
});
