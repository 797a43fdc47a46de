import type { Cause, Hop } from '../../../protocol/exchange.js';
import { foldedCookies } from '../../../protocol/http/dropped-cookie.js';
import type { DroppedCookie } from '../../../protocol/http/dropped-cookie.js';
import { seal, sealAs } from '../../../protocol/secrecy/sealed.js';
import { sealField } from '../../../protocol/secrecy/sealed-message.js';
import { namesSet } from '../../http/cookie-jar.js';

type Fields = readonly (readonly [name: string, value: string])[];
type HeaderObject = Readonly<Record<string, string>>;

/** The raw side of a response, from `Network.responseReceivedExtraInfo`. */
export interface RawAnswer {
  readonly statusCode: number;
  /** Values as latin1 text; several fields of one name are joined by line feeds. */
  readonly headers: HeaderObject;
  /** Cookies that the browser did not keep. */
  readonly dropped: readonly DroppedCookie[];
}

/** What a page's body was, fetched when it had arrived. */
export interface BodyText {
  readonly text: string;
  readonly bytes: number;
  readonly truncated: boolean;
}

/** One request of the main frame as it unfolds: it is filled in event by event. */
export interface LiveHop {
  readonly requestId: string;
  readonly method: string;
  /** With its fragment. */
  readonly url: string;
  readonly cause: Cause;
  readonly credentials: boolean;
  /** The `Origin` field that the browser sent along; absent where it sent none. */
  origin?: string;
  readonly sentAtMs: number;
  receivedAtMs?: number;
  status?: number;
  /** False where the answer came out of a cache: then it has no raw side. */
  hasRaw?: boolean;
  /** The decoded header, where there is no raw one. */
  decoded?: HeaderObject;
  body?: BodyText;
  blocked?: string;
  /** What the page's password field held before anything was typed. */
  passwordField?: Hop['passwordField'];
}

/** The requests of one chain of redirects, which share an id; the raw sides arrive in the same order, before or after. */
export interface RedirectChain {
  readonly hops: LiveHop[];
  /** Names of the cookies of each request. */
  readonly sent: (readonly string[])[];
  readonly answered: RawAnswer[];
}

/** The part of a chain's raw sides that belongs to one hop. */
export function rawSides(
  chain: RedirectChain,
  hop: LiveHop,
): { readonly sent: readonly string[]; readonly answered?: RawAnswer } {
  const place = chain.hops
    .slice(0, chain.hops.indexOf(hop))
    .filter((l) => l.hasRaw !== false).length;
  if (hop.hasRaw === false) return { sent: [] };
  const answered = chain.answered[place];
  return { sent: chain.sent[place] ?? [], ...(answered === undefined ? {} : { answered }) };
}

/** True where both raw sides of every answered hop have arrived: they may come after the event that they belong to. */
export function isComplete(chain: RedirectChain): boolean {
  const promised = chain.hops.filter(({ hasRaw }) => hasRaw === true).length;
  return chain.sent.length >= promised && chain.answered.length >= promised;
}

/** The response header of a hop as raw latin1 fields; the decoded ones where the answer came out of a cache. */
export function fieldsOf(chain: RedirectChain, hop: LiveHop): Fields {
  const headers = rawSides(chain, hop).answered?.headers ?? hop.decoded ?? {};
  return Object.entries(headers).flatMap(([name, joined]) =>
    joined.split('\n').map((value) => [name, value] as const),
  );
}

/** What one hop looks like in an exchange. */
export function hopOf(chain: RedirectChain, hop: LiveHop): Hop {
  const fields = fieldsOf(chain, hop);
  const { sent, answered } = rawSides(chain, hop);
  const status = hop.status ?? answered?.statusCode;
  const setCookies = fields
    .filter(([name]) => /^set-cookie$/i.test(name))
    .map(([, value]) => value);
  const cookiesDropped = [...(answered?.dropped ?? []), ...setCookies.flatMap(foldedCookies)];
  return {
    method: hop.method,
    url: seal(hop.url),
    cause: hop.cause,
    credentials: hop.credentials,
    ...(hop.passwordField === undefined ? {} : { passwordField: hop.passwordField }),
    ...(status === undefined ? {} : { status }),
    headers: fields.map(([name, value]) => sealField(name, value)),
    sentAtMs: hop.sentAtMs,
    receivedAtMs: hop.receivedAtMs ?? hop.sentAtMs,
    cookiesSent: sent,
    cookiesSet: namesSet(setCookies),
    ...(cookiesDropped.length === 0 ? {} : { cookiesDropped }),
    ...(hop.body === undefined
      ? {}
      : {
          body: {
            bytes: hop.body.bytes,
            truncated: hop.body.truncated,
            text: sealAs(hop.body.text, `(${hop.body.text.length} characters)`),
          },
        }),
    ...(hop.blocked === undefined ? {} : { blocked: hop.blocked }),
  };
}

const redirectStatus = new Set([301, 302, 303, 307, 308]);

/** The raw `Location` of a redirect status as latin1 text; undefined for any other answer. */
export function locationOf(chain: RedirectChain, hop: LiveHop): string | undefined {
  const status = rawSides(chain, hop).answered?.statusCode ?? hop.status ?? 0;
  if (!redirectStatus.has(status)) return undefined;
  return fieldsOf(chain, hop).find(([name]) => /^location$/i.test(name))?.[1];
}
