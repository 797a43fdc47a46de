import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../protocol/report.js';
import { mask } from '../protocol/secrecy/masking.js';
import { runId } from './this-run.js';

/** What one run left: its report, or the sentence that says why there is none. */
export type Judged = { readonly report: Report } | { readonly failure: string };

/** A run under way for the tests of one file, or of one shard of it. */
export interface JudgedRun {
  /**
   * The report that holds a requirement, or that of the first test. Playwright ends a worker when a test fails, and a login
   * flow must not be visited again for each requirement that falls: what an earlier worker left is read from the folder.
   */
  readonly of: (folder: string, id: string | undefined) => Promise<Judged>;
}

/** What is judged. */
export interface JudgedRunOptions {
  /** Tells these tests from others of the same run of Playwright. */
  readonly name: string;
  /** The requirements of this shard, all of them, and those that are asked for. */
  readonly ids: readonly string[];
  readonly asked: readonly string[];
  /** Makes the visits and judges; `ids` are to be judged. */
  readonly judge: (ids: readonly string[]) => Promise<Report>;
}

/** Prepares a run; it is made when the first test asks. */
export function openJudgedRun({ name, ids, asked, judge }: JudgedRunOptions): JudgedRun {
  const made = new Map<string, Promise<Judged>>();
  const make = async (folder: string, some: readonly string[]): Promise<Judged> => {
    const key = createHash('sha256').update(`${name} ${some.join()}`).digest('hex').slice(0, 12);
    const kept = join(folder, `docs-handshake-${runId()}-${key}.json`);
    if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Judged;
    const judged = await judge(some).then(
      (report): Judged => ({ report }),
      (cause: unknown): Judged => ({
        failure: mask(cause instanceof Error ? cause.message : String(cause)),
      }),
    );
    mkdirSync(folder, { recursive: true });
    // Neither the report nor a failure holds anything unmasked.
    writeFileSync(kept, JSON.stringify(judged));
    return judged;
  };
  return {
    of: (folder, id) => {
      // A test that runs although its title was not asked for was chosen in another way: then all count.
      const some = asked.length > 0 && (id === undefined || asked.includes(id)) ? asked : ids;
      const key = `${folder} ${some.join()}`;
      const judged = made.get(key) ?? make(folder, some);
      made.set(key, judged);
      return judged;
    },
  };
}
