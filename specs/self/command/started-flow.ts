import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '../docs/page-flow.js';

/** A login flow that signs everybody in, to be started by a command. It brings a process in a group of its own along. */
const flow = `
import { spawn } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { createServer } from 'node:http';
const { PORT, DOCS_ORIGIN, DOCS_KEY, MODE = '', SAYS = '' } = process.env;
const [mark] = process.argv.slice(2);
const stubborn = MODE === 'stubborn' ? "process.on('SIGTERM', () => undefined);" : '';
if (stubborn) process.on('SIGTERM', () => undefined);
spawn(process.execPath, ['-e', stubborn + 'setInterval(() => undefined, 1000)', mark], { detached: true, stdio: 'ignore' });
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
let asked = 0;
createServer((request, response) => {
  asked += 1;
  if (MODE === 'slow' && asked < 3) return void response.writeHead(503).end();
  if (MODE === 'dies' && asked > 1 || request.url.endsWith('?quit')) process.exit(9);
  if (MODE === 'hangs' && asked > 1) return void console.log('asked again');
  if (!request.url.startsWith('/docs-login')) return void response.writeHead(404).end();
  if (MODE === 'wrong') return void response.writeHead(404).end();
  const exp = Math.floor(Date.now() / 1000) + 10;
  const input = part({ alg: 'EdDSA' }) + '.' + part({ host: new URL(DOCS_ORIGIN).hostname, exp });
  const token = input + '.' + sign(null, Buffer.from(input), createPrivateKey(DOCS_KEY)).toString('base64url');
  if (SAYS) console.log(SAYS + ' ' + token);
  response.writeHead(303, { Location: DOCS_ORIGIN + '/login/jwt-callback' + new URL(request.url, DOCS_ORIGIN).search + '#' + token }).end();
}).listen(PORT, '127.0.0.1');
if (SAYS) {
  console.log(SAYS);
  console.error(DOCS_KEY);
  console.error(JSON.stringify({ DOCS_KEY }));
  console.log(process.env.DOCS_HANDSHAKE_PASSWORD);
}
`;

/** The flow, in a folder of its own. */
export interface StartedFlow {
  readonly loginUrl: string;
  readonly port: number;
  /** Words of a `check` that starts it and judges its signature alone. */
  readonly words: (mode?: string, says?: string) => readonly string[];
  /** The command lines of those of its processes that run. */
  readonly running: () => readonly string[];
}

/** Writes the flow to a folder. Every process that it starts has the same mark on its command line. */
export async function startedFlow(folder: string): Promise<StartedFlow> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'flow.mjs'), flow);
  const mark = `mark-${randomBytes(8).toString('hex')}`;
  const port = await freePort();
  const loginUrl = `http://127.0.0.1:${port}/docs-login`;
  const start = `cd "${folder}" && node flow.mjs ${mark} && true`;
  return {
    loginUrl,
    port,
    words: (mode, says) =>
      [
        ['check', loginUrl, '--start', start, '--key', 'new', '--sign-in', 'none'],
        ['--only', 'token-signature', '--driver', 'http', '--wait', '20'],
        ['--start-env', 'PORT={port}', '--start-env', 'DOCS_ORIGIN={docsOrigin}'],
        ['--start-env', 'DOCS_KEY={privateKey}'],
        mode === undefined ? [] : ['--start-env', `MODE=${mode}`],
        says === undefined ? [] : ['--start-env', `SAYS=${says}`],
      ].flat(),
    running: () =>
      spawnSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter((line) => line.includes(mark) && !line.includes('--start ')),
  };
}
