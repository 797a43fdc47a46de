import type { Parameter } from '../oauth/client.js';
import type { CallRole } from './call.js';

/** What is asked of an endpoint, before it is sent: by the script of a docs page, or by the docs host's server. */
export interface CallRequest<
  Role extends Exclude<CallRole, 'preflight'> = Exclude<CallRole, 'preflight'>,
> {
  readonly role: Role;
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** As they are set, besides what every request has. */
  readonly headers: readonly Parameter[];
  /** The pairs of a form; empty for a request without a body. */
  readonly fields: readonly Parameter[];
  /** What is odd about it, in kebab-case; absent for the usual one. */
  readonly way?: string;
  /** Which fetch of the visit, or request of the login, it is, from 1. */
  readonly fetch: number;
}
