import type { ClientAuth, OAuthClient, Parameter } from './client.js';
import type { TokenWay } from './client-ways.js';
import { invented, visitSecrets } from './visit-secrets.js';

/** A request to the token endpoint, before it is sent. */
export interface TokenRequest {
  readonly method: 'POST' | 'GET';
  /** Absolute. */
  readonly url: string;
  readonly headers: readonly Parameter[];
  /** The pairs of the form; those of the query where the method is GET. */
  readonly fields: readonly Parameter[];
}

/** What a request is made with. */
export interface TokenMeans {
  readonly code: string;
  /** The name of the visit whose authorization request brought the code, and whether that had a challenge. */
  readonly visit: string;
  readonly challenged: boolean;
  /** How the client authenticates where the way does not say. */
  readonly auth: ClientAuth;
}

/** One value as `application/x-www-form-urlencoded` has it (RFC 6749 §2.3.1: before Basic joins the two). */
export const formEncoded = (value: string): string =>
  new URLSearchParams([['', value]]).toString().slice(1);

function verifierOf(
  client: OAuthClient,
  { verifier }: TokenWay,
  means: TokenMeans,
): string | undefined {
  const own = visitSecrets(client, means.visit);
  switch (verifier) {
    case 'absent':
      return undefined;
    case 'wrong':
      return visitSecrets(client, `${means.visit}, wrong`).verifier;
    case 'challenge':
      return own.challenge;
    case 'unasked':
      return own.verifier;
    default:
      return means.challenged ? own.verifier : undefined;
  }
}

/** Another redirect URI of the same host: no server that compares the two as texts takes it. */
const otherUri = (uri: string): string =>
  `${uri}${uri.includes('?') ? '&' : '?'}docs-handshake=other`;

/** What says who the client is: header fields and pairs of the form (RFC 6749 §2.3.1, §3.2.1). */
function credentials(
  client: OAuthClient,
  way: TokenWay,
  auth: ClientAuth,
): { readonly headers: readonly Parameter[]; readonly fields: readonly Parameter[] } {
  const id = way.clientId === 'other' ? `${client.clientId}-other` : client.clientId;
  const right = client.clientSecret?.reveal() ?? '';
  const secret = way.secret === 'wrong' ? invented(client, 'secret', right.length) : right;
  if (auth === 'basic') {
    const half = way.raw === true ? (text: string): string => text : formEncoded;
    const pair = Buffer.from(`${half(id)}:${half(secret)}`).toString('base64');
    return { headers: [['Authorization', `Basic ${pair}`]], fields: [] };
  }
  const fields: readonly Parameter[] = [['client_id', id]];
  return { headers: [], fields: auth === 'post' ? [...fields, ['client_secret', secret]] : fields };
}

/** The request of one way (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export function tokenRequest(client: OAuthClient, way: TokenWay, means: TokenMeans): TokenRequest {
  const { headers, fields } = credentials(client, way, way.auth ?? means.auth);
  const verifier = verifierOf(client, way, means);
  const { redirectUri } = client;
  const pairs: readonly Parameter[] = [
    ['grant_type', 'authorization_code'],
    ['code', way.code === 'invented' ? invented(client, 'code', means.code.length) : means.code],
    ['redirect_uri', way.redirectUri === 'other' ? otherUri(redirectUri) : redirectUri],
    ...fields,
    ...(verifier === undefined ? [] : [['code_verifier', verifier] as const]),
  ];
  const method = way.method ?? 'POST';
  if (method === 'POST') return { method, url: client.tokenUrl, headers, fields: pairs };
  const query = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
  return {
    method,
    url: `${client.tokenUrl}${client.tokenUrl.includes('?') ? '&' : '?'}${query}`,
    headers,
    fields: [],
  };
}
