import type { BlockedCookie } from './cookie-block.js';
import type { CredentialsMode } from './cors/check.js';
import type { CorsReason } from './cors/reasons.js';
import type { BodyNote, HeaderField } from './message.js';
import type { Sealed } from '../secrecy/sealed.js';

/** What was asked: a token endpoint (RFC 6749 §3.2), an Info API, a session API; or whether a page may ask (Fetch, "CORS-preflight fetch"). */
export type CallRole = 'token' | 'info' | 'session' | 'preflight';

/** One pair of a form body, or one text member of a JSON object. */
export interface CallField {
  readonly name: string;
  readonly value: Sealed;
}

/** What was asked for. */
export interface CallRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: Sealed;
  readonly headers: readonly HeaderField[];
  /** The body's pairs in order, repeated ones too; absent where there was no body. */
  readonly fields?: readonly CallField[];
}

/** What a body is, whatever its `Content-Type` says. */
export type BodyForm = 'empty' | 'json' | 'form' | 'html' | 'text' | 'binary';

/** A body and its form. */
export interface CallBody extends BodyNote {
  readonly form: BodyForm;
}

/** What came back. */
export interface CallResponse {
  readonly status: number;
  readonly headers: readonly HeaderField[];
  readonly body?: CallBody;
}

/** Why a page could not read an answer: by the standard, and in the browser's own word. */
export interface CorsSeen {
  /** Absent where the recorded headers give no reason. */
  readonly reason?: CorsReason;
  /** The value, method or field name that it hangs on. */
  readonly about?: Sealed;
  /** `Network.CorsErrorStatus.corsError` as the browser told it. Browser driver only. */
  readonly browser?: string;
}

/** One request that the docs host's server or the script of its page made, beside the navigations of the visit. */
export interface Call {
  readonly role: CallRole;
  readonly by: 'host' | 'browser';
  /** What is odd about it, in kebab-case, where a visit asks as no docs host does; absent for a usual one. */
  readonly way?: string;
  /** Which fetch of the visit it belongs to: a preflight, its request and what redirects led to share the number, in this order. */
  readonly fetch: number;
  /** Whose script asked, and how; absent for the host's server. */
  readonly page?: { readonly origin: string; readonly credentials: CredentialsMode };
  /** True where the browser asked for no leave, because it remembered that it had it. */
  readonly remembered?: true;
  readonly request: CallRequest;
  /** Cookies that were there and did not go along, and why; absent for none. */
  readonly cookiesBlocked?: readonly BlockedCookie[];
  /** Absent where no response came. */
  readonly response?: CallResponse;
  /** Why none came: a clause without a full stop. */
  readonly fault?: string;
  /** Our clock in milliseconds since the epoch. */
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** Whether the page could read the answer: on the last call of a page's fetch only. */
  readonly readable?: boolean;
  /** On the same call, where it could not, or where the browser and the standard do not agree. */
  readonly cors?: CorsSeen;
}
