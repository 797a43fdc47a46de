import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../repository/source-tree.js';

/** What was built, as it is shipped; the source where nothing was. */
const built = join(root, 'dist', 'cli.js');
const command = existsSync(built) ? [built] : ['--import', 'tsx', join(root, 'cli.ts')];
const posix = process.platform !== 'win32';

/** Where the outputs of a process go. `left`: to a reader who leaves at once; `full`: to a full disk. */
type Sink = 'read' | 'left' | 'full';

interface Row {
  readonly words: readonly string[];
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly code: number;
  /** What the outputs that are read say, in whole. */
  readonly says: RegExp;
}

async function outcome(row: Row): Promise<{ readonly code: number | null; readonly said: string }> {
  const { FORCE_COLOR: _forced, GITHUB_ACTIONS: _pipeline, ...env } = process.env;
  const full = openSync(posix ? '/dev/full' : 'NUL', 'w');
  const goal = (sink: Sink): 'pipe' | number => (sink === 'full' ? full : 'pipe');
  const child = spawn(process.execPath, [...command, ...row.words], {
    cwd: root,
    env,
    stdio: ['ignore', goal(row.stdout), goal(row.stderr)],
  });
  closeSync(full);
  let said = '';
  for (const name of ['stdout', 'stderr'] as const) {
    if (row[name] === 'left') child[name]?.destroy();
    else child[name]?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

test('a reader who leaves changes no exit code, a full disk is no verdict', async () => {
  test.slow();
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // Ends with 1: a login flow that fails.
  const check = ['check', url, '--driver', 'http'];
  const full =
    /^(?:· .*\n)*docs-handshake: Standard output cannot be written \(ENOSPC\): send it elsewhere\.\n$/;
  const rows: readonly Row[] = [
    { words: check, stdout: 'read', stderr: 'read', code: 1, says: /Exit code 1/ },
    { words: check, stdout: 'read', stderr: 'left', code: 1, says: /Exit code 1/ },
    { words: check, stdout: 'left', stderr: 'read', code: 1, says: /^(?:· .*\n)+$/ },
    { words: check, stdout: 'left', stderr: 'left', code: 1, says: /^$/ },
    { words: check, stdout: 'full', stderr: 'read', code: 3, says: full },
    { words: check, stdout: 'read', stderr: 'full', code: 3, says: /Exit code 1/ },
    { words: check, stdout: 'full', stderr: 'full', code: 3, says: /^$/ },
    { words: ['list'], stdout: 'full', stderr: 'read', code: 3, says: full },
    { words: ['list'], stdout: 'left', stderr: 'read', code: 0, says: /^$/ },
    { words: ['chek'], stdout: 'read', stderr: 'full', code: 2, says: /^$/ },
  ];
  // Not every system has a device that is always full.
  const hasFull = existsSync('/dev/full');
  for (const row of rows) {
    if (!hasFull && [row.stdout, row.stderr].includes('full')) continue;
    const name = `${row.words[0]} ${row.stdout} ${row.stderr}`;
    const { code, said } = await outcome(row);
    expect.soft(code, name).toBe(row.code);
    expect.soft(said, name).toMatch(row.says);
    expect.soft(said, name).not.toMatch(/\n\s+at /);
  }
  server.close();
});

test('a working folder that was removed is a sentence and exit 2', async ({}, info) => {
  test.skip(!posix, 'A folder that is in use cannot be removed there.');
  const cwd = info.outputPath('gone');
  mkdirSync(cwd, { recursive: true });
  const script = 'rmdir "$PWD" && exec "$@"';
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...command, 'list'], { cwd });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said).toBe(
    'docs-handshake: The working folder does not exist any more: change to another one.\n',
  );
});
