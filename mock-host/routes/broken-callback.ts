import type { ServerResponse } from 'node:http';

import { brokenOnDemand } from '../faults/refusal.js';
import { tellFault } from '../faults/story.js';
import { sendNote, type PageSite } from '../pages/answers.js';
import type { Admitted } from '../server/gate.js';
import type { Site } from '../site.js';
import { endWithout, handshakeHeader } from './departure.js';

/**
 * The callback that breaks, where the host was told so: no token is read, and the handshake ends there.
 *
 * @param target path and query of the page where the token came; default those of the request
 * @returns false where nothing was ordered, and nothing answered
 */
export function breakOnDemand(
  site: PageSite & Pick<Site, 'memory' | 'log' | 'clock'>,
  request: Admitted,
  response: ServerResponse,
  target: string = request.originalUrl,
): boolean {
  const fault = site.faults.take('callback-error');
  if (fault === undefined) return false;
  const refusal = brokenOnDemand(fault);
  const handshake = endWithout(site, request, target, refusal);
  tellFault(site, fault, { handshake });
  response.setHeader(handshakeHeader, handshake);
  sendNote(site, response, 500, 'The callback broke', refusal.actual);
  return true;
}
