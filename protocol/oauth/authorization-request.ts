import type { ClientWays } from './client-ways.js';
import type { OAuthClient, Parameter } from './client.js';
import { visitSecrets } from './visit-secrets.js';

/** A visit, as far as its authorization request goes. */
export interface AuthorizationVisit {
  /** Its name. */
  readonly name: string;
  readonly client?: ClientWays;
}

/** What every client asks for (RFC 6749 §4.1.1, RFC 7636 §4.3), in the order of the texts. */
function usualParameters(client: OAuthClient, visit: AuthorizationVisit): readonly Parameter[] {
  const { state, challenge } = visitSecrets(client, visit.name);
  const scope = client.scopes.join(' ');
  return [
    ['response_type', 'code'],
    ['client_id', client.clientId],
    ['redirect_uri', client.redirectUri],
    ...(scope === '' ? [] : [['scope', scope] as const]),
    ['state', state],
    ...(visit.client?.challenge === 'none'
      ? []
      : ([
          ['code_challenge', challenge],
          ['code_challenge_method', 'S256'],
        ] as const)),
    ...client.furtherParameters,
  ];
}

/** The parameters of a visit's authorization request, decoded. */
export function authorizationParameters(
  client: OAuthClient,
  visit: AuthorizationVisit,
): readonly Parameter[] {
  const usual = usualParameters(client, visit);
  const secrets = visitSecrets(client, visit.name);
  return visit.client?.parameters?.(usual, { client, secrets }) ?? usual;
}

/** One parameter as a form has it, blanks as `+` (RFC 6749, appendix B). */
const encoded = ([name, value]: Parameter): string =>
  new URLSearchParams([[name, value.toWellFormed()]]).toString();

/**
 * The address that a visit begins with: the Authorization URL, its own query kept (RFC 6749 §3.1), no fragment.
 *
 * @param address absolute
 */
export function authorizationUrl(
  address: string,
  client: OAuthClient,
  visit: AuthorizationVisit,
): string {
  const url = new URL(address);
  url.hash = '';
  const own = url.search.replace(/^\?|&$/g, '');
  url.search = '';
  const added = authorizationParameters(client, visit).map(encoded);
  return `${url.href}?${[...(own === '' ? [] : [own]), ...added].join('&')}`;
}
