import type { Request, Response } from 'express';

import { rightPlace, tokenAtPage } from '../arrival/misguided.js';
import type { HostEvent } from '../event-log.js';
import { sendJson } from '../pages/answers.js';
import type { Site } from '../site.js';
import { isBack } from './departure.js';
import { isRelativePage } from './login-link.js';
import { isOwnRequest } from './verify.js';

/** What only a browser sees, as the event it makes; undefined for a word that no page here sends. */
function eventOf(
  { place, policy }: Pick<Site, 'place' | 'policy'>,
  what: unknown,
  path: string,
): Omit<HostEvent, 'atMs'> | undefined {
  if (what === 'token-astray') {
    const sentence = `A token arrived at a page that takes none: ${rightPlace(place)}.`;
    return { kind: what, sentence, path };
  }
  if (what === 'token-at-page' && !place.facts.docsAreOpen) {
    const { code, actual: sentence, fix } = tokenAtPage(policy.rules);
    return { kind: 'token-astray', code, sentence, path, details: [`fix: ${fix}`] };
  }
  if (what === 'session-replaced' && place.facts.docsAreOpen) {
    const sentence = 'The login replaced what this browser kept of a reader with other data.';
    return { kind: what, sentence, path };
  }
  return undefined;
}

/** Takes note of what a page saw: one word and the page. No token, no claim. */
export function notice(
  site: Pick<Site, 'place' | 'policy' | 'log' | 'memory' | 'clock'>,
  request: Request,
  response: Response,
): void {
  const body = Object(request.body ?? {}) as Readonly<Record<string, unknown>>;
  const { what, path } = body;
  const page = typeof path === 'string' && isRelativePage(path) ? path : undefined;
  const event =
    isOwnRequest(site.place, request) && page !== undefined ? eventOf(site, what, page) : undefined;
  if (event === undefined) {
    sendJson(response, 400, { error: 'malformed' });
    return;
  }
  // Wherever the token came, its visitor came back with it.
  const astray = event.kind === 'token-astray';
  const handshake = astray ? isBack(site, request, page ?? '') : undefined;
  site.log.tell({ ...event, ...(handshake !== undefined && { handshake }) });
  response.status(204).end();
}
