import { rowOf } from '../../judge/arrival/refusals.js';
import type { ArrivalCase } from '../../protocol/on-arrival.js';
import type { Requirement } from '../../protocol/requirement.js';
import type { EventLog } from '../event-log.js';

/** What has happened at a host at least once since it started, or was reset. */
export interface Milestones {
  readonly visitorSent: boolean;
  readonly tokenCame: boolean;
  readonly tokenAccepted: boolean;
}

/** Follows the first steps of a host. The log itself forgets its oldest events; these it does not. */
export interface FirstRun {
  readonly milestones: () => Milestones;
  readonly clear: () => void;
}

/** Arrivals that brought nothing that could be read as a token. */
const tokenless: readonly ArrivalCase[] = [
  'no-token',
  'not-a-token',
  'wrong-page',
  'form-passed-on',
  'circles',
  'long-fragment',
];

/**
 * Follows a log from now on. A refusal under a row that also names arrivals without a token shows no token: what is not
 * certain is not ticked.
 */
export function followFirstRun(
  log: Pick<EventLog, 'onEvent'>,
  requirements: readonly Requirement[],
): FirstRun {
  let known: ReadonlySet<string> | undefined;
  /** Read when the first token is refused: no start waits for it. */
  const uncertain = (): ReadonlySet<string> => {
    known ??= new Set<string>([
      ...tokenless,
      ...tokenless.map((one) => rowOf(requirements, one)?.id ?? one),
    ]);
    return known;
  };
  let seen = { visitorSent: false, tokenCame: false, tokenAccepted: false };
  log.onEvent(({ kind, code }) => {
    const accepted = kind === 'token-accepted';
    const refused = kind === 'token-refused' && code !== undefined && !uncertain().has(code);
    seen = {
      visitorSent: seen.visitorSent || kind === 'sent-to-login',
      tokenCame: seen.tokenCame || accepted || refused,
      tokenAccepted: seen.tokenAccepted || accepted,
    };
  });
  return {
    milestones: () => seen,
    clear: () => {
      seen = { visitorSent: false, tokenCame: false, tokenAccepted: false };
    },
  };
}
