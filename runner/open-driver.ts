import type { Configuration } from '../configuration/configuration.js';
import type { Environment } from '../configuration/io.js';
import type { BrowserDriver } from '../drivers/browser/driver.js';
import type { WireOptions } from '../drivers/http/wire/wire.js';
import type { BrowserFound } from '../drivers/chromium/find.js';
import type { MockHost } from '../mock-host/mock-host.js';
import { own } from '../mock-host/routes/login-link.js';
import type { Certificate } from '../mock-host/server/certificate.js';
import type { Sink } from '../mock-host/server/sink.js';
import type { Driver, SignInTurn } from '../protocol/driver.js';
import { Failure } from '../protocol/failure.js';
import { loginUrlFor } from '../protocol/url/login-url.js';
import { addressOf, type Target, type Visit } from '../protocol/visit.js';
import type { HostAlias } from './surroundings.js';
import { hostileNames } from './hostile-names.js';

/** What is needed to open a driver. */
export interface DriverOpening {
  readonly configuration: Configuration;
  readonly visits: readonly Visit[];
  readonly version: string;
  readonly env: Environment;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Gives each visit that signs in its turn; absent where they need not wait. */
  readonly turn?: SignInTurn;
  readonly alias?: HostAlias;
  /** Origins that another driver was led to. */
  readonly seen?: readonly string[];
  /** How many times slower the browser's pages run. */
  readonly slowdown?: number;
  /** Lets minutes pass at once. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** A driver with the servers that stand around it. */
export interface OpenedDriver<D extends Driver = Driver> {
  readonly driver: D;
  /** Ends driver and servers; safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Opens the HTTP driver: it stops at the docs origin, so it needs no docs host. */
export async function openForHttp(options: DriverOpening): Promise<OpenedDriver> {
  const { openHttpDriver } = await import('../drivers/http/driver.js');
  const { alias } = options;
  const driver = await openHttpDriver(options.configuration.target, {
    version: options.version,
    ...(alias === undefined ? {} : { mapHost: mappedBy(alias) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.turn === undefined ? {} : { turn: options.turn }),
    ...(options.wait === undefined ? {} : { wait: options.wait }),
  });
  return { driver, close: () => driver.close() };
}

/** The servers of a browser run, and what ends them. */
interface Servers {
  /** Absent where the docs origin is that of the login flow, too: then nothing stands in for it. */
  readonly host?: MockHost;
  readonly sink: Sink;
  readonly certificate: Certificate;
  /** Where the visits begin that are made up so far: some are while the run is under way. */
  readonly starts: Map<string, string>;
}

/** True where the docs origin is one of the login flow's own. */
const isShared = (target: Target): boolean =>
  [target.loginUrl, addressOf(target)].some((url) => new URL(url).origin === target.docsOrigin);

/** Opens a mock docs host and a sink, each on a free port of its own. */
async function openServers(
  { configuration }: DriverOpening,
  closing: (end: () => Promise<void>) => void,
  beforePage: () => Promise<unknown>,
): Promise<Servers> {
  const { target, handshake, keys } = configuration;
  const [{ createCertificate }, { openSink }, { openMockHost }, { witnessLimits }] =
    await Promise.all([
      import('../mock-host/server/certificate.js'),
      import('../mock-host/server/sink.js'),
      import('../mock-host/mock-host.js'),
      import('../mock-host/server/server-limits.js'),
    ]);
  const certificate = await createCertificate([new URL(target.docsOrigin).hostname]);
  const starts = new Map<string, string>();
  const sink = await openSink(certificate);
  closing(() => sink.close());
  if (target.endpoints !== undefined && isShared(target)) return { sink, certificate, starts };
  const host = await openMockHost({
    handshake,
    edition: configuration.edition.id,
    docsOrigin: target.docsOrigin,
    docsPath: target.docsPath,
    loginUrls: [{ name: 'login', url: target.loginUrl }],
    ...(target.returnParam === undefined ? {} : { returnParam: target.returnParam }),
    keys,
    port: 0,
    certificate,
    // A hostile request that a flow sends here is something to see, not to refuse.
    limits: witnessLimits,
    clock: Date.now,
    // Two visits of a run may fall into one second, in which Ed25519 signs the same claims to the same token.
    replayProtection: false,
    startOf: (visit) => starts.get(visit),
    everyPathIsPage: true,
    inheritsFragment: true,
    beforePage,
  });
  closing(() => host.close());
  return { host, sink, certificate, starts };
}

/** Opens the browser driver between a mock docs host and a sink. */
export async function openForBrowser(
  options: DriverOpening,
  executable: BrowserFound,
): Promise<OpenedDriver<BrowserDriver>> {
  const { configuration, visits, alias } = options;
  const { target } = configuration;
  const [{ openBrowserDriver }, { trustedKeys }] = await Promise.all([
    import('../drivers/browser/driver.js'),
    import('../drivers/chromium/trust.js'),
  ]);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const ends = closers.splice(0).toReversed();
    await Promise.allSettled(ends.map((end) => end()));
  };
  let opened: BrowserDriver | undefined;
  try {
    const { host, sink, certificate, starts } = await openServers(
      options,
      (end) => closers.push(end),
      () => Promise.resolve(opened?.pagesLeft()),
    );
    const { endpoints } = target;
    const asked = askedByPages(target).map(originOf);
    const trusted = await trustedKeys(target, [...asked, ...(options.seen ?? [])], (origin) =>
      origin === alias?.origin ? { host: '127.0.0.1', port: alias.port } : undefined,
    );
    const publicAddresses = asked.length === 0 ? [] : await addressesFor(options);
    const driver = await openBrowserDriver(
      target,
      {
        ...(host && { docsPort: host.port }),
        sinkPort: sink.port,
        // A list: keys in base64 hold no comma.
        spki: [certificate.spki, ...trusted].join(','),
        ...(alias === undefined ? {} : { alias }),
        executable,
        hostileHosts: hostileNames(visits, target),
        publicAddresses,
        startUrl: (visit) => {
          // A reader signs in where they sign in; no docs page sends them there.
          if (endpoints !== undefined) return loginUrlFor(target, visit);
          starts.set(visit.name, loginUrlFor(target, visit));
          const page = visit.kind === 'return-by-link' ? 'page' : 'start';
          return `${target.docsOrigin}${own}/${page}/${visit.name}`;
        },
      },
      { ...options, wire: wireOf(options) },
    );
    opened = driver;
    closers.push(() => driver.close());
    return { driver, close };
  } catch (cause) {
    await close();
    if (cause instanceof Failure || options.signal?.aborted === true) throw cause;
    throw new Failure('browser', `The browser could not be used: ${firstLine(cause)}`, { cause });
  }
}

/** What pages of the docs ask for by themselves, and what signs a reader out. */
function askedByPages({ endpoints, client }: Target): readonly string[] {
  const { session, signOut } = endpoints ?? {};
  const { tokenUrl, infoUrl } = client?.by === 'browser' ? client : {};
  return [session, signOut, tokenUrl, infoUrl].filter((url) => url !== undefined);
}

/** How the docs host's server connects. */
function wireOf({ configuration, alias, signal }: DriverOpening): WireOptions {
  const { ca } = configuration.target;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(signal === undefined ? {} : { signal }),
    ...(alias === undefined ? {} : { mapHost: mappedBy(alias) }),
  };
}

/** Where the host of an alias really is. */
const mappedBy =
  ({ origin: own, port, certificate }: HostAlias): NonNullable<WireOptions['mapHost']> =>
  (origin) =>
    origin === own
      ? {
          host: '127.0.0.1',
          port,
          ...(certificate === undefined ? {} : { ca: certificate.cert }),
        }
      : undefined;

/** Where a page of the docs may ask although it counts as public itself. */
async function addressesFor({ configuration, alias }: DriverOpening): Promise<readonly string[]> {
  const { localAddresses } = await import('../drivers/chromium/local-addresses.js');
  const { target } = configuration;
  const origins = [...askedByPages(target), target.loginUrl, ...target.signInOrigins].map(originOf);
  const own = alias === undefined ? [] : [`127.0.0.1:${alias.port}`];
  return [...(await localAddresses(origins)), ...own];
}

const originOf = (url: string): string => new URL(url).origin;

const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
