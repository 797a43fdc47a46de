import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { gate, type OurHosts } from '../server/gate.js';

/** Why a request of the control origin is not answered. */
export interface Denial {
  readonly status: 400 | 401 | 403 | 421;
  readonly error: string;
  /** One sentence; nothing of the request is in it. */
  readonly message: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Who may ask the control origin for something. */
export interface Admission {
  /**
   * The path and query of a request that names this origin, whoever made it.
   *
   * @returns a denial where it names another one (against DNS rebinding), or no plain path
   */
  readonly pathOf: (request: IncomingMessage) => string | Denial;
  /** Why an API call is refused: a page of another origin made it, or it brings no token. */
  readonly denialOf: (request: IncomingMessage) => Denial | undefined;
}

/**
 * Opens the door of a control origin for those who bring its token.
 *
 * @param ours names, besides those of this machine, that requests may ask it by
 */
export function openAdmission(token: string, ours: OurHosts): Admission {
  const wanted = digest(token);
  return {
    pathOf: (request) => {
      const path = gate(request, ours);
      if (typeof path === 'string') return path;
      const { status, sentence } = path;
      return { status, error: status === 421 ? 'foreign-host' : 'malformed', message: sentence };
    },
    denialOf: ({ headers }) => {
      const { host = '', origin } = headers;
      const from = headers['sec-fetch-site'] ?? 'same-origin';
      if ((origin ?? `http://${host}`) !== `http://${host}` || from !== 'same-origin') {
        const message = 'A page of another origin asks; only programs and the inspector may.';
        return { status: 403, error: 'foreign-origin', message };
      }
      const given = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
      // Digests have one length whatever is compared, and tell nothing of where two texts differ.
      if (given !== undefined && timingSafeEqual(digest(given), wanted)) return undefined;
      const message =
        'Send the token that serve prints at its start: Authorization: Bearer <token>.';
      return { status: 401, error: 'token-wanted', message };
    },
  };
}
