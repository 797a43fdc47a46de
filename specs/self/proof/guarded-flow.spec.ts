import { createServer, request as ask } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { expect, test } from '@playwright/test';
import type { Page } from 'playwright';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import type { SignIn } from '../../../protocol/visit.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor } from '../harness/mutant-proof.js';
import { listen } from '../harness/routed-flow.js';

const docsOrigin = 'https://docs.foo.com';
const [handshake = never()] = await handshakes();

/** What something in front of a login flow makes of a request: its header as it is passed on, or a refusal. */
type Guard = (request: IncomingMessage) => IncomingMessage['headers'] | number;

/** Judges the reference flow behind a guard, in both drivers. */
async function judgedBehind(guard: Guard, signIn: SignIn): Promise<Report> {
  const flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
  const server = createServer((request, response) => {
    const headers = guard(request);
    if (typeof headers === 'number') return void response.writeHead(headers).end('No');
    const { method = 'GET', url = '/' } = request;
    const passed = ask(`${flow.origin}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  const port = await listen(server);
  try {
    const loginUrl = flow.loginUrl.replace(flow.origin, `http://127.0.0.1:${port}`);
    const only = ['callback-reached'];
    const configuration = await configurationFor(handshake, { ...flow, loginUrl }, docsOrigin, {
      driver: 'both',
      only,
    });
    const target = { ...configuration.target, signIn };
    const silent = { progress: (): void => undefined, env: process.env };
    return await run({ ...configuration, target }, silent);
  } finally {
    server.closeAllConnections();
    server.close();
    await flow.close();
  }
}

const reached = ({ exitCode, verdicts }: Report): object => ({
  exitCode,
  drivers: verdicts.find(({ id }) => id === 'callback-reached')?.drivers,
});

/** How many requests a rate limit lets through, and what that makes of the run. */
const limits = [
  // Enough for plain HTTP, nothing for the browser: whether readers get in was not seen.
  { most: 4, exitCode: 3, drivers: { http: 'pass', browser: 'not-reached' } },
  { most: 0, exitCode: 3, drivers: { http: 'not-reached', browser: 'not-reached' } },
] as const;

test('a rate limit that the run itself uses up is no verdict on the flow', async () => {
  for (const { most, ...expected } of limits) {
    let seen = 0;
    const guard: Guard = ({ headers }) => ((seen += 1) > most ? 429 : headers);
    expect({ most, ...reached(await judgedBehind(guard, { how: 'form' })) }).toEqual({
      most,
      ...expected,
    });
  }
});

const byScript: SignIn = {
  how: 'script',
  signIn: async (page, { username, password }) => {
    const shown = page as Page;
    await shown.locator('input[autocomplete=username]').fill(username);
    await shown.locator('input[type=password]').fill(password);
    await shown.locator('button[type=submit]').click();
  },
};

test('a session that a page made may be bound to that browser', async () => {
  // Bound to the name that the browser gave itself: plain HTTP gives the same one.
  let agent: string | undefined;
  const byAgent: Guard = ({ headers }) => {
    agent ??= headers['user-agent'];
    return headers['user-agent'] === agent ? headers : { ...headers, cookie: '' };
  };
  expect(reached(await judgedBehind(byAgent, byScript))).toEqual({
    exitCode: 0,
    drivers: { http: 'pass', browser: 'pass' },
  });
  // Bound to what only a browser sends: nothing that the flow could mend.
  const byHints: Guard = ({ headers }) =>
    headers['sec-ch-ua'] === undefined ? { ...headers, cookie: '' } : headers;
  expect(reached(await judgedBehind(byHints, byScript))).toEqual({
    exitCode: 0,
    drivers: { http: 'not-reached', browser: 'pass' },
  });
});

function never(): never {
  throw new Error('There is no handshake.');
}
