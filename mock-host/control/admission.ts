import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { gate, type OurHosts } from '../server/gate.js';
import { problem, type ApiAnswer } from './api-answer.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Who may ask the control origin for something. */
export interface Admission {
  /**
   * The path and query of a request that names this origin, whoever made it.
   *
   * @returns a refusal where it names another one (against DNS rebinding), or no plain path
   */
  readonly pathOf: (request: IncomingMessage) => string | ApiAnswer;
  /** Why an API call is refused: a page of another origin made it, or it brings no token. */
  readonly denialOf: (request: IncomingMessage) => ApiAnswer | undefined;
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
      return problem(status, status === 421 ? 'foreign-host' : 'malformed', sentence);
    },
    denialOf: ({ headers }) => {
      const { host = '', origin } = headers;
      const from = headers['sec-fetch-site'] ?? 'same-origin';
      if ((origin ?? `http://${host}`) !== `http://${host}` || from !== 'same-origin') {
        const message = 'A page of another origin asks; only programs and the inspector may.';
        return problem(403, 'foreign-origin', message);
      }
      const given = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
      // Digests have one length whatever is compared, and tell nothing of where two texts differ.
      if (given !== undefined && timingSafeEqual(digest(given), wanted)) return undefined;
      const message =
        'Send the token that serve prints at its start: Authorization: Bearer <token>.';
      const refusal = problem(401, 'token-wanted', message);
      return { ...refusal, fields: [['WWW-Authenticate', 'Bearer']] };
    },
  };
}
