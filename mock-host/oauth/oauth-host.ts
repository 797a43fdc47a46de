import { randomBytes } from 'node:crypto';

import type { CallRequest } from '../../protocol/http/call-request.js';
import type { Call } from '../../protocol/http/call.js';
import { authOrder, type ClientAuth, type OAuthClient } from '../../protocol/oauth/client.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import type { EventLog } from '../event-log.js';
import { followLogins, type LoginMilestones } from './login-milestones.js';
import { openRequests, type OpenRequests } from './open-requests.js';

/** What a host is told of the authorization server. */
export interface OAuthOptions {
  /** Its redirect URI is that of the host, whatever stands there. */
  readonly client: OAuthClient;
  /**
   * Asks as the docs host's server does: without an origin, without cookies; no redirect is followed. Never rejects. Absent
   * where the page of the docs asks.
   */
  readonly ask?: (request: CallRequest<'token' | 'info'>) => Promise<Call>;
}

/** The docs host as a client of an authorization server, while it runs. */
export interface OAuthHost {
  readonly client: OAuthClient;
  /** Absolute: where readers are sent to log in. */
  readonly address: string;
  readonly ask: NonNullable<OAuthOptions['ask']>;
  /** Authorization requests that are not answered yet. */
  readonly requests: OpenRequests;
  /** How the client authenticates, the best guess first: what worked stays. */
  readonly auth: { order: readonly ClientAuth[] };
  readonly milestones: () => LoginMilestones;
}

/** The docs host as its parts know it. */
interface AsClient {
  readonly docsOrigin: string;
  readonly docsPath: string;
  readonly callbackPath: string;
  readonly address: string;
  /** The host's, milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: Pick<EventLog, 'onEvent' | 'onClear'>;
}

/** For the whole answer of an endpoint, in milliseconds. */
export const endpointPatienceMs = 10_000;

const nobodyAsks: OAuthHost['ask'] = () =>
  Promise.reject(new Error('The page of the docs asks, and not its host.'));

/** Opens it for one host. */
export function openOAuthHost(
  { client, ask }: OAuthOptions,
  { docsOrigin, docsPath, callbackPath, address, clock, log }: AsClient,
): OAuthHost {
  const requests = openRequests(clock);
  const auth = { order: authOrder(client) };
  log.onClear(() => {
    requests.clear();
    auth.order = authOrder(client);
  });
  return {
    client: {
      ...client,
      redirectUri: `${docsOrigin}${docsPath}${callbackPath}`,
      // States of another start are none of this one.
      seed: seal(randomBytes(32).toString('base64url')),
    },
    address,
    ask: ask ?? nobodyAsks,
    requests,
    auth,
    milestones: followLogins(log),
  };
}
