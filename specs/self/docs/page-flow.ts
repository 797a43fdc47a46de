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
import { root } from '../repository/source-tree.js';
import { listen } from '../harness/routed-flow.js';
import { blocks, pageAt } from './pages.js';

/** How a flow of `docs/login-flow.md` is started, and what must be on the machine for it. */
export interface PageFlow {
  readonly title: string;
  /** The id of the handshake that it plays; absent: the default one. */
  readonly handshake?: string;
  /** The page that shows it; absent: `docs/login-flow.md`. */
  readonly page?: string;
  /** Where it begins; absent: `/docs-login`. */
  readonly loginPath?: string;
  /** The file that the page's block names. */
  readonly file: string;
  /** Ends well where language and framework are here. */
  readonly needs: readonly [command: string, ...words: string[]];
  readonly start: (port: number) => readonly [command: string, ...words: string[]];
}

/** The loader that Node needs for TypeScript. */
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs');
const router = join(root, 'specs', 'self', 'docs', 'route-server.mjs');

/** The flows of the page, in its order. */
export const pageFlows: readonly PageFlow[] = [
  {
    title: 'Express',
    file: 'docs-login.mjs',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, 'docs-login.mjs'],
  },
  {
    title: 'Next.js',
    file: 'app/docs-login/route.ts',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, '--import', tsx, router, 'app/docs-login/route.ts'],
  },
  {
    title: 'FastAPI',
    file: 'docs_login.py',
    needs: ['python3', '-c', 'import fastapi, uvicorn, itsdangerous, multipart, jwt, cryptography'],
    start: () => ['python3', 'docs_login.py'],
  },
  {
    title: 'Django',
    file: 'docs_login_django.py',
    needs: ['python3', '-c', 'import django, jwt, cryptography'],
    start: () => ['python3', 'docs_login_django.py'],
  },
  {
    title: 'PHP',
    file: 'docs-login.php',
    needs: ['php', '-r', 'exit(function_exists("sodium_crypto_sign_detached") ? 0 : 1);'],
    start: (port) => ['php', '-S', `127.0.0.1:${port}`, 'docs-login.php'],
  },
  {
    title: 'Go',
    file: 'docs_login.go',
    needs: ['go', 'version'],
    start: () => ['go', 'run', 'docs_login.go'],
  },
  {
    title: 'JWT personalization',
    handshake: 'mintlify-personalization',
    file: 'docs-personalize.mjs',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, 'docs-personalize.mjs'],
  },
];

const sessionPage = {
  handshake: 'mintlify-shared-session',
  page: 'docs/shared-session.md',
  loginPath: '/sign-in',
} as const;

/** The session APIs of their page, in its order. */
export const sessionFlows: readonly PageFlow[] = [
  {
    ...sessionPage,
    title: 'Express',
    file: 'session-api.mjs',
    needs: [process.execPath, '--version'],
    start: () => [process.execPath, 'session-api.mjs'],
  },
  {
    ...sessionPage,
    title: 'Python',
    file: 'session_api.py',
    needs: ['python3', '--version'],
    start: () => ['python3', 'session_api.py'],
  },
];

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
  return { loginUrl, port, password, keys, close };
}
