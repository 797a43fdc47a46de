import type { CallRequest } from '../../protocol/http/call-request.js';
import type { CallField } from '../../protocol/http/call.js';
import type { CredentialsMode } from '../../protocol/http/cors/check.js';
import type { Parameter } from '../../protocol/oauth/client.js';
import { sealPair } from '../../protocol/secrecy/sealed-message.js';
import type { Target } from '../../protocol/visit.js';

/** What is asked of an endpoint in a visit. */
export interface Wanted extends CallRequest {
  /** Whether cookies of a page's reader go along. */
  readonly credentials: CredentialsMode;
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
