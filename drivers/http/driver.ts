import { setTimeout as pause } from 'node:timers/promises';
import type { Driver, HandedCookie, SignInTurn } from '../../protocol/driver.js';
import type { Exchange } from '../../protocol/exchange.js';
import type { OAuthClient } from '../../protocol/oauth/client.js';
import { notMade } from '../../protocol/not-made.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import { sessionOf } from '../../protocol/visit-kinds.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { asks, beginningOf } from '../asking/beginning.js';
import type { DocsClient } from '../client/docs-client.js';
import { openReaders } from '../reader.js';
import type { Reader, Readers } from '../reader.js';
import { openPace } from '../sign-in/pace.js';
import type { Pace } from '../sign-in/pace.js';
import { inTurn } from '../sign-in/turn.js';
import { openCookieJar } from './cookie-jar.js';
import type { CookieJar } from './cookie-jar.js';
import { isTrustworthy } from './same-site.js';
import { makeVisit } from './visit.js';
import type { HttpVisit } from './visit.js';
import { openWire } from './wire/wire.js';
import type { MappedHost, Wire } from './wire/wire.js';

/** What the HTTP driver needs besides its target. */
export interface HttpDriverOptions {
  /** Aborting makes every running visit reject with the signal's reason and closes all connections. */
  readonly signal?: AbortSignal;
  /** Gets one masked line per request. */
  readonly progress?: (line: string) => void;
  /** This package's version, for the `User-Agent`. */
  readonly version: string;
  /** Gives each visit that signs in its turn; absent where they need not wait. */
  readonly turn?: SignInTurn;
  /** For the proof of the suite: lets minutes pass at once. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** The real address of an origin that does not resolve here; its certificate is still checked for the origin's name. */
  readonly mapHost?: (origin: string) => MappedHost | undefined;
}

/** A driver at work: its connections, and what its visits have brought so far. */
interface Witness {
  readonly target: Target;
  readonly options: HttpDriverOptions;
  readonly wire: Wire;
  readonly pace: Pace;
  readonly readers: Readers<CookieJar>;
  userAgent: string;
  /** The first user's cookies just before the last form of their first sign-in was sent. */
  before: readonly HandedCookie[] | undefined;
  /** Absent where the docs host is no client of the login flow. */
  readonly client?: DocsClient;
  /** True where the session is another driver's. */
  adopted: boolean;
}

/** The configured cookies of a target whose docs pages ask, as if the endpoint had set them. */
function givenCookies({ endpoints, cookies }: Target): readonly HandedCookie[] {
  if (endpoints === undefined) return [];
  const { hostname } = new URL(endpoints.session);
  const rest = {
    domain: hostname.replace(/^\[|\]$/g, ''),
    hostOnly: true,
    path: '/',
    httpOnly: true,
  };
  return cookies.map(([name, value]) => ({
    ...rest,
    name,
    value,
    secure: isTrustworthy(endpoints.session),
    sameSite: 'None',
  }));
}

/** The cookies that a visit begins with. */
async function jarFor(
  { target, before, adopted }: Witness,
  visit: Visit,
  reader: Reader<CookieJar>,
): Promise<CookieJar> {
  if (sessionOf(visit) === 'live') return reader.session();
  const fresh = openCookieJar();
  // Over HTTP a script cannot sign in: the cookies of the browser's sign-in stand in for it.
  const standIn = sessionOf(visit) === 'signing-in' && target.signIn.how === 'script' && adopted;
  if (standIn) await fresh.adopt(await reader.session().all());
  if (sessionOf(visit) === 'before-sign-in') await fresh.adopt(before ?? []);
  if (visit.cookieValue !== undefined) {
    const value = sealAs(visit.cookieValue);
    const known = [...(await reader.session().all()), ...givenCookies(target)];
    await fresh.adopt(known.map((cookie) => ({ ...cookie, value })));
  }
  return fresh;
}

/** What follows a navigation, or stands in its place, where the docs' pages ask; nothing elsewhere. */
async function askedAfter(options: HttpVisit, navigated: Exchange | undefined): Promise<Exchange> {
  if (navigated !== undefined && !asks(options.target)) return navigated;
  const { askOverHttp } = await import('./asking/asking-visit.js');
  return askOverHttp(options, navigated);
}

