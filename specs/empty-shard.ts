import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';

/** The variable that names the file by which a worker says that there was a test for it. */
const variable = 'SHARD_HOLDS_A_TEST';

type Environment = Record<string, string | undefined>;

/** To be called wherever the configuration is read: a worker is started only where its shard holds a test. */
export function sayThatThereIsATest(env: Environment): void {
  const file = env[variable];
  if (env['TEST_WORKER_INDEX'] !== undefined && file !== undefined) writeFileSync(file, '');
}

/**
 * Fails a shard that holds no test, which Playwright lets pass. A reporter could see that too, but `--reporter` takes
 * its place.
 *
 * @returns what looks, after the last test, whether there was one; nothing where nothing is sharded
 */
export default function emptyShard(
  { shard }: Pick<FullConfig, 'shard'>,
  _suite?: unknown,
  env: Environment = process.env,
): (() => void) | undefined {
  if (shard === null) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'docs-handshake-shard-'));
  const file = join(folder, 'holds-a-test');
  env[variable] = file;
  return () => {
    const held = existsSync(file);
    rmSync(folder, { recursive: true, force: true });
    if (held) return;
    throw new Error(
      `Shard ${shard.current} of ${shard.total} holds no test, so it judged nothing: use fewer shards.`,
    );
  };
}
