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
  /** How often each endpoint was asked in vain, the usual request alone; `answers` from its first answer on. */
  readonly silence: Record<'token' | 'info', number | 'answers'>;
}

/** As often an endpoint that has never answered is asked, and no more: each attempt may last as long as the time-out. */
const mostInVain = 2;

/** True where an endpoint has never answered, and was asked often enough. */
export const isGivenUp = ({ silence }: ClientMemory, role: 'token' | 'info'): boolean =>
  silence[role] !== 'answers' && silence[role] >= mostInVain;

/** Notes whether an endpoint answered. */
export function heard({ silence }: ClientMemory, role: 'token' | 'info', answered: boolean): void {
  const before = silence[role];
  if (answered) silence[role] = 'answers';
  else if (before !== 'answers') silence[role] = before + 1;
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
  silence: { token: 0, info: 0 },
});
