import type http from 'node:http';
import type { Socket } from 'node:net';

/** Octets of a response body that are read before reading stops. */
export const bodyCap: number = 2 * 1024 * 1024;
/** Octets of a response head that are accepted: what Chromium takes. */
export const headCap: number = 262_144;
/** Octets kept of a connection: a whole head and what may follow it. */
const rawCap = headCap + 131_072;

/** A response as the parser read it; its body up to the cap, still encoded. */
export interface WireAnswer {
  readonly status: number;
  readonly reason: string;
  /** Raw fields, latin1, duplicates kept. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly truncated: boolean;
}

/** What went wrong, and whether a response head had arrived by then. */
export interface WireFault {
  readonly error: NodeJS.ErrnoException;
  readonly phase: 'before-head' | 'in-body';
  /** How long the body had, where that was less than the time-out because it did not end before. */
  readonly bodyMs?: number;
}

/** Everything that one request brought. Times are milliseconds since the epoch. */
export interface WireOutcome {
  readonly sentAtMs: number;
  /** When the response head had arrived, or when the fault showed. */
  readonly receivedAtMs: number;
  /** All octets of the connection from this response on, up to a cap. */
  readonly raw: Buffer;
  readonly answer?: WireAnswer;
  readonly fault?: WireFault;
}

/** A timeout, told apart from the platform's own error codes. */
export const timedOut = 'DOCS_HANDSHAKE_TIMEOUT';

/** An error of the platform's kind, with a code. */
export const fault = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(code), { code });

/** Octets that are kept up to a cap. */
interface Kept {
  readonly add: (data: Buffer) => void;
  readonly all: () => Buffer;
  /** True where there were more. */
  readonly full: () => boolean;
}

function keepUpTo(cap: number): Kept {
  const parts: Buffer[] = [];
  let octets = 0;
  return {
    add: (data) => {
      if (octets < cap) parts.push(data.subarray(0, cap - octets));
      octets += data.length;
    },
    all: () => Buffer.concat(parts),
    full: () => octets > cap,
  };
}

/** How long the parts of a response may take, in milliseconds. */
interface Patience {
  readonly bodyMs: number;
  readonly redirectMs: number;
}

/** What had come of a response when it ended. */
interface Received {
  readonly incoming: http.IncomingMessage | undefined;
  readonly body: Buffer;
  readonly truncated: boolean;
  readonly error: NodeJS.ErrnoException | undefined;
}

/** The response and its fault, as far as either is seen by a browser. */
function outcomeOf(
  { incoming, body, truncated, error }: Received,
  timeoutMs: number,
  { bodyMs }: Patience,
): Pick<WireOutcome, 'answer' | 'fault'> {
  const answer: WireAnswer | undefined = incoming && {
    status: incoming.statusCode ?? 0,
    reason: incoming.statusMessage ?? '',
    fields: pairs(incoming.rawHeaders),
    body,
    truncated: truncated || error !== undefined,
  };
  const seen = answer === undefined ? {} : { answer };
  // A redirect was complete with its head: whatever happens to its body is not seen by a browser.
  if (error === undefined || (answer !== undefined && redirects(answer))) return seen;
  return {
    ...seen,
    fault: {
      error,
      phase: answer === undefined ? 'before-head' : 'in-body',
      ...(bodyMs < timeoutMs ? { bodyMs } : {}),
    },
  };
}

/** Ends the wait for a response. `truncated`: there would have been more of it. */
type Settle = (truncated: boolean, error?: NodeJS.ErrnoException) => void;

/** Keeps a response's body up to its cap, and says when it ends. */
function keepBody(response: http.IncomingMessage, body: Kept, settle: Settle): void {
  response.on('data', (chunk: Buffer) => {
    body.add(chunk);
    if (body.full()) settle(true);
  });
  response.on('end', () => settle(false));
  response.on('error', (error: NodeJS.ErrnoException) => settle(false, error));
  response.on('close', () => settle(false, response.complete ? undefined : fault('ECONNRESET')));
}

/** Sends a request and gathers all that comes back. */
export function exchange(
  outgoing: http.ClientRequest,
  request: { readonly body?: Uint8Array; readonly timeoutMs: number },
  patience: Patience,
): Promise<WireOutcome & { reused: boolean }> {
  const { timeoutMs } = request;
  return new Promise((resolve) => {
    const sentAtMs = Date.now();
    let receivedAtMs: number | undefined;
    const raw = keepUpTo(rawCap);
    const body = keepUpTo(bodyCap);
    let incoming: http.IncomingMessage | undefined;
    let socket: Socket | undefined;
    let settled = false;

    const settle: Settle = (truncated, error) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket?.off('data', raw.add);
      if (error !== undefined || truncated) outgoing.destroy();
      resolve({
        sentAtMs,
        receivedAtMs: receivedAtMs ?? Date.now(),
        raw: raw.all(),
        reused: outgoing.reusedSocket,
        ...outcomeOf({ incoming, body: body.all(), truncated, error }, timeoutMs, patience),
      });
    };
    let timer = setTimeout(() => settle(true, fault(timedOut)), timeoutMs);
    const within = (ms: number, error?: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      timer = setTimeout(() => settle(true, error), ms);
    };

    // The socket's data come before the parser has them, so they are kept even where it gives up.
    outgoing.on('socket', (connected) => {
      socket = connected;
      connected.prependListener('data', raw.add);
    });
    // Node drops fields past about a thousand unless told not to.
    outgoing.maxHeadersCount = 0;
    outgoing.on('error', (error: NodeJS.ErrnoException) => settle(false, error));
    outgoing.on('response', (response) => {
      incoming = response;
      receivedAtMs = Date.now();
      if (redirects({ status: response.statusCode ?? 0, fields: pairs(response.rawHeaders) })) {
        within(Math.min(patience.redirectMs, timeoutMs));
      } else if (patience.bodyMs < timeoutMs) {
        within(patience.bodyMs, fault(timedOut));
      }
      keepBody(response, body, settle);
    });
    outgoing.on('close', () => settle(false, fault('ECONNRESET')));
    outgoing.end(request.body);
  });
}

/** True for a status that browsers follow (Fetch "redirect status") with a `Location` that is not empty. */
export function redirects(answer: Pick<WireAnswer, 'status' | 'fields'>): boolean {
  return (
    [301, 302, 303, 307, 308].includes(answer.status) &&
    answer.fields.some(([name, value]) => name.toLowerCase() === 'location' && value.trim() !== '')
  );
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  const fields: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) fields.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return fields;
}
