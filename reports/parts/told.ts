import type { JudgedTarget, Report } from '../../protocol/report.js';
import type { fingerprint } from './fingerprint.js';
import { nameOf } from './targets.js';
import { wholeRun, wholeTarget } from './whole-run.js';
import type { WholeRun } from './whole-run.js';

/** What formats tell that list findings one by one: those of a run, or of one target among several. */
export interface Told {
  /** The name of the target, cleaned; absent where there is but one. */
  readonly name?: string;
  /** What findings are known by in the next run. */
  readonly known: Parameters<typeof fingerprint>[0];
  /** What no requirement says. */
  readonly whole: WholeRun | undefined;
  /** Absent where the target came to none. */
  readonly report?: Report;
}

/** A run of one target. */
export const toldAlone = (report: Report): Told => ({
  known: report,
  whole: wholeRun(report),
  report,
});

/** One target of a run over several. */
export function toldOf(target: JudgedTarget): Told {
  const { report, loginUrl } = target;
  return {
    name: nameOf(target),
    known: report ?? { target: { handshake: '', loginUrl } },
    whole: wholeTarget(target),
    ...(report && { report }),
  };
}

/** A text of a finding, behind the name of its target where there are several. */
export const named = ({ name }: Pick<Told, 'name'>, text: string): string =>
  name === undefined ? text : `${name}: ${text}`;
