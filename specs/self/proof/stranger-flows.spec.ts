import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { expect, test } from '@playwright/test';
import { findSignInForm } from '../../../drivers/sign-in/form.js';
import { readPage } from '../../../drivers/sign-in/page.js';
import { submissionOf } from '../../../drivers/sign-in/submission.js';
import { honestFlow } from '../../../fixtures/honest/ordinary.js';
import { oneSession } from '../../../fixtures/honest/sessions/one-session.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { makeUsers } from '../../../fixtures/reference/users.js';
import { handshakes } from '../../../handshakes/registry.js';
import { loadParser } from '../../../protocol/html/parser.js';
import { policiesInPage } from '../../../protocol/http/content-security-policy.js';
import type { Report } from '../../../protocol/report.js';
import { sealAs } from '../../../protocol/secrecy/sealed.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor } from '../harness/mutant-proof.js';

const docsOrigin = 'https://docs.foo.com';

/** Judges a login URL over HTTP. */
async function judged(loginUrl: string, users = makeUsers()): Promise<Report> {
  const [handshake] = await handshakes();
  if (handshake === undefined) throw new Error('there is no handshake');
  const keys = makeFlowKeys('EdDSA');
  const configuration = await configurationFor(handshake, { loginUrl, users, keys }, docsOrigin);
  return run(configuration, { progress: () => undefined, env: process.env });
}

const rowsOf = (report: Report, ...ids: readonly string[]): readonly (string | undefined)[] =>
  ids.map((id) => report.verdicts.find((verdict) => verdict.id === id)?.outcome);

async function serve(
  listener: RequestListener,
): Promise<{ readonly origin: string; readonly close: () => void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    origin: `http://127.0.0.1:${port ?? 0}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('a flow that keeps no session is judged on sign-ins', async () => {
  const users = makeUsers();
  const flow = await honestFlow(
    { name: 'stateless', title: 'asks for the password every time' },
    () => ({
      visitors: {
        username: () => undefined,
        signIn: () => 'sid=; Path=/; Max-Age=0',
        formToken: () => undefined,
        isOwnForm: () => true,
      },
    }),
  ).open({ handshake: 'mintlify-authentication', docsOrigin, users });
  try {
    const report = await judged(flow.loginUrl, users);
    expect(rowsOf(report, 'callback-reached', 'live-session-returns', 'redirect-exact')).toEqual([
      'pass',
      'not-applicable',
      'pass',
    ]);
    const rows = ['token-fresh', 'redirect-repeated', 'host-header-ignored', 'users-kept-apart'];
    expect(rowsOf(report, ...rows)).toEqual(rows.map(() => 'pass'));
    // Six that every run makes, eight more, and one since a foreign Origin is refused, which it should be.
    expect(report.signIns).toBe(15);
  } finally {
    await flow.close();
  }
});

test('what needs the live session comes before further sign-ins, which may end it', async () => {
  const users = makeUsers();
  const flow = await oneSession.open({ handshake: 'mintlify-authentication', docsOrigin, users });
  try {
    const report = await judged(flow.loginUrl, users);
    const rows = ['live-session-returns', 'token-fresh', 'claims-from-session', 'redirect-exact'];
    expect(rowsOf(report, ...rows)).toEqual(rows.map(() => 'pass'));
  } finally {
    await flow.close();
  }
});

test('a sign-in page where no credentials may go is no verdict on the flow', async () => {
  const provider = await serve((_request, response) => {
    const form =
      '<input name="username"><input type="password" name="password"><button>Go</button>';
    response.setHeader('Content-Type', 'text/html').end(`<form method="post">${form}</form>`);
  });
  const flow = await serve((_request, response) => {
    response.writeHead(302, { Location: `${provider.origin}/authorize?state=x` }).end();
  });
  try {
    const report = await judged(`${flow.origin}/docs-login`);
    const row = report.verdicts.find(({ id }) => id === 'callback-reached');
    expect(row?.outcome).toBe('not-reached');
    expect(row?.actual).toContain(`--sign-in-origin ${provider.origin}`);
    expect(report.exitCode).toBe(3);
  } finally {
    flow.close();
    provider.close();
  }
});

test('the button that leads on is pressed, wherever it stands', async () => {
  const fields = '<input name="user"><input type="password" name="pass">';
  const rows: readonly (readonly [buttons: string, pressed: string])[] = [
    [
      '<button name="b" value="in">Sign in</button><button name="b" value="no">Cancel</button>',
      'in',
    ],
    [
      '<button name="b" value="no">Cancel</button><button name="b" value="in">Sign in</button>',
      'in',
    ],
    [
      '<input type="submit" name="b" value="Zurück"><input type="submit" name="b" value="OK">',
      'OK',
    ],
    [
      '<button name="b" value="forgot">Forgot password?</button><button name="b" value="1">Go</button>',
      '1',
    ],
    ['<button name="b" value="only">Back to work</button>', 'only'],
  ];
  const user = { username: 'ada', password: sealAs('correct horse') };
  for (const [buttons, pressed] of rows) {
    const url = 'https://login.foo.test/';
    const page = await readPage(`<form method="post">${fields}${buttons}</form>`, url);
    const found = findSignInForm(page);
    if (found === undefined) throw new Error(buttons);
    const { body } = submissionOf(found, { method: 'POST', url }, user, []);
    const sent = new URLSearchParams(Buffer.from(body ?? []).toString());
    expect(sent.get('b'), buttons).toBe(pressed);
  }
});

test('what follows the password and only a person can answer is no verdict on the flow', async () => {
  const signIn = '<input name="user"><input type="password" name="pass"><button>Go</button>';
  const rows: readonly (readonly [page: string, said: string])[] = [
    ['<input name="otp" autocomplete="one-time-code"><button>Verify</button>', 'asks for a code'],
    ['<p>Stay signed in?</p><button>No</button><button>Yes</button>', 'asks to confirm something'],
  ];
  for (const [after, said] of rows) {
    const flow = await serve((request, response) => {
      const form = request.method === 'POST' ? after : signIn;
      response.setHeader('Content-Type', 'text/html').end(`<form method="post">${form}</form>`);
    });
    try {
      const report = await judged(`${flow.origin}/docs-login`);
      const row = report.verdicts.find(({ id }) => id === 'callback-reached');
      expect(row?.outcome).toBe('not-reached');
      expect(row?.actual).toContain(said);
      expect(report.exitCode).toBe(3);
    } finally {
      flow.close();
    }
  }
});

test('a policy in the markup counts where a browser takes it', async () => {
  await loadParser();
  const meta = (content: string): string =>
    `<meta http-equiv="Content-Security-Policy" content="${content}">`;
  const rows: readonly (readonly [html: string, policies: readonly string[]])[] = [
    [`<!doctype html><head>${meta("form-action 'self'")}</head>`, ["form-action 'self'"]],
    [`<title>x</title>${meta('form-action &#39;self&#39;')}<p>`, ["form-action 'self'"]],
    ["<META CONTENT='a b' HTTP-EQUIV=content-security-policy>", ['a b']],
    [`${meta('a')}<meta charset="utf-8">${meta('b')}`, ['a', 'b']],
    [`<head><!-- ${meta('a')} --></head>`, []],
    [`<head></head><body>${meta('a')}`, []],
    [`<form></form>${meta('a')}`, []],
    ['<meta http-equiv="Content-Security-Policy-Report-Only" content="a">', []],
    ['', []],
  ];
  for (const [html, policies] of rows) expect(policiesInPage(html), html).toEqual(policies);
});
