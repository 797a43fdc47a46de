import type { CDPSession } from 'playwright';
import { configuredOrigins, type Target } from '../../protocol/visit.js';
import { originOf } from '../http/location.js';

/**
 * Adds `--header` fields to every request to the origins that they are for, and to no other. Chromium carries added
 * fields along on a redirect, so they are taken off again where it leads elsewhere.
 */
export async function addConfiguredHeaders(cdp: CDPSession, target: Target): Promise<void> {
  if (target.headers.length === 0) return;
  const { headers: origins } = configuredOrigins(target);
  const names = new Set(target.headers.map(([name]) => name.toLowerCase()));
  cdp.on('Fetch.requestPaused', ({ requestId, request }) => {
    const own = Object.entries(request.headers)
      .filter(([name]) => !names.has(name.toLowerCase()))
      .map(([name, value]) => ({ name, value }));
    const given = target.headers.map(([name, value]) => ({ name, value: value.reveal() }));
    const headers = origins.includes(originOf(request.url)) ? [...own, ...given] : own;
    // The page may be gone by now.
    cdp.send('Fetch.continueRequest', { requestId, headers }).catch(() => undefined);
  });
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
}
