import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { browserAdvice, findBrowser } from '../../../../drivers/chromium/find.js';
import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import { argv, collectedIo } from '../../harness/collected-io.js';

test('DOCS_HANDSHAKE_BROWSER comes first, and must be a program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'find-browser-'));
  try {
    const program = join(folder, 'chrome');
    const text = join(folder, 'notes.txt');
    await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
    await writeFile(text, 'no program', { mode: 0o644 });
    expect(await findBrowser({ DOCS_HANDSHAKE_BROWSER: program })).toEqual({
      executable: program,
      env: { DOCS_HANDSHAKE_BROWSER: program },
      from: 'DOCS_HANDSHAKE_BROWSER',
    });
    for (const wrong of [text, join(folder, 'missing')]) {
      await expect(findBrowser({ DOCS_HANDSHAKE_BROWSER: wrong })).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('DOCS_HANDSHAKE_BROWSER'),
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an installed browser is found on the PATH, unless Playwright has its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'find-browser-'));
  try {
    const program = join(folder, 'chromium');
    await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
    const found = await findBrowser({ PATH: `/nowhere:${folder}`, DOCS_HANDSHAKE_BROWSER: '' });
    // Which of the two it is depends on whether Playwright has downloaded one of its own here.
    expect(['installed', 'playwright']).toContain(found?.from);
    expect(found?.from === 'playwright' || found?.executable === program).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what is found can be run, and two searches at once agree', async () => {
  const [one, two] = await Promise.all([findBrowser({ PATH: '' }), findBrowser({ PATH: '' })]);
  expect(two).toEqual(one);
  expect(one, 'no browser was found').toBeDefined();
  await access(one?.executable ?? '', 1);
});

test('the advice names three commands', async () => {
  const advice = await browserAdvice();
  expect(advice.match(/`[^`]+`/g)).toHaveLength(3);
  expect(advice).toContain('npx playwright install chromium');
});

test('a browser that does not start leaves what plain HTTP saw, and no whole verdict', async () => {
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'https://docs.foo.com',
  });
  const folder = await mkdtemp(join(tmpdir(), 'find-browser-'));
  try {
    const program = join(folder, 'chrome');
    await writeFile(program, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const [user] = flow.users;
    const env = {
      DOCS_HANDSHAKE_BROWSER: program,
      DOCS_HANDSHAKE_KEY: flow.keys.own.publicPem,
      DOCS_HANDSHAKE_USERNAME: user.username,
      DOCS_HANDSHAKE_PASSWORD: user.password.reveal(),
    };
    const words = ['check', flow.loginUrl, '--docs-origin', 'https://docs.foo.com'];
    const signIn = ['--sign-in', 'form', '--report', 'terminal'];
    for (const driver of ['auto', 'both']) {
      const io = collectedIo({ env });
      expect(await main(argv(...words, ...signIn, '--driver', driver), io)).toBe(3);
      const said = `${io.out()}${io.err()}`.replace(/\s+/g, ' ');
      expect(said).toMatch(/Not judged in a browser, .* The browser .* does not start/);
      expect(said).toMatch(/Seen by plain HTTP \(a browser saw nothing\)/);
      expect(said).toMatch(/could not be judged in full/);
      expect(said).not.toMatch(/✓ .* conforms/);
    }
  } finally {
    await flow.close();
    await rm(folder, { recursive: true });
  }
});
