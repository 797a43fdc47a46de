import type { EventLog } from '../event-log.js';

/** What has happened at least once at a host whose pages ask a session API, since it started or was reset. */
export interface AskMilestones {
  /** A page asked who reads. */
  readonly pageAsked: boolean;
  /** A page could read what was answered. */
  readonly answerRead: boolean;
  /** An answer named a reader whom the page took. */
  readonly readerIdentified: boolean;
}

/** Questions whose answer no page could read. */
const unread: ReadonlySet<string | undefined> = new Set([
  'not-readable',
  'no-answer',
  'answer-lost',
]);

const nothing: AskMilestones = { pageAsked: false, answerRead: false, readerIdentified: false };

/** Follows a log from now on. */
export function followAsks(log: Pick<EventLog, 'onEvent' | 'onClear'>): () => AskMilestones {
  let seen = nothing;
  log.onEvent(({ kind, code }) => {
    const readerIdentified = kind === 'reader-identified';
    if (!readerIdentified && kind !== 'reader-unknown' && kind !== 'ask-failed') return;
    seen = {
      pageAsked: true,
      answerRead: seen.answerRead || !unread.has(code),
      readerIdentified: seen.readerIdentified || readerIdentified,
    };
  });
  log.onClear(() => (seen = nothing));
  return () => seen;
}
