import type { Verdict } from '../protocol/verdict.js';

/** A finding as the reader of a test report needs it. */
export function finding(verdict: Verdict): string {
  const { document, section } = verdict.source;
  return [
    verdict.title,
    `Expected: ${verdict.expected ?? verdict.title}`,
    `Actual: ${verdict.actual ?? ''}`,
    `Why: ${verdict.why}`,
    `Fix: ${verdict.fix}`,
    `Source: ${[document, section].filter((part) => part !== undefined).join(', ')}`,
  ].join('\n');
}
