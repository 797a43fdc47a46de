import type { IncomingMessage, ServerResponse } from 'node:http';

import { h } from 'preact';

import { offsetWords, type PageClock } from '../clock.js';
import { controlRoot } from '../control/paths.js';
import { anchorOf } from '../inspector/anchor.js';
import { strayWords } from '../arrival/misguided.js';
import { cookieValue, sessionCookieName } from '../readers/session-cookie.js';
import type { DocsSession } from '../readers/sessions.js';
import type { Site } from '../site.js';
import { renderPage, type PageFrame } from './layout.js';
import { NoteText } from './login-pages.js';

/** What a page says of the host that it is a page of. */
export type PageSite = Pick<
  Site,
  'place' | 'policy' | 'docs' | 'assets' | 'clock' | 'faults' | 'time' | 'control'
>;

/**
 * The inspector, which another origin serves, as a page of the docs links to it; undefined where there is none.
 *
 * @param handshake the one to show; undefined for the latest
 */
export function inspectorLink(
  { place, control }: Pick<Site, 'place' | 'control'>,
  handshake?: number,
): string | undefined {
  if (control.origin === undefined) return undefined;
  // The browser keeps the fragment over the redirect to that origin.
  return `${place.docsPath}${controlRoot}${handshake === undefined ? '' : anchorOf(handshake)}`;
}

/** Who asks. */
export interface Visitor {
  /** The session id of the cookie, valid or not. */
  readonly id: string | undefined;
  readonly session: DocsSession | undefined;
}

/** Reads the visitor's session from the request's cookie. */
export function visitorOf(site: Pick<Site, 'place' | 'memory'>, request: IncomingMessage): Visitor {
  const id = cookieValue(request.headers.cookie, sessionCookieName(site.place));
  return { id, session: site.memory.sessions.find(id) };
}

/** What a page adds to the frame that all pages of a host share. */
export type PageParts = Omit<
  PageFrame,
  | 'base'
  | 'assets'
  | 'brand'
  | 'playing'
  | 'mode'
  | 'toldOtherwise'
  | 'clock'
  | 'inspector'
  | 'readerGlobal'
> & {
  readonly mode?: PageFrame['mode'];
  /** True where the page shows what the browser keeps of the reader. */
  readonly personalized?: boolean;
};

/** What the host was told to do as it would not by itself: a sentence each. */
function toldOtherwise({ faults, time, policy }: PageSite): readonly string[] {
  return [
    ...(time.offsetMs() === 0
      ? []
      : [`The clock of this host was moved by ${offsetWords(time.offsetMs())}.`]),
    ...(policy.hasOtherKeys() ? ['The keys of this host were replaced.'] : []),
    ...faults.armed().map(({ id, times, sentence }) => {
      const often = times === 'once' ? 'once' : 'until it is cleared';
      return `Fault on demand ${id}, ${often}: ${sentence}`;
    }),
  ];
}

/** True where nobody has told the host anything else since it started: pages say nothing of it. */
export const isAsToldAtStart = (site: PageSite): boolean => toldOtherwise(site).length === 0;

/** What pages are told of the host's clock. */
export const pageClock = ({ time }: Pick<Site, 'time'>): PageClock => ({
  aheadMs: time.now() - Date.now(),
  movedMs: time.offsetMs(),
  takenBack: time.takenBack(),
});

/** What the host plays, and where it is more lenient than by itself. */
function playing({ place, policy }: PageSite): string {
  const { rules, replayProtection } = policy;
  return [
    `${place.facts.title}, edition ${rules.edition}`,
    ...(rules.leewaySeconds === 0 ? [] : [`clock leeway ${rules.leewaySeconds} s`]),
    ...(replayProtection ? [] : ['tokens may come twice']),
  ].join(', ');
}

/** A page as HTML. */
export function pageHtml(site: PageSite, { personalized, ...parts }: PageParts): string {
  const frame = {
    base: site.place.docsPath,
    assets: site.assets.names,
    ...(personalized === true && { clock: pageClock(site) }),
    readerGlobal: site.place.facts.readerGlobal,
    brand: site.docs.current().name,
    playing: playing(site),
    toldOtherwise: toldOtherwise(site),
    inspector: inspectorLink(site),
    mode: 'strip' as const,
    ...parts,
  };
  // A refusal names the reason by itself, unless the token came where the server does not see it.
  const told =
    parts.outcome?.startsWith('refused:') === true && site.place.facts.carrier.by === 'fragment';
  const plain = frame.mode === 'strip' && !told;
  return renderPage({ ...frame, ...(plain ? { stray: strayWords(site.place) } : {}) });
}

/** Sends a page that is HTML already. */
export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(html);
}

/** Sends a page. */
export const sendPage = (
  site: PageSite,
  response: ServerResponse,
  status: number,
  parts: PageParts,
): void => sendHtml(response, status, pageHtml(site, parts));

/** Sends a page that says one thing. */
export function sendNote(
  site: PageSite,
  response: ServerResponse,
  status: number,
  title: string,
  sentence: string,
): void {
  const link = { href: `${site.place.docsPath}/`, text: 'To the docs' };
  sendPage(site, response, status, { title, children: h(NoteText, { title, sentence, link }) });
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(value));
}

/**
 * Sends a browser elsewhere. A body would repeat the address, so there is none.
 *
 * @param status 303 after a POST (RFC 9110 §15.4.4)
 */
export function sendTo(response: ServerResponse, location: string, status: 302 | 303 = 302): void {
  response.statusCode = status;
  response.setHeader('Location', location);
  response.end();
}
