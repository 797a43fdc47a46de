import { expect, test } from '@playwright/test';
import { openProgress } from '../../../command/progress.js';
import { collectedIo } from '../harness/collected-io.js';

/** In milliseconds: a rule about time needs some. */
const every = 40;

test('a log shows life while a run takes long, and nothing of a short one', async () => {
  const short = collectedIo();
  const quick = openProgress(short);
  quick.line('http 1/46: A reader follows a link');
  quick.line('http 2/46: Another one');
  quick.clear();
  expect(short.err()).toBe('· http: up to 46 visits\n');

  const long = collectedIo();
  const slow = openProgress(long, every);
  slow.line('Unpacking a browser');
  slow.line('browser 1/46: A reader follows a link');
  slow.line(
    'browser 3/46: A reader\u0007 waits eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl',
  );
  slow.line('plain: The visitor arrived at the docs with a token.');
  await expect.poll(() => long.err().split('\n').length).toBeGreaterThan(4);
  slow.clear();
  const said = long.err();
  const [first, second, ...lines] = said.trimEnd().split('\n');
  expect([first, second]).toEqual(['· Unpacking a browser', '· browser: up to 46 visits']);
  for (const line of lines) {
    expect(line).toMatch(/^· browser 3\/46: A reader  waits eyJhbG…\(\d+ characters\) \(\d+ s\)$/);
  }
  // After the end of a run nothing follows.
  await new Promise((resolve) => setTimeout(resolve, 3 * every));
  expect(long.err()).toBe(said);
});

test('a terminal gets no line of a log', async () => {
  const io = collectedIo({ terminal: true, env: { TERM: 'xterm' } });
  const progress = openProgress(io, every);
  progress.line('http 1/46: A reader follows a link');
  await new Promise((resolve) => setTimeout(resolve, 3 * every));
  progress.clear();
  expect(io.err()).not.toContain('\n');
});
