#!/usr/bin/env node
import { main } from './runner/main.js';

/** How long servers and browser may take to close before the process ends without them, in milliseconds. */
const graceMs = 5000;

const interruption = new AbortController();
let interruptedBy: number | undefined;

/** Exit codes of an interrupted process are 128 and the signal's number (POSIX, shell practice). */
function interrupt(code: number): void {
  if (interruptedBy !== undefined) process.exit(code);
  interruptedBy = code;
  interruption.abort();
  setTimeout(() => process.exit(code), graceMs).unref();
}
process.on('SIGINT', () => interrupt(130));
process.on('SIGTERM', () => interrupt(143));
process.on('SIGHUP', () => interrupt(129));

// A reader such as `head` may close early, which is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

// Early releases of Node 20 announce Ed25519 in Web Cryptography as experimental on every run.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${String(warning)}\n`);
});

const code = await main(process.argv, {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interruption.signal,
});
process.exitCode = interruptedBy ?? code;
// Nothing should be open any more; a handle left over must not keep the process alive.
setTimeout(() => process.exit(), graceMs).unref();
