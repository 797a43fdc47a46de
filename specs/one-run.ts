import type { FullConfig } from '@playwright/test';

/**
 * Refuses a share of a judgement: a login flow is judged in one run, which the first shard makes, and any other
 * would hold no test. A reporter could see that too, but `--reporter` takes its place.
 */
export default function oneRun({ shard }: Pick<FullConfig, 'shard'>): void {
  if (shard === null || shard.current === 1) return;
  throw new Error(
    `A login flow is judged in one run, so shard ${shard.current} of ${shard.total} holds no test: run these specs without --shard.`,
  );
}
