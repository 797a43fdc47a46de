import type { FullConfig, FullResult, Reporter, Suite } from '@playwright/test/reporter';

/** What to say of a shard that holds no test; undefined where it holds one, or where nothing is sharded. */
export function emptyShard(shard: FullConfig['shard'], tests: number): string | undefined {
  return shard === null || tests > 0
    ? undefined
    : `Shard ${shard.current} of ${shard.total} holds no test, so it judged nothing: use fewer shards.`;
}

/** Fails a shard that holds no test, which Playwright lets pass. */
export default class EmptyShard implements Reporter {
  private isEmpty = false;

  onBegin(config: FullConfig, suite: Suite): void {
    const sentence = emptyShard(config.shard, suite.allTests().length);
    if (sentence === undefined) return;
    this.isEmpty = true;
    process.stderr.write(`${sentence}\n`);
  }

  async onEnd(): Promise<{ readonly status?: FullResult['status'] }> {
    return this.isEmpty ? { status: 'failed' } : {};
  }

  printsToStdio(): boolean {
    return false;
  }
}
