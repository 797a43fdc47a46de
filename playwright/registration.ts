import type { Report } from '../protocol/report.js';
import type { Listed } from './catalogue.js';

/** What the tests are made of. */
export interface Registration {
  /** In front of each title. */
  readonly prefix?: string;
  readonly requirements: readonly Listed[];
  readonly failOn: 'must' | 'should';
  /** Tells these tests from others of the same run. */
  readonly name: string;
  /** Makes the visits that these requirements need, and judges. */
  readonly judge: (ids: readonly string[]) => Promise<Report>;
}
