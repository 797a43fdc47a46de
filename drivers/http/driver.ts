import type { Driver, HandedCookie } from '../../protocol/driver.js';
import type { Exchange } from '../../protocol/exchange.js';
import { notMade } from '../../protocol/not-made.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { openReaders } from '../reader.js';
import type { Reader } from '../reader.js';
import { openPace } from '../sign-in/pace.js';
import { openCookieJar } from './cookie-jar.js';
import type { CookieJar } from './cookie-jar.js';
import { makeVisit } from './visit.js';
import { openWire } from './wire/wire.js';
import type { MappedHost } from './wire/wire.js';

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
  const { ca } = target;
  const wire = openWire({ ...options, ...(ca === undefined ? {} : { ca }) });
  const pace = openPace();
  const readers = openReaders({ target, runsScripts: false, empty: openCookieJar });
  let userAgent = `docs-handshake/${options.version} (+conformance check)`;
  /** The first user's cookies just before the last form of their first sign-in was sent. */
  let before: readonly HandedCookie[] | undefined;
  let adopted = false;

  const jarFor = async (visit: Visit, reader: Reader<CookieJar>): Promise<CookieJar> => {
    if (visit.session === 'live') return reader.session();
    const fresh = openCookieJar();
    // Over HTTP a script cannot sign in: the cookies of the browser's sign-in stand in for it.
    const standIn = visit.session === 'signing-in' && target.signIn.how === 'script' && adopted;
    if (standIn) await fresh.adopt(await reader.session().all());
    if (visit.session === 'before-sign-in') await fresh.adopt(before ?? []);
    if (visit.cookieValue !== undefined) {
      const value = sealAs(visit.cookieValue);
      await fresh.adopt((await reader.session().all()).map((cookie) => ({ ...cookie, value })));
    }
    return fresh;
  };

  return {
    name: 'http',
    visit: async (visit) => {
      options.signal?.throwIfAborted();
      const reader = readers.of(visit);
      const why =
        reader.whyNotMade(visit) ??
        (visit.session === 'before-sign-in' && before === undefined
          ? 'No sign-in form was sent, so there is no time before the sign-in.'
          : undefined);
      if (why !== undefined) return notMade(visit, 'http', why, Date.now());
      let jar = await jarFor(visit, reader);
      const manner = reader.mannerOf(visit);
      if (manner.signsIn) reader.tried();
      let last: readonly HandedCookie[] | undefined;
      const make = (): Promise<Exchange> =>
        makeVisit({
          ...manner,
          visit,
          jar,
          wire,
          userAgent,
          paceMs: pace.ms(),
          beforeForm: async () => {
            last = await jar.all();
          },
          ...(options.progress === undefined ? {} : { progress: options.progress }),
        });
      const exchange = await pace.settle(visit, await make(), async () => {
        jar = await jarFor(visit, reader);
        last = undefined;
        return make();
      });
      if (visit.user !== 'second' && exchange.signIns > 0) before ??= last;
      if (reader.learn(visit, exchange) === 'new') reader.signedIn(jar);
      return exchange;
    },
    session: async () => ({ cookies: await readers.first.session().all(), userAgent }),
    adopt: async (session) => {
      const jar = readers.first.session();
      await jar.adopt(session.cookies);
      readers.first.signedIn(jar);
      // With another one the login flow could take the session for a stolen one.
      userAgent = session.userAgent;
      adopted = true;
    },
    close: async () => wire.close(),
  };
}
