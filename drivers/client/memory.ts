import type { ClientAuth, OAuthClient } from '../../protocol/oauth/client.js';
import { authOrder } from '../../protocol/oauth/client.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';

/** What a driver has learned of an authorization server, as a client that the texts leave some choice. */
export interface ClientMemory {
  /** How the client authenticates, the best guess first; one alone where it has worked. */
  auth: readonly ClientAuth[];
  /** What is known of code challenges: that they are taken, or that a request gets through without one alone. */
  challenge: 'unknown' | 'taken' | 'refused';
  /** The access tokens that visits brought, by name. */
  readonly tokens: Map<string, Sealed>;
  /** Lets so many milliseconds pass; rejects where the run is ended before. */
  readonly wait: (ms: number) => Promise<unknown>;
}

/** Opens an empty memory. */
export const openClientMemory = (
  client: OAuthClient,
  wait: ClientMemory['wait'],
): ClientMemory => ({
  auth: authOrder(client),
  challenge: client.pkce === 'always' ? 'taken' : 'unknown',
  tokens: new Map(),
  wait,
});
