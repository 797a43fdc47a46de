import { setTimeout as pause } from 'node:timers/promises';
import { addressOf } from '../../protocol/visit.js';
import type { Target } from '../../protocol/visit.js';
import { codeOf, stopForFault } from '../../drivers/http/fault.js';
import { openWire } from '../../drivers/http/wire/wire.js';
import type { WireOutcome } from '../../drivers/http/wire/response.js';

/** How long one answer may take, in milliseconds. */
const answerMs = 5_000;
/** The same for the last one: what is refused is refused at once. */
const leastMs = 250;
/** How long to wait between two requests, in milliseconds. */
const betweenMs = 200;

/** What came of one request to the login URL. */
export interface Sighting {
  /** True where it is up: an answer below 500, or one that no waiting makes better, as a certificate that is not trusted. */
  readonly isUp: boolean;
  /** True where nothing listens there. */
  readonly isFree: boolean;
  /** What was seen, as the end of a sentence: `localhost:3000 refuses connections`. */
  readonly seen: string;
}

/** Looks at the login URL again and again. */
export interface Lookout {
  /** One request, redirects not followed. */
  readonly look: (withinMs?: number) => Promise<Sighting>;
  /**
   * Looks until it is up.
   *
   * @param until asked before each request; true ends the waiting
   * @returns the last sighting
   */
  readonly wait: (ms: number, until: () => boolean) => Promise<Sighting>;
  readonly close: () => void;
}

/** Codes of errors that say that nothing listens (POSIX `connect`, and the resolver's). */
const free =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/;

function sightingOf({ answer, fault }: WireOutcome, host: string, withinMs: number): Sighting {
  if (answer !== undefined) {
    const { status } = answer;
    return { isUp: status < 500, isFree: false, seen: `${host} answered ${status}` };
  }
  if (fault === undefined) return { isUp: false, isFree: false, seen: `${host} said nothing` };
  const { seen = `${host} gave no answer`, code } = stopForFault(
    fault,
    host,
    'the login URL',
    withinMs,
  );
  const isUntrusted = code === 'tls' && /certificate/i.test(seen);
  return { isUp: isUntrusted, isFree: free.test(codeOf(fault.error)), seen };
}

/**
 * Opens a lookout at the address that is judged. Nothing secret goes along: no header, no cookie that was configured.
 *
 * @param version of this package, for the `User-Agent`
 */
export function openLookout(
  target: Pick<Target, 'loginUrl' | 'endpoints' | 'ca'>,
  version: string,
  signal: AbortSignal | undefined,
): Lookout {
  const { ca } = target;
  const wire = openWire({
    ...(signal === undefined ? {} : { signal }),
    ...(ca === undefined ? {} : { ca }),
  });
  const loginUrl = addressOf(target);
  const { host } = new URL(loginUrl);
  const look = async (withinMs = answerMs): Promise<Sighting> => {
    const outcome = await wire.ask({
      method: 'GET',
      url: loginUrl,
      headers: [
        ['Host', host],
        ['User-Agent', `docs-handshake/${version} (+conformance check)`],
        ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'],
        ['Accept-Encoding', 'identity'],
      ],
      timeoutMs: withinMs,
    });
    return sightingOf(outcome, host, withinMs);
  };
  return {
    look,
    wait: async (ms, until) => {
      const end = performance.now() + ms;
      const left = (): number => Math.max(leastMs, Math.min(answerMs, end - performance.now()));
      let last = await look(left());
      while (!last.isUp && !until() && performance.now() < end) {
        await pause(betweenMs, undefined, signal === undefined ? {} : { signal });
        last = await look(left());
      }
      return last;
    },
    close: () => wire.close(),
  };
}
