import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { makeUsers } from '../../../fixtures/reference/users.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import { run } from '../harness/fitting-run.js';
import { judgeHonest } from '../harness/judged-flow.js';
import { configurationFor } from '../harness/mutant-proof.js';

const rows = [
  'key-not-in-browser',
  'token-not-leaked',
  'redirect-script-safe',
  'redirect-not-reflected',
  'sign-in-csrf',
];
const docsOrigin = 'https://docs.foo.com';
const silent = { progress: (): void => undefined, env: process.env };
const [authentication = never()] = await handshakes();

const outcomes = (report: Report): Readonly<Record<string, string>> =>
  Object.fromEntries(
    report.verdicts
      .filter(({ id }) => rows.includes(id))
      .map(({ id, outcome, actual }) => [
        id,
        outcome === 'pass' ? outcome : `${outcome}: ${actual ?? ''}`,
      ]),
  );

const passed = Object.fromEntries(rows.map((id) => [id, 'pass']));

/** With pages as most have them; those that only a browser can follow are judged there whole, in `browser-verdict.spec`. */
const pageFlows = new Set(['plain-node', 'two-pages']);

for (const flow of honestFlows.filter(({ name }) => pageFlows.has(name))) {
  test(`${flow.name}: what only a browser shows is clean`, async () => {
    test.setTimeout(120_000);
    const report = await judgeHonest(authentication, flow, docsOrigin, {
      driver: 'browser',
      only: rows,
    });
    expect(outcomes(report)).toEqual(passed);
  });
}

test('a key in a script file of the login page is found, wherever the page is', async () => {
  const d = Buffer.alloc(32, 7).toString('base64url');
  const script = `window.key={kty:"OKP",crv:"Ed25519",x:"${d}",d:"${d}"}`;
  const server = createServer((request, response) => {
    const isScript = request.url === '/app.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><script src="/app.js"></script><form method="post"><input name="username"><input name="password" type="password"><button>Go</button></form>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const loginUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const configuration = await configurationFor(
      authentication,
      { loginUrl, users: makeUsers(), keys: makeFlowKeys('EdDSA') },
      docsOrigin,
      { driver: 'browser', only: ['key-not-in-browser', 'sign-in-csrf'] },
    );
    const verdicts = outcomes(await run(configuration, silent));
    expect(verdicts['key-not-in-browser']).toBe(
      `fail: ${loginUrl}app.js holds a private key (JWK).`,
    );
    expect(verdicts['sign-in-csrf']).toContain('not-reached');
  } finally {
    server.close();
  }
});

function never(): never {
  throw new Error('It is not there.');
}
