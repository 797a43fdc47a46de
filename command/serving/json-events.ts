import type { Output } from '../../configuration/io.js';
import type { HostEvent } from '../../mock-host/mock-host.js';
import { openBoundedLines } from './bounded-lines.js';

/** The first line of `serve --json`: where everything is. Its schema is `event.schema.json`. */
export interface ReadyLine {
  /** Rises with what these lines may say; readers pass over members that they do not know. */
  readonly schema: 1;
  readonly version: string;
  /** The docs: origin and subpath, without a slash at the end. */
  readonly url: string;
  /** Where the login flow sends its readers; the docs where any page takes a token. */
  readonly callbackUrl: string;
  readonly port: number;
  /** The page of the inspector; it wants the token in its fragment. */
  readonly inspectorUrl: string;
  /** Where the API begins, without a slash at the end. */
  readonly apiUrl: string;
  /** What every call of the API brings: `Authorization: Bearer <token>`. Absent where the start was given one. */
  readonly apiToken?: string;
  readonly loginUrls: readonly { readonly name: string; readonly url: string }[];
  readonly handshake: string;
  readonly edition: string;
  /** Absent where no signed token travels. */
  readonly algorithm?: string;
  /** The session API that the pages ask, masked; absent where a token travels. */
  readonly sessionUrl?: string;
  /** The client of an authorization server, and whom it asks, masked; absent where no code is handed over. */
  readonly clientId?: string;
  readonly tokenUrl?: string;
  readonly infoUrl?: string;
  /** What verifies tokens; the fingerprint is SHA-256 of the SubjectPublicKeyInfo in hexadecimal, absent for a shared secret. */
  readonly keys: readonly { readonly name: string; readonly fingerprint?: string }[];
}

/** A line before it has its number. */
type Line =
  | HostEvent
  | (ReadyLine & { readonly kind: 'ready'; readonly atMs: number })
  | { readonly kind: 'dropped'; readonly atMs: number; readonly count: number };

/** JSON in ASCII: a character is an octet, whatever reads it, and no line has an end within. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What machines are told. */
export interface JsonEvents {
  readonly ready: (line: ReadyLine) => void;
  readonly event: (event: HostEvent) => void;
}

/**
 * Opens the lines of `serve --json`. Whoever does not read misses events, and is told how many.
 *
 * @param clock milliseconds since the epoch, for lines that are no events of the host
 */
export function openJsonEvents(output: Output, clock: () => number): JsonEvents {
  let id = 0;
  const numbered = (line: Line): string => {
    id += 1;
    return `${asciiJson({ id, ...line })}\n`;
  };
  const lines = openBoundedLines(output, (count) => {
    id += count;
    return numbered({ kind: 'dropped', atMs: clock(), count });
  });
  const write = (line: Line): void => lines.write(() => numbered(line));
  return {
    ready: (line) => write({ kind: 'ready', atMs: clock(), ...line }),
    event: (event) => write(event),
  };
}
