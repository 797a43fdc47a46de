import type { HandshakeFacts, Redemption } from '../handshake.js';
import type { Sealed } from '../secrecy/sealed.js';
import type { ClientAuth, GroupsClaim, OAuthClient, Parameter } from './client.js';

/** What is registered for the docs host at the authorization server, and set at the docs host. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret?: Sealed;
  readonly auth?: ClientAuth | 'auto';
  readonly scopes?: readonly string[];
  readonly furtherParameters?: readonly Parameter[];
  readonly tokenUrl: string;
  readonly infoUrl?: string;
  readonly groups?: GroupsClaim;
  readonly logoutUrl?: string;
}

/** Facts of a handshake in which a code is handed over. */
export type CodeFacts = Pick<HandshakeFacts, 'callbackPath' | 'allowsDocsPath'> & {
  readonly redeems: Redemption;
};

/** True where a code is handed over. */
export const handsOverCode = (facts: HandshakeFacts): facts is HandshakeFacts & CodeFacts =>
  facts.redeems !== undefined;

/**
 * The docs host as a client: its redirect URI is the callback path at the docs origin, below the docs subpath where there is
 * one.
 *
 * @param seed 32 octets in base64url, new for each run
 */
export function registeredClient(
  facts: CodeFacts,
  docs: { readonly docsOrigin: string; readonly docsPath: string },
  { auth, scopes, furtherParameters, ...given }: Registration,
  seed: Sealed,
): OAuthClient {
  const { client } = facts.redeems;
  const below = facts.allowsDocsPath ? docs.docsPath : '';
  return {
    ...facts.redeems,
    ...given,
    auth: auth ?? (client === 'public' ? 'none' : 'auto'),
    redirectUri: `${docs.docsOrigin}${below}${facts.callbackPath ?? ''}`,
    scopes: scopes ?? [],
    furtherParameters: furtherParameters ?? [],
    seed,
  };
}
