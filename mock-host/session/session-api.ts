import type { SessionLook } from '../../protocol/handshake-record.js';
import type { EventLog } from '../event-log.js';
import { followAsks, type AskMilestones } from './ask-milestones.js';

/** How two origins relate (HTML standard, "same origin" and "same site"). */
export type SiteRelation = 'same-origin' | 'same-site' | 'cross-site';

/** What a host is told of the session API that its pages ask. */
export interface SessionOptions {
  /** Absolute http or https URL. */
  readonly url: string;
  /** How the docs and the session API relate. */
  readonly relationOf: (docsOrigin: string, url: string) => Promise<SiteRelation>;
  /**
   * Asks the session API once as a page would, but without cookies, and follows no redirect. Never rejects.
   *
   * @param nowMs the host's clock, milliseconds since the epoch
   */
  readonly look: (url: string, docsOrigin: string, nowMs: number) => Promise<SessionLook>;
}

/** The session API of a running host. */
export interface SessionApi {
  readonly url: string;
  readonly relation: () => Promise<SiteRelation>;
  /** Has a look, which those share who ask while it is under way; undefined where too many were had of late. */
  readonly look: () => Promise<SessionLook | undefined>;
  /** The look that was had last. */
  readonly lastLook: () => SessionLook | undefined;
  readonly milestones: () => AskMilestones;
}

/** The host whose pages ask. */
interface SessionHost {
  readonly docsOrigin: string;
  /** The host's, milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: Pick<EventLog, 'onEvent' | 'onClear'>;
}

/** Looks that are had within some time; whoever asks more often waits. */
const mostLooks = 10;
/** That time, in milliseconds. */
const withinMs = 10_000;

/**
 * Opens it for one host.
 *
 * @param steady milliseconds on a clock that nobody moves
 */
export function openSessionApi(
  { url, relationOf, look }: SessionOptions,
  { docsOrigin, clock, log }: SessionHost,
  steady: () => number = () => performance.now(),
): SessionApi {
  let relation: Promise<SiteRelation> | undefined;
  let last: SessionLook | undefined;
  let underWay: Promise<SessionLook> | undefined;
  let begun: readonly number[] = [];
  const lookNow = async (): Promise<SessionLook> => {
    try {
      last = await look(url, docsOrigin, clock());
      return last;
    } finally {
      underWay = undefined;
    }
  };
  return {
    url,
    relation: () => (relation ??= relationOf(docsOrigin, url)),
    look: async () => {
      if (underWay !== undefined) return underWay;
      const nowMs = steady();
      begun = begun.filter((atMs) => nowMs - atMs < withinMs);
      if (begun.length >= mostLooks) return undefined;
      begun = [...begun, nowMs];
      underWay = lookNow();
      return underWay;
    },
    lastLook: () => last,
    milestones: followAsks(log),
  };
}

/** Where a page's cookies go along to a session API, and where they stay: one sentence. */
export const cookieWords: Readonly<Record<SiteRelation, string>> = {
  'same-origin':
    'Docs and session API share an origin: its cookies go along, and no CORS field is needed.',
  'same-site':
    'Docs and session API are on one site: its cookies go along, whatever SameSite says.',
  'cross-site':
    'Docs and session API are on different sites: a cookie goes along only with SameSite=None; Secure, and not where the browser blocks third-party cookies.',
};
