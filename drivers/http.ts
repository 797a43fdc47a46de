import type { Driver } from '../protocol/driver.js';
import type { Exchange } from '../protocol/exchange.js';
import type { Target, Visit } from '../protocol/visit.js';
import { openCookieJar } from './cookie-jar.js';
import type { CookieJar } from './cookie-jar.js';
import { travel } from './journey.js';
import { openWire } from './wire.js';
import type { MappedHost } from './wire.js';

/** What the HTTP driver needs besides its target. */
export interface HttpDriverOptions {
  /** Aborting makes every running visit reject with the signal's reason and closes all connections. */
  readonly signal?: AbortSignal;
  /** Gets one masked line per request. */
  readonly progress?: (line: string) => void;
  /** This package's version, for the `User-Agent`. */
  readonly version: string;
  /** The real address of an origin that does not resolve here; its certificate is still checked for the origin's name. */
  readonly mapHost?: (origin: string) => MappedHost | undefined;
}

/**
 * Opens the witness that needs no browser: `node:http(s)`, redirects by hand, the raw octets kept.
 * Its visits never throw for what a login flow does; they reject only when aborted. The docs origin is never contacted.
 */
export async function openHttpDriver(target: Target, options: HttpDriverOptions): Promise<Driver> {
  const wire = openWire(options);
  let live: CookieJar = openCookieJar();
  /** The live jar is settled with the first sign-in that was not refused, or with adopted cookies. */
  let settled = false;
  let tried = false;
  let refused: string | undefined;
  let adopted = false;
  const canSignIn = target.signIn.how === 'form' && target.user !== undefined;

  const jarFor = async (visit: Visit): Promise<CookieJar> => {
    if (visit.session === 'live') return live;
    const fresh = openCookieJar();
    // Over HTTP a script cannot sign in: the cookies of the browser's sign-in stand in for it.
    const standIn = visit.session === 'signing-in' && target.signIn.how === 'script' && adopted;
    if (standIn) await fresh.adopt(await live.all());
    return fresh;
  };

  return {
    name: 'http',
    visit: async (visit) => {
      options.signal?.throwIfAborted();
      if (refused !== undefined && visit.session === 'signing-in') return notMade(visit, refused);
      const jar = await jarFor(visit);
      const signsIn =
        canSignIn &&
        (visit.session === 'signing-in' || (visit.session === 'live' && !settled && !tried));
      if (signsIn) tried = true;
      const exchange = await travel({
        target,
        visit,
        jar,
        wire,
        signsIn,
        version: options.version,
        ...(options.progress === undefined ? {} : { progress: options.progress }),
      });
      const { code } = exchange.stop;
      const led = exchange.callback !== undefined || exchange.signIns > 0;
      if (!settled && code === 'sign-in-refused') {
        // One attempt is enough to learn that a password is wrong; more could lock the account.
        refused = visit.name;
      } else if (!settled && led && visit.session !== 'anonymous') {
        settled = true;
        live = jar;
      }
      return exchange;
    },
    cookies: () => live.all(),
    adopt: async (cookies) => {
      await live.adopt(cookies);
      settled = true;
      adopted = true;
    },
    close: async () => wire.close(),
  };
}

function notMade(visit: Visit, refused: string): Exchange {
  return {
    visit: visit.name,
    driver: 'http',
    startedAtMs: Date.now(),
    durationMs: 0,
    hops: [],
    navigations: [],
    stop: {
      code: 'not-made',
      sentence: `The sign-in was refused in the visit ${refused}, so it was not tried again.`,
    },
    signIns: 0,
    secrets: [],
  };
}
