import type { EventLog } from '../event-log.js';

/** What has happened at least once at a host that is a client of an authorization server, since it started or was reset. */
export interface LoginMilestones {
  /** A reader was sent to the authorization server. */
  readonly readerSent: boolean;
  /** Somebody came back, with a code or with an error. */
  readonly readerBack: boolean;
  /** A token endpoint or an Info API was asked. */
  readonly endpointAsked: boolean;
  /** A reader was let in. */
  readonly readerKnown: boolean;
}

const nothing: LoginMilestones = {
  readerSent: false,
  readerBack: false,
  endpointAsked: false,
  readerKnown: false,
};

/** Follows a log from now on. */
export function followLogins(log: Pick<EventLog, 'onEvent' | 'onClear'>): () => LoginMilestones {
  let seen = nothing;
  log.onEvent(({ kind }) => {
    const known = kind === 'reader-identified';
    const asked = kind === 'endpoint-asked';
    seen = {
      readerSent: seen.readerSent || kind === 'sent-to-login',
      readerBack: seen.readerBack || known || asked || kind === 'login-refused',
      endpointAsked: seen.endpointAsked || asked,
      readerKnown: seen.readerKnown || known,
    };
  });
  log.onClear(() => (seen = nothing));
  return () => seen;
}
