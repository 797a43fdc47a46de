import type { Service } from '../../api/service.js';
import type { OAuthClient } from '../../protocol/oauth/client.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { callbackUrl } from './start-lines.js';

/** How the client says who it is at the token endpoint. */
const authWords: Readonly<Record<OAuthClient['auth'], string>> = {
  auto: 'client_secret_basic, then client_secret_post',
  basic: 'client_secret_basic',
  post: 'client_secret_post',
  none: 'client_id alone, with the code verifier',
};

/** What has to be registered for the docs at an authorization server, and whom this host asks: a line each. */
export function clientLines(
  service: Service,
  client: OAuthClient,
  origin: string,
): readonly string[] {
  const { docs, loginUrls } = service;
  const { clientId, scopes, tokenUrl, infoUrl, auth, by, logoutUrl } = client;
  const asks = by === 'browser' ? 'asked by the page of the docs' : 'asked by this host';
  return [
    `  Docs           ${origin}${docs?.docsPath ?? ''}/`,
    `  Register       client ${clientId} with the redirect URI ${callbackUrl(service, origin)}`,
    ...(scopes.length === 0 ? [] : [`                 and the scopes ${scopes.join(' ')}`]),
    `  Log in         ${mask(loginUrls[0]?.url ?? '')}, with state and an S256 code challenge`,
    `  Token          ${mask(tokenUrl)}, ${asks}: ${authWords[auth]}`,
    ...(infoUrl === undefined
      ? []
      : [`  Info API       ${mask(infoUrl)}, ${asks}: a bearer token`]),
    ...(by === 'browser'
      ? [
          `  Both set       Access-Control-Allow-Origin: ${origin}`,
          '  Info API sets  Access-Control-Allow-Headers: authorization (its answer to OPTIONS)',
        ]
      : []),
    ...(logoutUrl === undefined ? [] : [`  Log out        ${mask(logoutUrl)}`]),
  ];
}
