import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../../repository/source-tree.js';
import { startedFlow } from '../started-flow.js';

/** Starts `check` as its user does; the reports and all else together. */
function started(
  words: readonly string[],
  cwd: string,
): { readonly child: ChildProcess; readonly said: () => string } {
  const { FORCE_COLOR: _colour, CI: _pipeline, GITHUB_ACTIONS: _actions, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...words], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (said += data.toString()));
  }
  return { child, said: () => said };
}

const count = (text: string, word: string): number => text.split(word).length - 1;

/** Waits until a run has waited for a change so many times. */
const waitsOf =
  (said: () => string) =>
  (times: number): Promise<void> =>
    expect
      .poll(() => count(said(), 'Waiting for a change'), { timeout: 30_000, message: said() })
      .toBe(times);

test('files change, the login flow is started anew, and Ctrl-C ends all of it with 130', async ({}, info) => {
  test.slow();
  const folder = info.outputPath('a folder');
  const flow = await startedFlow(folder);
  const file = join(folder, 'flow.mjs');
  const right = readFileSync(file, 'utf8');
  const { child, said } = started([...flow.words(), '--watch', folder], root);
  const waits = waitsOf(said);
  try {
    await waits(1);
    expect(said()).toContain('✓ The login flow conforms');
    const before = flow.running();

    writeFileSync(file, right.replace('Buffer.from(input)', "Buffer.from(input + '.')"));
    await waits(2);
    expect(said()).toMatch(/flow\.mjs changed; the login flow is started anew\./);
    expect(said()).toMatch(/✗ token-signature \(must, over HTTP\)[^]*✗ The login flow does not/);
    expect(flow.running(), 'one after the other').toHaveLength(before.length);

    // What does not start is said, and the next change mends it.
    writeFileSync(file, 'no script');
    await waits(3);
    expect(said()).toMatch(/target: .*SyntaxError[^]*ended with code 1 before it answered/);
    expect(flow.running()).toEqual([]);
    writeFileSync(file, right);
    await waits(4);
    expect(said()).toMatch(/What fell before, over HTTP \(\d+\.\d s\)\n✓ token-signature/);

    const closed = once(child, 'close');
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(130);
    expect(said()).toContain('interrupted; everything that was started has been stopped.');
    await expect.poll(flow.running).toEqual([]);
  } finally {
    child.kill('SIGKILL');
  }
});

test('one that reloads itself is left running, and started anew only where it has ended', async ({}, info) => {
  test.slow();
  const folder = info.outputPath();
  const flow = await startedFlow(folder);
  const other = join(folder, 'other.txt');
  const words = [...flow.words(undefined, 'up'), '--watch', folder, '--start-reloads'];
  const { child, said } = started(words, root);
  const waits = waitsOf(said);
  try {
    await waits(1);
    const starts = count(said(), 'target: up\n');
    writeFileSync(other, '1');
    await waits(2);
    expect(said()).toMatch(/other\.txt changed\.\n/);
    expect(count(said(), 'target: up\n')).toBe(starts);
    const port = await fetch(`${flow.loginUrl}?quit`).then(
      () => 'answered',
      () => 'gone',
    );
    expect(port).toBe('gone');
    writeFileSync(other, '2');
    await waits(3);
    expect(count(said(), 'target: up\n')).toBe(2 * starts);
    expect(said()).toMatch(/✓ The login flow conforms[^]*✓ The login flow conforms/);
  } finally {
    const closed = once(child, 'close');
    child.kill('SIGINT');
    await closed;
  }
});
