import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';

import { expect, test } from '@playwright/test';

import { onKey, type KeyActions } from '../../../../command/serving/key-actions.js';
import { makeFlowKeys } from '../../../../fixtures/reference/keys.js';
import { cleanEnv, command } from './serve-process.js';

test('each key does one thing, and any other key nothing', async () => {
  const rows: readonly (readonly [keys: string, does: readonly string[]])[] = [
    ['o', ['open http://localhost:1/quickstart']],
    ['c', ['say \u001b[2J\u001b[3J\u001b[H']],
    ['r', ['reset', 'say The host was reset: sessions, used tokens and events are forgotten.\n']],
    ['q', ['quit']],
    ['\u0004', ['quit']],
    ['?', ['say Keys: o opens the docs, c clears the screen, r resets the host, q quits.\n']],
    ['OCRQ x1é\u0001', []],
  ];
  for (const [keys, does] of rows) {
    const done: string[] = [];
    const actions: KeyActions = {
      page: 'http://localhost:1/quickstart',
      reset: () => done.push('reset'),
      quit: () => done.push('quit'),
      say: (text) => done.push(`say ${text}`),
      open: (page) => Promise.resolve(done.push(`open ${page}`) > 0),
    };
    for (const key of keys) onKey(key, actions);
    await Promise.resolve();
    expect(done, keys).toEqual(does);
  }
});

test('where no program opens pages, the page is named', async () => {
  const said: string[] = [];
  const nothing = (): void => undefined;
  const open = (): Promise<boolean> => Promise.resolve(false);
  onKey('o', {
    page: 'http://a/',
    reset: nothing,
    quit: nothing,
    say: (text) => said.push(text),
    open,
  });
  await expect
    .poll(() => said)
    .toEqual(['There is no program that opens pages: open http://a/ by hand.\n']);
});

/** What a terminal showed, and how `serve` ended there. */
interface Shown {
  readonly said: string;
  /** The settings of the terminal before and after. */
  readonly settings: readonly string[];
}

/** The words by which script(1) runs a command on a terminal, of util-linux and of BSD. */
const onNewTerminal = (line: string): readonly string[] =>
  process.platform === 'linux'
    ? ['-qec', line, '/dev/null']
    : ['-q', '/dev/null', 'bash', '-c', line];

/**
 * Runs `serve` on a terminal of its own and presses keys, each of them once a text was shown.
 *
 * @param wrapped the script in which `$SERVE` is the command
 */
async function onTerminal(
  cwd: string,
  presses: readonly (readonly [shown: RegExp, keys: string])[],
  wrapped = 'stty -a; $SERVE; echo "code $?"; stty -a',
): Promise<Shown> {
  mkdirSync(cwd, { recursive: true });
  writeFileSync(`${cwd}/key.pem`, makeFlowKeys('EdDSA').own.publicPem);
  const words = [
    ...command,
    'serve',
    '--port',
    '0',
    '--login-url',
    'http://127.0.0.1:9/',
    '--key',
    'key.pem',
  ];
  // A name without blanks, wherever this repository stands.
  const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  writeFileSync(`${cwd}/serve`, `#!/bin/bash\nexec ${quoted}\n`, { mode: 0o755 });
  const terminal = spawn('script', onNewTerminal(wrapped), {
    cwd,
    env: cleanEnv({ SERVE: './serve', SHELL: '/bin/bash', TERM: 'xterm' }),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  terminal.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const closed = once(terminal, 'close');
  try {
    for (const [shown, keys] of presses) {
      await expect.poll(() => said, { timeout: 20_000 }).toMatch(shown);
      terminal.stdin.write(keys);
    }
    await closed;
  } finally {
    terminal.kill();
  }
  const settings = said.match(/speed [^]*?-?extproc/g) ?? [];
  return { said, settings };
}

test('on a terminal keys are heard, and it is left as it was found', async ({}, info) => {
  test.slow();
  const started = /Keys: o opens[^]*Ctrl-C stops it/;
  const rows = [
    [
      [
        [started, 'r'],
        [/The host was reset/, '\u001b[Aq'],
      ],
      0,
    ],
    [[[started, '\u0003']], 130],
    [[[started, '\u0004']], 0],
  ] as const;
  for (const [presses, code] of rows) {
    const { said, settings } = await onTerminal(info.outputPath('keys'), presses);
    expect(said).toContain(`code ${code}`);
    expect(settings).toHaveLength(2);
    expect(settings[0]).toMatch(/ icanon /);
    expect(settings[1]).toBe(settings[0]);
  }
});

test('Ctrl-Z gives the terminal back as it was, and fg takes it again', async ({}, info) => {
  const wrapped =
    'set -m; stty -a; $SERVE; echo "suspended $?"; stty -a; fg > /dev/null; echo "code $?"; stty -a';
  const { said, settings } = await onTerminal(
    info.outputPath('keys'),
    [
      [/Ctrl-C stops it/, '\u001a'],
      [/suspended 148[^]*extproc/, 'r'],
      [/The host was reset/, 'q'],
    ],
    wrapped,
  );
  expect(said).toMatch(/suspended 148[^]*code 0/);
  expect(settings).toHaveLength(3);
  expect(new Set(settings).size).toBe(1);
});

test('in the background it leaves the terminal alone, and serves', async ({}, info) => {
  const wrapped =
    'set -m; stty tostop; stty -a; $SERVE 2> said & while ! grep -qs Ctrl-C said; do sleep 0.1; done; jobs; kill -INT %1; wait %1; echo "code $?"; stty -a';
  const { said, settings } = await onTerminal(info.outputPath('keys'), [], wrapped);
  expect(said).toContain('code 130');
  expect(said).not.toContain('Stopped');
  expect(settings[1]).toBe(settings[0]);
});
