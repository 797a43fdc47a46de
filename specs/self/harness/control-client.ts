import type { HandshakeRecord } from '../../../protocol/handshake-record.js';
import type { Handshake } from '../../../protocol/requirement.js';
import type { MockHostOptions } from '../../../mock-host/mock-host.js';
import { judgeLocation } from '../../../runner/report/recorded.js';
import { callback, hand } from './mock-host-client.js';
import { play, type Played } from './mock-host-setup.js';

/** How the specs talk to the control origin of a mock docs host. */

/** A host with its control origin. */
export interface Controlled extends Played {
  readonly control: NonNullable<Played['host']['control']>;
  /** Calls the API with its token; the body is read as JSON. */
  readonly call: <T = Readonly<Record<string, unknown>>>(
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<Called<T>>;
}

/** What a call answered; the type of its body is the word of the spec that asks. */
export interface Called<T> {
  readonly status: number;
  readonly body: T;
}

/** Starts a host with an API. */
export async function playControlled(
  handshake: Handshake,
  options: Partial<MockHostOptions> = {},
): Promise<Controlled> {
  const played = await play(handshake, { control: { port: 0, judgeLocation }, ...options });
  const { control } = played.host;
  if (control === undefined) throw new Error('There is no control origin.');
  const call: Controlled['call'] = async (method, path, body) => {
    const response = await fetch(control.apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${control.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as never };
  };
  return { ...played, control, call };
}

/** A reader with cookies of their own. */
export interface Reader {
  /** Asks for a page, redirects not followed; cookies are kept. */
  readonly open: (path: string) => Promise<Response>;
  /** Brings a token to the callback. */
  readonly bring: (token: string, query?: string) => Promise<Response>;
}

/** A reader who has no cookie yet. */
export function newReader(played: Played): Reader {
  const jar = new Map<string, string>();
  const cookie = (): string => [...jar].map((pair) => pair.join('=')).join('; ');
  const keep = (response: Response): Response => {
    for (const field of response.headers.getSetCookie()) {
      const [pair = ''] = field.split(';', 1);
      const at = pair.indexOf('=');
      if (/Max-Age=0/.test(field)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  return {
    open: async (path) =>
      keep(
        await fetch(`http://127.0.0.1:${played.host.port}${path}`, {
          redirect: 'manual',
          headers: { cookie: cookie() },
        }),
      ),
    bring: async (token, query = '') =>
      keep(await hand(played, token, callback + query, { cookie: cookie() })),
  };
}

/** Leaves for the login and comes back with a token; the answer of the callback. */
export async function logIn(
  played: Played,
  reader: Reader,
  page: string,
  claims = {},
): Promise<Response> {
  const query = `?redirect=${encodeURIComponent(page)}`;
  await reader.open(`/login${query}`);
  return reader.bring(played.mint(claims), query);
}

/** The records of an answer. */
export interface Listed {
  readonly handshakes: readonly HandshakeRecord[];
  readonly cursor: number;
}
