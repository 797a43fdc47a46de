import type { CredentialsMode } from '../../../protocol/http/cors/check.js';

/** What a page is to ask for. */
export interface Wish {
  readonly url: string;
  readonly credentials: CredentialsMode;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** A form; absent for a request without a body. */
  readonly body?: string;
  /** How long the whole answer may take, in milliseconds. */
  readonly mostMs: number;
  /** Octets of the answer that are read. */
  readonly mostOctets: number;
}

/** What a page's script got. */
export interface Got {
  /** True where it could read the answer, if not all of it. */
  readonly readable: boolean;
  /** True where the time was up. */
  readonly late: boolean;
  /** What was read of the body; absent for none, and for octets that are no text. */
  readonly text?: string;
  readonly octets: number;
  readonly truncated: boolean;
  /** True where the answer broke off. */
  readonly broken?: true;
}

/**
 * Asks as a page's own script does. Runs in the page, so it has no functions with names of their own: compilers wrap those
 * in a call to something that the page does not have.
 */
export async function askInPage(wish: Wish): Promise<Got> {
  const { url, credentials, method, headers, body, mostMs, mostOctets } = wish;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), mostMs);
  const kept = new Uint8Array(mostOctets);
  let octets = 0;
  let truncated = false;
  let readable = false;
  try {
    const answer = await window.fetch(url, {
      credentials,
      method,
      headers: headers.map(([name, value]) => [name, value]),
      signal: ending.signal,
      ...(body === undefined ? {} : { body }),
    });
    readable = true;
    const reader = answer.body?.getReader();
    for (let more = reader !== undefined; more;) {
      const { done, value = new Uint8Array() } = (await reader?.read()) ?? { done: true };
      const room = value.subarray(0, mostOctets - octets);
      kept.set(room, octets);
      octets += room.length;
      truncated = room.length < value.length;
      more = !done && !truncated;
    }
    if (truncated) ending.abort();
    const read = kept.subarray(0, octets);
    const isText = !read.includes(0);
    return {
      readable,
      late: false,
      octets,
      truncated,
      ...(isText ? { text: new TextDecoder().decode(read) } : {}),
    };
  } catch {
    const late = ending.signal.aborted;
    return { readable, late, octets, truncated, ...(readable && !late ? { broken: true } : {}) };
  } finally {
    clearTimeout(timer);
  }
}
