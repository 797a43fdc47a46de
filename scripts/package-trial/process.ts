import { spawn } from 'node:child_process';

/** Where a command runs, and for how long at most. */
export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly limitMs: number;
}

/**
 * Runs a command to its end and gives what it wrote to standard output.
 *
 * @throws Error with the last lines of all that it said, where it does not end with `code` in time
 */
export async function ran(words: readonly string[], place: Place, code = 0): Promise<string> {
  const [command = '', ...rest] = words;
  const { cwd, env, limitMs } = place;
  // A group of its own: what a package manager started ends with it.
  const child = spawn(command, rest, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += String(chunk);
    said += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, limitMs);
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('close', (exit, signal) => resolve(String(exit ?? signal)));
  }).finally(() => clearTimeout(timer));
  if (ended === String(code)) return stdout;
  const how = late ? `took longer than ${limitMs / 1000} s` : `ended with ${ended}, not ${code}`;
  const last = said.trim().split('\n').slice(-30).join('\n');
  throw new Error(`\`${words.join(' ')}\` ${how}:\n${last}`);
}
