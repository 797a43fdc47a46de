import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { ServerLimits } from './server-limits.js';

/** A request that came before the answer to the one ahead of it was sent (RFC 9112 §9.3.2). */
interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The requests of one connection. */
interface Line {
  readonly waiting: Waiting[];
  busy: boolean;
}

/** Requests that are begun before the server looks again at what has arrived meanwhile. */
const together = 8;

/**
 * Begins work at once where there is little of it, and else a few pieces at a time, in order: new connections are taken
 * one for each look at them, however many requests the old ones have brought.
 */
function pacer(): (begin: () => void) => void {
  const waiting: (() => void)[] = [];
  let begun = 0;
  let looks = false;
  const look = (): void => {
    if (looks) return;
    looks = true;
    setImmediate(() => {
      looks = false;
      begun = 0;
      const due = waiting.splice(0, together);
      begun = due.length;
      if (begun > 0) look();
      for (const begin of due) begin();
    });
  };
  return (begin) => {
    look();
    if (begun >= together || waiting.length > 0) {
      waiting.push(begin);
      return;
    }
    begun += 1;
    begin();
  };
}

/** Ends the connection of an answer that was made and is not taken. */
function endUnread(response: ServerResponse, socket: Socket, timeoutMs: number): void {
  let timer: NodeJS.Timeout | undefined;
  // Its turn has come, so what is made is written: from here on only the other side is slow.
  response.once('prefinish', () => {
    timer = setTimeout(() => socket.destroy(), timeoutMs).unref();
  });
  response.once('close', () => clearTimeout(timer));
}

/**
 * A handler that sees the requests of a connection one by one: the next when the answer to the one before has left. What
 * a client that reads nothing can make the server keep is then one answer, and a client that asks for much at once waits
 * behind itself. Too many requests that wait, or an answer that is not taken, end the connection.
 */
export function inTurn(
  handler: RequestListener,
  { mostWaiting, unreadTimeout }: Pick<ServerLimits, 'mostWaiting' | 'unreadTimeout'>,
): RequestListener {
  const lines = new WeakMap<Socket, Line>();
  const pace = pacer();
  const next = (line: Line): void => {
    const first = line.waiting.shift();
    line.busy = first !== undefined;
    if (first === undefined) return;
    const { request, response } = first;
    response.once('close', () => next(line));
    if (unreadTimeout > 0) endUnread(response, request.socket, unreadTimeout);
    pace(() => {
      // Who has left meanwhile waits for no answer.
      if (!request.socket.destroyed) handler(request, response);
    });
  };
  return (request, response) => {
    const { socket } = request;
    const line = lines.get(socket) ?? { waiting: [], busy: false };
    lines.set(socket, line);
    if (mostWaiting > 0 && line.waiting.length >= mostWaiting) {
      // Everything that one piece of data holds is read at once: what is kept of it goes with the connection.
      line.waiting.length = 0;
      socket.destroy();
      return;
    }
    if (socket.destroyed) return;
    line.waiting.push({ request, response });
    if (!line.busy) next(line);
  };
}
