import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { minter, type Mint } from '../token-minter.js';

/** A mock docs host in a process of its own, as `serve` starts it. */
export interface HostProcess {
  readonly port: number;
  readonly mint: Mint;
  /** Megabytes (10^6 octets) of memory that the process holds (resident set size). */
  readonly rss: () => number;
  readonly stop: () => Promise<void>;
}

const command = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The resident set of a process (`proc(5)`, VmRSS), in megabytes. */
function residentSet(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024) / 1e6;
}

/** Starts the built command; rejects where it does not listen. */
export async function startHost(): Promise<HostProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'docs-handshake-endurance-'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = join(folder, 'docs-key.pem');
  await writeFile(key, publicKey.export({ type: 'spki', format: 'pem' }));
  const words = ['serve', '--port', '0', '--key', key, '--login-url', 'http://localhost:9/login'];
  const child = spawn(process.execPath, [command, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /listens on port (\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('close', () => reject(new Error(`serve ended: ${said.trim()}`)));
  });
  return {
    port,
    mint: minter(privateKey),
    rss: () => residentSet(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
