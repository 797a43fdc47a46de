import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import type { FlowKey } from '../../../fixtures/reference/keys.js';
import { defaultHandshake, handshakeNamed } from '../../../handshakes/registry.js';
import { listen } from '../harness/routed-flow.js';
import { blocks, pageAt } from './pages.js';
import type { PageFlow } from './shown-flows.js';

/** True where a command can be run here and ends well. */
export const runs = ([command, ...words]: readonly [string, ...string[]]): boolean =>
  spawnSync(command, words, { stdio: 'ignore' }).status === 0;

/** The text of a file that a page shows; throws where no block names it. */
export function shownFile(file: string, page: string = 'docs/login-flow.md'): string {
  const block = blocks(pageAt(page)).find(({ words }) => words.includes(`file=${file}`));
  if (block === undefined) throw new Error(`${page} shows no file ${file}.`);
  return block.text;
}

/** A flow of the page that is running. */
export interface RunningPageFlow {
  readonly loginUrl: string;
  readonly port: number;
  readonly password: string;
  /** Of the client that it knows, where it knows one: with characters that HTTP Basic has to encode. */
  readonly secret: string;
  readonly keys: FlowKey;
  readonly close: () => void;
}

/** A port that was free a moment ago, for programs that cannot say which one they took. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((open) => {
    socket.destroy();
    return open === true;
  });
}

/** Waits until a program listens; throws what it said where it ended instead. */
async function listening(program: ChildProcess, port: number, said: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await isOpen(port)) return;
    if (program.exitCode !== null) break;
    await pause(100);
  }
  throw new Error(`The page's flow does not listen on port ${port}: ${said()}`);
}

/**
 * Writes a flow as the page shows it to a folder, and starts it there.
 *
 * @throws where it does not listen within half a minute
 */
export async function openPageFlow(
  flow: PageFlow,
  folder: string,
  docsOrigin: string,
): Promise<RunningPageFlow> {
  const { facts } = await handshakeNamed(flow.handshake ?? defaultHandshake);
  // Where no token travels nothing is signed, and the flow has a key all the same.
  const keys = makeFlowKeys(facts.algorithm ?? 'EdDSA').own;
  const password = randomBytes(12).toString('base64url');
  const secret = `${randomBytes(16).toString('base64url')}+%2F:`;
  mkdirSync(dirname(join(folder, flow.file)), { recursive: true });
  writeFileSync(join(folder, flow.file), shownFile(flow.file, flow.page));
  writeFileSync(join(folder, 'docs-key.pem'), keys.privateText.reveal(), { mode: 0o600 });
  const port = await freePort();
  const [command, ...words] = flow.start(port);
  const program = spawn(command, words, {
    cwd: folder,
    detached: true,
    env: {
      ...process.env,
      PORT: String(port),
      DOCS_ORIGIN: docsOrigin,
      DEMO_PASSWORD: password,
      CLIENT_SECRET: secret,
      SESSION_SECRET: randomBytes(32).toString('hex'),
    },
  });
  let said = '';
  program.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  // A program may start others, as `go run` does: the whole group is ended.
  const close = (): void => {
    if (program.pid !== undefined && program.exitCode === null) process.kill(-program.pid);
  };
  try {
    await listening(program, port, () => said);
  } catch (error) {
    close();
    throw error;
  }
  const loginUrl = `http://127.0.0.1:${port}${flow.loginPath ?? '/docs-login'}`;
  return { loginUrl, port, password, secret, keys, close };
}
