import type { Exchange } from '../../../protocol/exchange.js';
import { decodeText } from '../../../protocol/jose/base64url.js';
import { findTokensInside } from '../../../protocol/jose/find-token.js';
import { readJson } from '../../../protocol/json.js';
import { readCallback } from '../../../protocol/url/callback.js';

const userMembers = ['expiresAt', 'groups', 'content', 'host', 'apiPlaygroundInputs'];

/** True for a handshake token: its payload has a member of the User format; session and CSRF tokens have none. */
function isHandshakeToken(token: string): boolean {
  const [, payload = ''] = token.split('.');
  const { value } = readJson(decodeText(payload) ?? '');
  return value !== undefined && userMembers.some((name) => name in value);
}

/** True where an exchange ended in a hand-over with a token. */
export const bringsToken = (exchange: Exchange | undefined): boolean =>
  exchange?.callback !== undefined &&
  readCallback(exchange.callback.url.reveal()).token !== undefined;

/** Where a handshake token stands in what an exchange received; undefined where nowhere. */
export function tokenPlace(exchange: Exchange): string | undefined {
  if (bringsToken(exchange)) return 'a redirect to the docs carried a token';
  for (const hop of exchange.hops) {
    for (const [name, value] of hop.headers) {
      if (findTokensInside(value.reveal()).some(isHandshakeToken)) {
        return `the header field ${name} held a token`;
      }
    }
    if (findTokensInside(hop.body?.text?.reveal() ?? '').some(isHandshakeToken))
      return 'a page held a token';
  }
  return undefined;
}
