import type { Level, Outcome } from '../protocol/verdict.js';
import type { VisitFinding } from './check-visit.js';

const fallen: Readonly<Record<Level, Outcome>> = { must: 'fail', should: 'warn', info: 'note' };

/** What a finding of a requirement of some level counts as. */
export function outcomeOf(finding: VisitFinding, level: Level): Outcome {
  switch (finding.is) {
    case 'unmet':
      return fallen[level];
    case 'noted':
      return 'note';
    case 'met':
      return 'pass';
    case 'broken':
      return 'error';
    default:
      return finding.is;
  }
}
