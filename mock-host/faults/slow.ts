import type { ServerResponse } from 'node:http';

import { own } from '../routes/login-link.js';
import type { Admitted } from '../server/gate.js';
import type { Site } from '../site.js';
import { markTouched, tellFault } from './story.js';

/** Lets an answer wait, where the host was told so; what pages load is answered at once. */
export function slow(
  site: Pick<Site, 'faults' | 'log' | 'memory'>,
  request: Admitted,
  response: ServerResponse,
  next: () => void,
): void {
  const isAsset = request.method === 'GET' && request.originalUrl.includes(`${own}/`);
  const fault = isAsset ? undefined : site.faults.take('slow');
  if (fault === undefined) return next();
  // Of a token that is brought its own handshake tells.
  if (request.method === 'POST') markTouched(request, fault);
  else tellFault(site, fault, { path: request.originalUrl });
  const timer = setTimeout(next, fault.ms);
  response.once('close', () => clearTimeout(timer));
}
