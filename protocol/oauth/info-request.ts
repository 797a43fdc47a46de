import type { InfoWay } from './client-ways.js';
import type { OAuthClient, Parameter } from './client.js';
import { invented } from './visit-secrets.js';

/** A request to the Info API, before it is sent. */
export interface InfoRequest {
  readonly method: 'GET';
  /** Absolute. */
  readonly url: string;
  readonly headers: readonly Parameter[];
}

/** The same token with the character in its middle changed: as well formed, and nobody's. */
function altered(token: string): string {
  const at = Math.floor(token.length / 2);
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

/** The same address with a query that no request had before. */
const freshUrl = (url: string, client: Pick<OAuthClient, 'seed'>): string =>
  `${url}${url.includes('?') ? '&' : '?'}docs_handshake=${invented(client, 'address', 16)}`;

/**
 * The request of one way (RFC 6750 §2.1); undefined where the client has no Info API.
 *
 * @param token the access token that the way goes by: that of its visit, or of the visit that it names
 */
export function infoRequest(
  client: Pick<OAuthClient, 'infoUrl' | 'seed'>,
  way: InfoWay,
  token: string,
): InfoRequest | undefined {
  if (client.infoUrl === undefined) return undefined;
  const infoUrl = way.fresh === true ? freshUrl(client.infoUrl, client) : client.infoUrl;
  if (way.token === 'none') return { method: 'GET', url: infoUrl, headers: [] };
  if (way.token === 'query') {
    const query = new URLSearchParams([['access_token', token]]).toString();
    return {
      method: 'GET',
      url: `${infoUrl}${infoUrl.includes('?') ? '&' : '?'}${query}`,
      headers: [],
    };
  }
  const shown =
    way.token === 'invented'
      ? invented(client, 'access token', 43)
      : way.token === 'altered'
        ? altered(token)
        : token;
  return { method: 'GET', url: infoUrl, headers: [['Authorization', `Bearer ${shown}`]] };
}
