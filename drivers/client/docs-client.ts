import type { Exchange } from '../../protocol/exchange.js';
import type { OAuthClient } from '../../protocol/oauth/client.js';
import type { Visit } from '../../protocol/visit.js';
import { openClientMemory } from './memory.js';
import type { ClientMemory } from './memory.js';
import { asLearned, inRounds } from './rounds.js';

/** The docs host as a driver's client of an authorization server, with what it has learned. */
export interface DocsClient {
  readonly memory: ClientMemory;
  /** Makes a visit with or without a code challenge, as the server takes it. */
  readonly inRounds: (visit: Visit, make: (visit: Visit) => Promise<Exchange>) => Promise<Exchange>;
  /** An exchange as it says something of the reader's session. */
  readonly asLearned: (exchange: Exchange) => Exchange;
}

/**
 * Opens one that has learned nothing.
 *
 * @param wait lets so many milliseconds pass; rejects where the run is ended before
 */
export function openDocsClient(client: OAuthClient, wait: ClientMemory['wait']): DocsClient {
  const memory = openClientMemory(client, wait);
  return { memory, inRounds: (visit, make) => inRounds(visit, memory, make), asLearned };
}
