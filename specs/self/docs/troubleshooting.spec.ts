import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { makeKeyPair } from '../../../fixtures/reference/keys.js';
import { handshakes } from '../../../handshakes/registry.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { page as answerPage, withFlow } from '../harness/routed-flow.js';
import { freePort } from './page-flow.js';
import { pageAt } from './pages.js';

const page = pageAt('docs/troubleshooting.md');
const headings = [...page.text.matchAll(/^### `(.+)`$/gm)].map(([, heading = '']) => heading);
const isId = (heading: string): boolean => /^[a-z]+(?:-[a-z]+)+$/.test(heading);

/** A message as a pattern: an ellipsis stands for anything, blanks for line ends. */
const patternOf = (message: string): RegExp =>
  new RegExp(
    message
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').trim())
      .join('[^]*?'),
  );

interface Attempt {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command prints, on one line. */
async function printed({ words, env = {} }: Attempt, cwd: string): Promise<string> {
  const io = collectedIo({ cwd, env: { DOCS_HANDSHAKE_DRIVER: 'http', ...env } });
  await main(argv(...words), io);
  return (io.out() + io.err()).replace(/\s+/g, ' ');
}

const closed = 'http://127.0.0.1:9/docs-login';

/** Wrong settings, by the message that they bring. */
const settings: Readonly<Record<string, Attempt>> = {
  '--driver must be auto, http, browser or both, not …': {
    words: ['check', closed, '--driver', 'fast'],
  },
  '--sign-in form needs --username and --password.': {
    words: ['check', closed, '--sign-in', 'form'],
  },
  '… must hold the text of a key, not a path: …': {
    words: ['check', closed],
    env: { DOCS_HANDSHAKE_KEY: 'docs-key.pem' },
  },
  '… is set and empty: a pipeline gives no secrets to runs of forks. …': {
    words: ['check', closed],
    env: { DOCS_HANDSHAKE_KEY: '' },
  },
  'The variable … is not known, and names that begin with DOCS_HANDSHAKE_ are settings of docs-handshake: …':
    { words: ['check', closed], env: { DOCS_HANDSHAKE_IMAGE: '1' } },
  '… is …, but … signs with …: give its … key, or choose another --handshake.': {
    words: ['check', closed, '--handshake', 'mintlify-personalization', '--key', 'docs-key.pem'],
  },
  '--client-secret is missing: …': {
    words: [
      'check',
      closed,
      '--handshake',
      'mintlify-oauth-authentication',
      '--client-id',
      'docs',
      '--token-url',
      'http://127.0.0.1:9/token',
    ],
  },
  '… is for an authorization server, and … has none: …': {
    words: ['check', closed, '--client-id', 'docs'],
  },
  '--return-param cannot be changed: …': { words: ['check', closed, '--return-param', 'next'] },
  '--key new makes a key that the login flow has to be given: …': {
    words: ['check', closed, '--key', 'new'],
  },
};

for (const [message, attempt] of Object.entries(settings)) {
  test(`a wrong setting brings the message of the page: ${message}`, async ({}, info) => {
    const cwd = info.outputPath();
    mkdirSync(cwd, { recursive: true });
    writeFileSync(join(cwd, 'docs-key.pem'), makeKeyPair('EdDSA').publicPem);
    expect(await printed(attempt, cwd)).toMatch(patternOf(message));
  });
}

const signIn = ['--sign-in', 'form', '--username', 'ann@foo.com'];
const password = { DOCS_HANDSHAKE_PASSWORD: 'not the right one' };

const closedUrl = async (): Promise<string> => `http://127.0.0.1:${await freePort()}/docs-login`;

/** Targets that cannot be judged, by the message that they bring. */
const targets: Readonly<Record<string, (cwd: string) => Promise<string>>> = {
  '… refuses connections; start the login flow there, or correct the login URL.': async (cwd) =>
    printed({ words: ['check', await closedUrl()] }, cwd),
  '… does not speak TLS; use http:// in the login URL, or another port.': (cwd) =>
    atFlow(cwd, 200, (url) => [url.replace('http:', 'https:')]),
  '… showed a sign-in page; give --sign-in form with --username and --password.': (cwd) =>
    atReference(cwd, []),
  '… showed the sign-in form again and said “…”; check --username and --password.': (cwd) =>
    atReference(cwd, signIn),
  '… without a sign-in form; correct the login URL, or give --sign-in <file.ts>, or --sign-in none if no sign-in is needed.':
    (cwd) => atFlow(cwd, 200, (url) => [url, ...signIn]),
  'Something answers at … before --start has started anything (…): stop it, or judge it with --reuse.':
    (cwd) => atFlow(cwd, 200, (url) => [url, '--start', 'exit 1']),
  'The login flow of --start ended with code … before it answered at …': async (cwd) =>
    printed({ words: ['check', await closedUrl(), '--start', 'exit 1'] }, cwd),
  '… did not answer at … below 500 within … s (--wait): …': async (cwd) =>
    printed({ words: ['check', await closedUrl(), '--wait', '0.2'] }, cwd),
  '… answered 503 …': (cwd) => atFlow(cwd, 503, (url) => [url]),
};

/** What `check` prints of a flow that answers everything with one page. */
async function atFlow(
  cwd: string,
  status: number,
  words: (loginUrl: string) => readonly string[],
): Promise<string> {
  let said = '';
  const routes = { 'GET /docs-login': answerPage('<title>Welcome</title>', status) };
  await withFlow(routes, async (origin) => {
    said = await printed(
      { words: ['check', ...words(`${origin}/docs-login`)], env: password },
      cwd,
    );
  });
  return said;
}

/** What `check` prints of the reference flow. */
async function atReference(cwd: string, words: readonly string[]): Promise<string> {
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'http://localhost:4747',
  });
  try {
    return await printed({ words: ['check', flow.loginUrl, ...words], env: password }, cwd);
  } finally {
    await flow.close();
  }
}

for (const [message, attempt] of Object.entries(targets)) {
  test(`a target brings the message of the page: ${message}`, async ({}, info) => {
    const cwd = info.outputPath();
    mkdirSync(cwd, { recursive: true });
    expect(await attempt(cwd)).toMatch(patternOf(message));
  });
}

const atTheHost =
  'The fragment is not a token: it may be the anchor of the page that the visitor came from.';

test('the mock docs host brings the message of the page', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'docs-key.pem'), makeKeyPair('EdDSA').publicPem);
  const closing = new AbortController();
  const io = collectedIo({ cwd, signal: closing.signal });
  const words = ['serve', '--login-url', closed, '--key', 'docs-key.pem', '--port', '0'];
  const done = main(argv(...words), io);
  await expect.poll(() => io.err()).toMatch(/listens on port \d+/);
  const port = /listens on port (\d+)/.exec(io.err())?.[1] ?? '';
  await fetch(`http://127.0.0.1:${port}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fragment: 'step-one', path: '/login/jwt-callback' }),
  });
  closing.abort();
  await done;
  expect(io.out()).toContain(atTheHost);
});

test('every message of the page is brought about here, and every requirement says what the page says', async () => {
  expect(headings.filter((heading) => !isId(heading))).toEqual([
    ...Object.keys(settings),
    ...Object.keys(targets),
    atTheHost,
  ]);
  const known = (await handshakes()).flatMap(({ requirements }) => requirements);
  for (const id of headings.filter(isId)) {
    const title = known.find((item) => item.id === id)?.title ?? 'no such requirement';
    expect.soft(page.text, id).toContain(`### \`${id}\`\n\n> ${title}\n`);
  }
});
