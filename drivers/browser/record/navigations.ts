import type { Cause, Navigation } from '../../../protocol/exchange.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { destination } from '../../../protocol/url/destination.js';
import type { Target } from '../../../protocol/visit.js';
import { resolveLocation } from '../../http/location.js';
import { locationOf } from './live-hop.js';
import type { Chain, Leg } from './live-hop.js';

/** The visitor was sent out of the login flow. */
export interface Handover {
  readonly to: 'docs' | 'away-with-token' | 'forbidden';
  /** As the browser went there: an inherited fragment included. */
  readonly url: string;
  /** The leg whose answer, or whose page, sent the visitor away. */
  readonly leg: Leg | undefined;
  /** True where a redirect status did, false where a page did. */
  readonly byRedirect: boolean;
  readonly atMs: number;
  blocked?: string;
  /** True where its request is a POST whose body holds a token. */
  posted?: true;
  /** True when its request was answered, or failed, or was never made. */
  done: boolean;
}

/** What ended a visit without a hand-over: a network error, or the browser's words for not following a redirect. */
export interface CourseFault {
  readonly url: string;
  readonly words: string;
}

/** Where the visitor was sent, from the login URL to where it leaves the login flow. */
export interface Course {
  /** The requests of the login flow, in order. */
  readonly legs: Leg[];
  readonly navigations: readonly Navigation[];
  /** True from the request of the login URL on. */
  begun: boolean;
  /** The leg whose page is shown; undefined before the first one. */
  shown: Leg | undefined;
  fault: CourseFault | undefined;
  /** The browser's words about a form submission that a policy forbade. */
  forbade: string | undefined;
  /** The same words, where they ended the visit: the sign-in form itself was not sent. */
  unsent: string | undefined;
  readonly handover: () => Handover | undefined;
  /** The login URL is asked for. */
  begin(leg: Leg): void;
  /** The page asks to go somewhere; its request follows, as a rule. */
  announce(url: string, cause: Cause): void;
  /** A request of the login flow's, or of what it leads to. `before` is the leg that redirected to it. */
  request(leg: Leg, before: Leg | undefined): void;
  /** The address changes without a request, or a script stands in for one. */
  within(url: string): void;
  /** What the page announced last, if its request has not been seen: its cause. */
  readonly announced: () => Cause | undefined;
  /** A request of the login flow failed: with an answer that would have led on, or with none. */
  turnedAway(leg: Leg, chain: Chain, words: string, canceled: boolean): void;
}

/** Script-made circles end here; Chromium itself ends those of redirects. */
const mostLegs = 60;

/** Opens an empty course. */
export function openCourse(target: Target): Course {
  const legs: Leg[] = [];
  const navigations: Navigation[] = [];
  let handover: Handover | undefined;
  let announced: { readonly url: string; readonly cause: Cause; readonly at: number } | undefined;

  const sent = (url: string, cause: Cause, leg: Leg | undefined, byRedirect: boolean): void => {
    const atMs = (byRedirect ? leg?.receivedAtMs : undefined) ?? Date.now();
    const from = leg === undefined ? -1 : legs.indexOf(leg);
    navigations.push({ url: seal(url), from, cause, atMs });
    const to = destination(url, target);
    if (to === 'inside' || to === 'away' || handover !== undefined) return;
    // A link to another program (mailto:) or a script leaves the page where it is.
    if (to === 'forbidden' && !byRedirect && !/^https?:/i.test(url)) return;
    handover = { to, url, leg, byRedirect, atMs, done: false };
  };

  const course: Course = {
    legs,
    navigations,
    begun: false,
    shown: undefined,
    fault: undefined,
    forbade: undefined,
    unsent: undefined,
    handover: () => handover,
    announced: () => announced?.cause,
    begin: (leg) => {
      course.begun = true;
      navigations.push({ url: seal(leg.url), from: -1, cause: 'start', atMs: leg.sentAtMs });
      legs.push(leg);
    },
    announce: (url, cause) => {
      if (!course.begun || handover !== undefined) return;
      announced = { url, cause, at: navigations.length };
      sent(url, cause, course.shown, false);
    },
    request: (leg, before) => {
      const asked = before === undefined ? announced : undefined;
      announced = undefined;
      if (!course.begun || handover !== undefined) return;
      if (asked?.url !== leg.url) {
        // What was announced became something else on the way: the request is the truth.
        if (asked !== undefined) navigations.splice(asked.at, 1);
        sent(leg.url, leg.cause, before ?? course.shown, before !== undefined);
      }
      if (handover === undefined) legs.push(leg);
      if (legs.length > mostLegs) {
        course.fault ??= { url: leg.url, words: 'net::ERR_TOO_MANY_REDIRECTS' };
      }
    },
    within: (url) => {
      if (course.begun && handover === undefined) sent(url, 'page', course.shown, false);
    },
    turnedAway: (leg, chain, words, canceled) => {
      if (handover !== undefined || course.fault !== undefined) return;
      const raw = locationOf(chain, leg);
      if (raw === undefined || /MULTIPLE_LOCATION|TOO_MANY/.test(words)) {
        // Another navigation took over, or it was a download, or an answer without a page.
        if (canceled || words === 'net::ERR_ABORTED') return;
        course.fault = { url: leg.url, words };
        return;
      }
      leg.blocked = course.forbade ?? words;
      sent(resolveLocation(raw, leg.url) ?? raw, 'redirect', leg, true);
      const made = handover as Handover | undefined;
      if (made === undefined) course.fault = { url: leg.url, words: leg.blocked };
      else Object.assign(made, { blocked: leg.blocked, done: true });
    },
  };
  return course;
}
