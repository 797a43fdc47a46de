import { packageVersion } from '../configuration/package-version.js';
import { askAsHost } from '../drivers/http/asking/host-fetch.js';
import { openWire } from '../drivers/http/wire/wire.js';
import type { OAuthOptions } from '../mock-host/oauth/oauth-host.js';

/** For the whole answer, in milliseconds. */
const patienceMs = 10_000;

/**
 * Asks a token endpoint or an Info API as the docs host's server does: without an origin, without cookies, and once. No
 * redirect is followed, so that nothing but the two configured URLs is ever asked. Never rejects for what a server does.
 *
 * @param loginUrl the authorization URL; absolute
 */
export function endpointAsker(
  loginUrl: string,
  timeoutMs: number = patienceMs,
): NonNullable<OAuthOptions['ask']> {
  const userAgent = `docs-handshake/${packageVersion().version} (the mock docs host)`;
  const target = { loginUrl, headers: [], timeoutMs };
  return async (request) => {
    // A server that is started anew between two logins has closed what was kept open.
    const wire = openWire({});
    try {
      return await askAsHost({ target, wire, userAgent }, { credentials: 'omit', ...request });
    } finally {
      wire.close();
    }
  };
}
