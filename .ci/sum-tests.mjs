/** Prints `passed failed skipped` of a Playwright JSON report; exits 1 where there is none. */
import { readFileSync } from 'node:fs';

try {
  const { stats, errors } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
  // A flaky test failed at least once, and nothing is retried here on purpose.
  const bad = stats.unexpected + stats.flaky + errors.length;
  process.stdout.write(`${stats.expected} ${bad} ${stats.skipped}\n`);
} catch (error) {
  process.stderr.write(`no readable test report: ${error instanceof Error ? error.name : ''}\n`);
  process.exitCode = 1;
}
