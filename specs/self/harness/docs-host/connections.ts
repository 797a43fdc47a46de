import { Socket } from 'node:net';

/** What this process connected to, but the ports that a spec names; for hosts that connect nowhere. */
export interface ConnectionTrap {
  readonly seen: () => readonly string[];
  readonly release: () => void;
}

/** Begins to take note of every connection that is opened, by whatever means. */
export function trapConnections(allowed: readonly number[]): ConnectionTrap {
  const seen: string[] = [];
  // Every way out of Node, `fetch` included, ends in this function.
  const connect = Reflect.get(Socket.prototype, 'connect') as (...given: unknown[]) => Socket;
  const trapped = function trapped(this: Socket, ...given: unknown[]): Socket {
    const [first] = given;
    const options = Object(Array.isArray(first) ? first[0] : first) as {
      readonly port?: unknown;
      readonly host?: unknown;
      readonly path?: unknown;
    };
    if (!allowed.includes(Number(options.port))) {
      seen.push([options.host, options.port, options.path].map(String).join(' '));
    }
    return Reflect.apply(connect, this, given);
  };
  Reflect.set(Socket.prototype, 'connect', trapped);
  return {
    seen: () => [...seen],
    release: () => void Reflect.set(Socket.prototype, 'connect', connect),
  };
}