/** What follows the hand-over of a code; nothing elsewhere. */
async function redeemedAfter(
  { client }: Witness,
  options: HttpVisit,
  made: Exchange,
): Promise<Exchange> {
  if (options.target.client === undefined || client === undefined) return made;
  const { redeemOverHttp } = await import('./asking/redeeming-visit.js');
  return redeemOverHttp(options, made, client.memory);
}

/** Makes one visit, or says why it is not made. */
async function visitBy(witness: Witness, visit: Visit): Promise<Exchange> {
  const { wire, pace } = witness;
  const { signal, progress, turn } = witness.options;
  signal?.throwIfAborted();
  const reader = witness.readers.of(visit);
  const why =
    reader.whyNotMade(visit) ??
    (sessionOf(visit) === 'before-sign-in' && witness.before === undefined
      ? 'No sign-in form was sent, so there is no time before the sign-in.'
      : undefined);
  if (why !== undefined) return notMade(visit, 'http', why, Date.now());
  let jar = await jarFor(witness, visit, reader);
  const manner = reader.mannerOf(visit);
  const begins = beginningOf(visit, witness.target, manner.signsIn, reader);
  if (typeof begins === 'object') return notMade(visit, 'http', begins.why, Date.now());
  if (manner.signsIn || begins === 'enter-once') reader.tried();
  let last: readonly HandedCookie[] | undefined;
  const options = (shown: Visit = visit): HttpVisit => ({
    ...manner,
    visit: shown,
    jar,
    wire,
    userAgent: witness.userAgent,
    paceMs: pace.ms(),
    beforeForm: async () => {
      last = await jar.all();
    },
    ...(progress === undefined ? {} : { progress }),
  });
  const made = (): Promise<Exchange> =>
    witness.client === undefined
      ? makeVisit(options())
      : witness.client.inRounds(visit, (round) => makeVisit(options(round)));
  const make = (): Promise<Exchange> =>
    inTurn(manner.signsIn ? turn : undefined, visit, made, ({ signIns }) => signIns);
  const navigate = async (): Promise<Exchange> =>
    pace.settle(visit, await make(), async () => {
      jar = await jarFor(witness, visit, reader);
      last = undefined;
      return make();
    });
  const navigated = begins === 'ask' ? undefined : await navigate();
  const asked = await askedAfter(options(), navigated);
  const exchange = await redeemedAfter(witness, options(), asked);
  if (visit.user !== 'second' && exchange.signIns > 0) witness.before ??= last;
  const learned = witness.client?.asLearned(exchange) ?? exchange;
  if (reader.learn(visit, learned) === 'new') reader.signedIn(jar);
  return exchange;
}

/** How a visit lets time pass; the end of the run ends it. */
const waitFor =
  ({ wait, signal }: HttpDriverOptions) =>
  (ms: number): Promise<unknown> =>
    wait === undefined ? pause(ms, undefined, signal && { signal }) : wait(ms);

/** What a driver does as a client, loaded where there is one. */
async function docsClientOf(client: OAuthClient, options: HttpDriverOptions): Promise<DocsClient> {
  const { openDocsClient } = await import('../client/docs-client.js');
  return openDocsClient(client, waitFor(options));
}

/**
 * Opens the witness that needs no browser: `node:http(s)`, redirects by hand, the raw octets kept.
 * Its visits never throw for what a login flow does; they reject only when aborted. The docs origin is never contacted.
 */
export async function openHttpDriver(target: Target, options: HttpDriverOptions): Promise<Driver> {
  const { ca } = target;
  const witness: Witness = {
    target,
    options,
    wire: openWire({ ...options, ...(ca === undefined ? {} : { ca }) }),
    pace: openPace(),
    readers: openReaders({ target, runsScripts: false, empty: openCookieJar }),
    userAgent: `docs-handshake/${options.version} (+conformance check)`,
    before: undefined,
    ...(target.client === undefined ? {} : { client: await docsClientOf(target.client, options) }),
    adopted: false,
  };
  const { first } = witness.readers;
  return {
    name: 'http',
    visit: (visit) => visitBy(witness, visit),
    session: async () => ({
      cookies: await first.session().all(),
      userAgent: witness.userAgent,
    }),
    adopt: async (session) => {
      const jar = first.session();
      await jar.adopt(session.cookies);
      first.signedIn(jar);
      // With another one the login flow could take the session for a stolen one.
      witness.userAgent = session.userAgent;
      witness.adopted = true;
    },
    close: async () => witness.wire.close(),
  };
}
