#!/usr/bin/env node
// Nothing is imported before the version was looked at: an older Node would stop at an import with an error of its own.

/** The oldest Node that runs this, as `engines` in package.json says. */
const oldest = [20, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `docs-handshake: This needs Node ${oldest.join('.')} or later, and is run by ${process.versions.node}: install a newer one.\n`,
  );
  process.exit(2);
}

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

/** 3 once an output could not be written: a report that nobody can read is no verdict. */
let outputCode: 3 | undefined;

/** The code of an error of the system, such as ENOSPC. */
const reasonOf = (error: unknown): string => String((error as { code?: unknown }).code ?? error);

for (const [name, stream] of [
  ['Standard output', process.stdout],
  ['Standard error', process.stderr],
] as const) {
  let failed = false;
  stream.on('error', (error) => {
    // Every later write fails, too.
    if (failed) return;
    failed = true;
    // A reader such as `head` may leave early, which is no error of ours: the run goes on to its exit code.
    if (reasonOf(error) === 'EPIPE') return;
    outputCode = 3;
    if (process.exitCode !== 2) process.exitCode = interruptedBy ?? outputCode;
    if (stream === process.stderr) return;
    process.stderr.write(
      `docs-handshake: ${name} cannot be written (${reasonOf(error)}): send it elsewhere.\n`,
    );
  });
}

/** The folder that relative paths start from; undefined where it was removed meanwhile. */
function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

// Early releases of Node 20 announce Ed25519 in Web Cryptography as experimental on every run.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${String(warning)}\n`);
});

async function start(): Promise<number> {
  const cwd = workingFolder();
  if (cwd === undefined) {
    process.stderr.write(
      'docs-handshake: The working folder does not exist any more: change to another one.\n',
    );
    return 2;
  }
  const { main } = await import('./command/main.js');
  return main(process.argv, {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    ...(process.stdin.isTTY &&
      process.stderr.isTTY && {
        ask: async (question: string) =>
          (await import('./command/init/terminal.js')).askOnTerminal(question, interruption.signal),
      }),
    ...(process.stdin.isTTY &&
      process.stderr.isTTY && {
        keys: async (heard: (key: string) => void) =>
          (await import('./command/serving/terminal-keys.js')).openTerminalKeys(heard),
      }),
    env: process.env,
    cwd,
    signal: interruption.signal,
  });
}

const code = await start();
process.exitCode = interruptedBy ?? (code === 2 ? code : (outputCode ?? code));
// Nothing should be open any more; a handle left over must not keep the process alive.
setTimeout(() => process.exit(), graceMs).unref();
