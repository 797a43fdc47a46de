import type { EventLog, HostEventKind } from '../event-log.js';

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

/** Events that show that a token came. */
const tokenKinds: readonly HostEventKind[] = ['token-accepted', 'token-refused'];

/** Follows a log from now on. */
export function followFirstRun(log: Pick<EventLog, 'onEvent'>): FirstRun {
  const seen = new Set<HostEventKind>();
  log.onEvent(({ kind }) => void seen.add(kind));
  return {
    milestones: () => ({
      visitorSent: seen.has('sent-to-login'),
      tokenCame: tokenKinds.some((kind) => seen.has(kind)),
      tokenAccepted: seen.has('token-accepted'),
    }),
    clear: () => seen.clear(),
  };
}
