import type { Driver, HandedCookie } from '../../protocol/driver.js';
import type { Exchange } from '../../protocol/exchange.js';
import { notMade } from '../../protocol/not-made.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { openPace } from '../sign-in/pace.js';
import { openCookieJar } from './cookie-jar.js';
import type { CookieJar } from './cookie-jar.js';
import { travel } from './visit.js';
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

/** One of the two users, as far as they have come. */
interface Person {
  live: CookieJar;
  /** True with the first sign-in that was not refused, or with adopted cookies: the live jar stays. */
  settled: boolean;
  tried: boolean;
  /** The visit in which the sign-in was refused. */
  refused?: string;
  /** True where a sign-in was finished without a password. */
  nameAlone: boolean;
  /** True where something was confirmed after a sign-in. */
  confirms: boolean;
}

const newcomer = (): Person => ({
  live: openCookieJar(),
  settled: false,
  tried: false,
  nameAlone: false,
  confirms: false,
});

const refusedIn = (visit: string): string =>
  `The sign-in was refused in the visit ${visit}, so it was not tried again.`;

/**
 * Opens the witness that needs no browser: `node:http(s)`, redirects by hand, the raw octets kept.
 * Its visits never throw for what a login flow does; they reject only when aborted. The docs origin is never contacted.
 */
export async function openHttpDriver(target: Target, options: HttpDriverOptions): Promise<Driver> {
  const { ca } = target;
  const wire = openWire({ ...options, ...(ca === undefined ? {} : { ca }) });
  const pace = openPace();
  const people = { first: newcomer(), second: newcomer() };
  let userAgent = `docs-handshake/${options.version} (+conformance check)`;
  /** The first user's cookies just before the last form of their first sign-in was sent. */
  let before: readonly HandedCookie[] | undefined;
  let adopted = false;

  const jarFor = async (visit: Visit, person: Person): Promise<CookieJar> => {
    if (visit.session === 'live') return person.live;
    const fresh = openCookieJar();
    // Over HTTP a script cannot sign in: the cookies of the browser's sign-in stand in for it.
    const standIn = visit.session === 'signing-in' && target.signIn.how === 'script' && adopted;
    if (standIn) await fresh.adopt(await person.live.all());
    if (visit.session === 'before-sign-in') await fresh.adopt(before ?? []);
    if (visit.cookieValue !== undefined) {
      const value = sealAs(visit.cookieValue);
      await fresh.adopt((await person.live.all()).map((cookie) => ({ ...cookie, value })));
    }
    return fresh;
  };

  return {
    name: 'http',
    visit: async (visit) => {
      options.signal?.throwIfAborted();
      const person = people[visit.user ?? 'first'];
      if (person.refused !== undefined && visit.session === 'signing-in') {
        return notMade(visit, 'http', refusedIn(person.refused), Date.now());
      }
      if (visit.session === 'before-sign-in' && before === undefined) {
        return notMade(
          visit,
          'http',
          'No sign-in form was sent, so there is no time before the sign-in.',
          Date.now(),
        );
      }
      let jar = await jarFor(visit, person);
      const user = visit.user === 'second' ? target.secondUser : target.user;
      const signsIn =
        target.signIn.how === 'form' &&
        user !== undefined &&
        (visit.session === 'signing-in' ||
          (visit.session === 'live' && !person.settled && !person.tried));
      if (signsIn) person.tried = true;
      let last: readonly HandedCookie[] | undefined;
      const make = (): Promise<Exchange> =>
        travel({
          target: user === undefined ? target : { ...target, user },
          visit,
          jar,
          wire,
          signsIn,
          userAgent,
          nameAlone: person.nameAlone,
          confirms: person.confirms && visit.session === 'live',
          paceMs: pace.ms(),
          beforeForm: async () => {
            last = await jar.all();
          },
          ...(options.progress === undefined ? {} : { progress: options.progress }),
        });
      const exchange = await pace.settle(visit, await make(), async () => {
        jar = await jarFor(visit, person);
        last = undefined;
        return make();
      });
      if (visit.user !== 'second' && exchange.signIns > 0) before ??= last;
      if (exchange.signIns > 0) person.nameAlone = exchange.typed === 'name';
      person.confirms ||= exchange.hops.some(({ submission }) => submission === 'confirmation');
      const { code } = exchange.stop;
      const led = exchange.callback !== undefined || exchange.signIns > 0;
      const takesPart = visit.session === 'signing-in' || visit.session === 'live';
      if (!person.settled && code === 'sign-in-refused') {
        // One attempt is enough to learn that a password is wrong; more could lock the account.
        person.refused = visit.name;
      } else if (!person.settled && led && takesPart) {
        person.settled = true;
        person.live = jar;
      }
      return exchange;
    },
    session: async () => ({ cookies: await people.first.live.all(), userAgent }),
    adopt: async (session) => {
      await people.first.live.adopt(session.cookies);
      // With another one the login flow could take the session for a stolen one.
      userAgent = session.userAgent;
      people.first.settled = true;
      adopted = true;
    },
    close: async () => wire.close(),
  };
}
