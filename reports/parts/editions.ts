import type { EditionResult, Report } from '../../protocol/report.js';
import { inPart } from './meaning.js';

/** What one edition makes of a run, in words, and how they are to be taken. */
export interface EditionWords {
  readonly tone: 'good' | 'bad' | 'open';
  /** A clause without a full stop; what fell is named behind it. */
  readonly says: string;
}

/** What one edition makes of a run: without a verdict on the whole it has none either. */
export function editionWords({ fail, conforms }: EditionResult, report: Report): EditionWords {
  if (fail.length > 0) return { tone: 'bad', says: 'does not conform' };
  if (report.exitCode === 3 && inPart(report)) {
    return { tone: 'open', says: 'could not be judged in full: no must fell so far' };
  }
  return conforms
    ? { tone: 'good', says: 'conforms' }
    : { tone: 'open', says: 'could not be judged' };
}
