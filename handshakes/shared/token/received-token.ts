import type { Exchange } from '../../../protocol/exchange.js';
import type { HandshakeFacts } from '../../../protocol/handshake.js';
import { decodeText } from '../../../protocol/jose/base64url.js';
import { findTokensInside } from '../../../protocol/jose/find-token.js';
import { readJson } from '../../../protocol/json.js';
import { readAuthorizationResponse } from '../../../protocol/oauth/authorization-response.js';
import { broughtWord } from '../../../protocol/requirement.js';
import { readCallback } from '../../../protocol/url/callback.js';

const userMembers = ['expiresAt', 'groups', 'content', 'host', 'apiPlaygroundInputs'];

/** True for a handshake token: its payload has a member of the User format; session and CSRF tokens have none. */
function isHandshakeToken(token: string): boolean {
  const [, payload = ''] = token.split('.');
  const { value } = readJson(decodeText(payload) ?? '');
  return value !== undefined && userMembers.some((name) => name in value);
}

/** True where an exchange ended in a hand-over with what the handshake goes by: a token, or a code. */
export function bringsToken(exchange: Exchange | undefined, { carrier }: HandshakeFacts): boolean {
  const url = exchange?.callback?.url.reveal();
  if (url === undefined) return false;
  return carrier.by === 'code'
    ? readAuthorizationResponse(url).codes.length > 0
    : readCallback(url).token !== undefined;
}

/** Where a handshake token, or a code, stands in what an exchange received; undefined where nowhere. */
export function tokenPlace(exchange: Exchange, facts: HandshakeFacts): string | undefined {
  if (bringsToken(exchange, facts)) {
    return `a redirect to the docs carried a ${broughtWord(facts)}`;
  }
  // A code is a text like any other: only in a redirect it says what it is.
  if (facts.carrier.by === 'code') return undefined;
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
