import type { LocationToJudge } from '../../judge/recording/location.js';
import type { Report } from '../../protocol/report.js';

/** The second origin of a host: inspector and API. */
export interface ControlOptions {
  /** The port on the loopback addresses; 0 for any free one, absent for the next after that of the docs. */
  readonly port?: number;
  /** What every request has to bring, at least 16 characters; absent: made at the start, 256 random bits. */
  readonly token?: string;
  /** `docs-handshake judge -`: handed in, since reports are made above this folder. */
  readonly judgeLocation: (given: LocationToJudge) => Promise<Report>;
}
