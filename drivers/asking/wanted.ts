import type { CallField, CallRole } from '../../protocol/http/call.js';
import type { CredentialsMode } from '../../protocol/http/cors/check.js';
import type { Parameter } from '../../protocol/oauth/client.js';
import { sealPair } from '../../protocol/secrecy/sealed-message.js';
import type { Target } from '../../protocol/visit.js';

/** What is asked of an endpoint: by the script of a docs page, or by the docs host's server. */
export interface Wanted {
  readonly role: Exclude<CallRole, 'preflight'>;
  /** Whether cookies of a page's reader go along. */
  readonly credentials: CredentialsMode;
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** As they are set, besides what every request has. */
  readonly headers: readonly Parameter[];
  /** The pairs of a form; empty for a request without a body. */
  readonly fields: readonly Parameter[];
  /** What is odd about it; absent for a usual request. */
  readonly way?: string;
  /** Which fetch of the visit it is, from 1. */
  readonly fetch: number;
}

/** What such an endpoint is called in a sentence. */
export const calledBy: Readonly<Record<Wanted['role'], string>> = {
  session: 'session API',
  token: 'token endpoint',
  info: 'Info API',
};

/** What a docs page asks where readers share their session with it. */
export const sessionWanted = (url: string): Wanted => ({
  role: 'session',
  credentials: 'include',
  method: 'GET',
  url,
  headers: [],
  fields: [],
  fetch: 1,
});

const formType: Parameter = ['Content-Type', 'application/x-www-form-urlencoded'];

/** The header fields that a request sets by itself, that of its form among them. */
export const fieldsSet = ({ headers, fields }: Wanted): readonly Parameter[] =>
  fields.length === 0 ? headers : [...headers, formType];

/** The form of a request as it is sent; undefined where there is none. */
export const formOf = ({ fields }: Pick<Wanted, 'fields'>): string | undefined =>
  fields.length === 0
    ? undefined
    : new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();

/** The same as it is recorded. */
export const sealedForm = ({ fields }: Pick<Wanted, 'fields'>): readonly CallField[] =>
  fields.map(([name, value]) => sealPair(name, value));

/** The addresses that a target's endpoints have. */
export function endpointUrls({ endpoints, client }: Target): readonly string[] {
  const session = endpoints === undefined ? [] : [endpoints.session];
  const asked = client === undefined ? [] : [client.tokenUrl, client.infoUrl ?? client.tokenUrl];
  return [...session, ...asked];
}
