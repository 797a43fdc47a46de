import { createServer, request as ask } from 'node:http';
import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../fixtures/reference-flow.js';
import { handshakes } from '../../handshakes/registry.js';
import { run } from './fitting-run.js';
import { configurationFor } from './mutant-proof.js';
import { listen } from './routed-flow.js';

const docsOrigin = 'https://docs.foo.com';

/** How many requests are let through, and what that makes of the run. */
const rows = [
  // Enough for plain HTTP, nothing for the browser.
  { most: 4, exitCode: 0, drivers: { http: 'pass', browser: 'not-reached' } },
  { most: 0, exitCode: 3, drivers: { http: 'not-reached', browser: 'not-reached' } },
] as const;

test('a rate limit that the run itself uses up is no verdict on the flow', async () => {
  const [handshake] = await handshakes();
  if (handshake === undefined) throw new Error('There is no handshake.');
  for (const { most, exitCode, drivers } of rows) {
    const flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
    let seen = 0;
    const limiter = createServer((request, response) => {
      seen += 1;
      if (seen > most) return void response.writeHead(429, { 'retry-after': '60' }).end('Too many');
      const { method = 'GET', url = '/', headers } = request;
      const passed = ask(`${flow.origin}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(passed);
    });
    const port = await listen(limiter);
    try {
      const loginUrl = flow.loginUrl.replace(flow.origin, `http://127.0.0.1:${port}`);
      const configuration = await configurationFor(handshake, { ...flow, loginUrl }, docsOrigin, {
        driver: 'both',
        only: ['callback-reached'],
      });
      const report = await run(configuration, { progress: () => undefined, env: process.env });
      const reached = report.verdicts.find(({ id }) => id === 'callback-reached');
      expect({ most, exitCode: report.exitCode, drivers: reached?.drivers }).toEqual({
        most,
        exitCode,
        drivers,
      });
    } finally {
      limiter.closeAllConnections();
      limiter.close();
      await flow.close();
    }
  }
});
