import type { ArrivalRules } from '../judge/arrival/judgement.js';
import type { DocsSource } from '../protocol/docs/pages.js';
import { Failure } from '../protocol/failure.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import type { JsonObject } from '../protocol/json.js';
import type { VerificationKey } from '../protocol/jose/keys.js';
import type { Handshake } from '../protocol/requirement.js';
import { openLine, type Line } from './arrival/line.js';
import { sampleDocs } from './docs/sample-docs.js';
import { openClock, type HostClock } from './clock.js';
import type { ControlOptions } from './control/options.js';
import { countOrders, type OrderCount } from './control/order-count.js';
import type { Assets } from './pages/assets.js';
import type { Viewer } from './pages/docs-page.js';
import { openTemplates, type Templates } from './pages/page-template.js';
import type { EventLog, HostEvent } from './event-log.js';
import { openEventLog } from './event-log.js';
import { followFirstRun, type FirstRun } from './first-run/milestones.js';
import { openFaults, type Faults } from './faults/faults.js';
import type { Later } from './readers/departures.js';
import type { Memory } from './readers/memory.js';
import { openMemory, shares } from './readers/memory.js';
import type { Certificate } from './server/certificate.js';
import { openOAuthHost, type OAuthHost, type OAuthOptions } from './oauth/oauth-host.js';
import { clientTexts } from './oauth/sample-texts.js';
import { askingTexts } from './session/sample-texts.js';
import { openSessionApi, type SessionApi, type SessionOptions } from './session/session-api.js';
import type { ServerLimits } from './server/server-limits.js';

/** A login flow that a reader may choose. */
export interface LoginChoice {
  readonly name: string;
  /** Absolute http or https URL; may have a query of its own, which is kept. */
  readonly url: string;
}

/** While the JOSE library verifies one token on another thread, the next one is read; between a few of them pages are answered. */
const tokensAtOnce = 4;

/** Characters of pages that are made once for many readers, all together. */
const mostOfPages = 4_000_000;

/** What the mock docs host is to be. */
export interface MockHostOptions {
  readonly handshake: Handshake;
  /** The id of the edition that is played. */
  readonly edition: string;
  /** The origin that the browser sees. Default: `http://localhost:<port>`, https with a certificate. */
  readonly docsOrigin?: string;
  /** The docs subpath without a trailing slash; empty for none. */
  readonly docsPath?: string;
  /** Up to ten; without any nobody can log in, but where `startOf` gives every login URL. */
  readonly loginUrls: readonly LoginChoice[];
  /** The parameter of the login link that holds the page; absent for none. */
  readonly returnParam?: string;
  /** Public keys; those of the handshake's algorithm verify tokens. Asked for whenever a token comes, where they may change. */
  readonly keys: readonly VerificationKey[] | (() => readonly VerificationKey[]);
  /** The docs; asked for whenever a page is. Default: a built-in sample. */
  readonly docs?: DocsSource;
  /** Port on 127.0.0.1 and ::1; 0 for a free one. */
  readonly port: number;
  /** Listened on with one port, the first of which must be there. Default: 127.0.0.1 and ::1. */
  readonly addresses?: readonly string[];
  /** Host names, in lower case, that requests may name besides those of the docs and of this machine. */
  readonly allowedHosts?: readonly string[];
  /** What a client may take. Default: limits for a host that strangers can reach. */
  readonly limits?: ServerLimits;
  /** Where the host also answers https. */
  readonly certificate?: Certificate;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Calls back after some time; default this process's timer, which does not keep it running. */
  readonly later?: Later;
  /** How far the clocks may differ when `exp` and `nbf` of a token are judged, in seconds. Default 0. */
  readonly leewaySeconds?: number;
  /** Refuses a token that was used before. Default true. */
  readonly replayProtection?: boolean;
  /**
   * Who verifies the tokens of docs that are open: `browser`, the page that takes them, and no token or claim leaves it; or
   * `host`, for programs that ask for the claims. Default `browser`.
   */
  readonly verifiedBy?: 'browser' | 'host';
  /** For check runs: the login URL to which `/_docs-handshake/start/<visit>` leads; undefined for an unknown visit. */
  readonly startOf?: (visit: string) => string | undefined;
  /** For check runs: every path is a page of the built-in sample. Default false: one that it has not is not found. */
  readonly everyPathIsPage?: boolean;
  /** For check runs: a fragment rides on to the login URL, as at real docs hosts. Default false: a token stays here. */
  readonly inheritsFragment?: boolean;
  /** For check runs: a page is not answered before this has come. */
  readonly beforePage?: () => Promise<unknown>;
  /** The session API that the pages ask who reads; absent where they ask nobody. */
  readonly session?: SessionOptions;
  /** The docs host as a client of the authorization server that the one login URL is; absent where no code is handed over. */
  readonly oauth?: OAuthOptions;
  /** An origin of its own for inspector and API; absent for none. */
  readonly control?: ControlOptions;
}

/** Where the host stands, and whose docs it plays. */
export interface Place {
  readonly facts: HandshakeFacts;
  /** As `new URL(x).origin` gives it. */
  readonly docsOrigin: string;
  /** Host names that requests may name besides. */
  readonly allowedHosts: readonly string[];
  /** Host name of the docs origin, without a port. */
  readonly docsHost: string;
  readonly docsPath: string;
  /** True where cookies are `Secure`: over http, on this machine, too, some browsers and most HTTP clients drop those. */
  readonly secureCookies: boolean;
}

/** The login flows that the host sends its visitors to. */
export interface LoginLinks {
  readonly loginUrls: readonly LoginChoice[];
  readonly returnParam: string | undefined;
  readonly startOf: (visit: string) => string | undefined;
  /** True where a fragment rides on to the login URL (RFC 9110 §10.2.2), as it does at real docs hosts. */
  readonly inheritsFragment: boolean;
}

/** What the host goes by when a token arrives. */
export interface ArrivalPolicy {
  /** What it is judged by: catalogue, edition, keys, leeway. */
  readonly rules: ArrivalRules;
  /** Refuses one that was used before. */
  readonly replayProtection: boolean;
  /** Other keys in place of those that the host was given; undefined for those again. */
  readonly replaceKeys: (keys: readonly VerificationKey[] | undefined) => void;
  /** True where the keys were replaced. */
  readonly hasOtherKeys: () => boolean;
}

/** The host's story. */
export interface HostLog extends Pick<EventLog, 'all' | 'onEvent' | 'clear' | 'onClear'> {
  /** Logs an event at the host's own time; the payload of an accepted token is for listeners alone. */
  readonly tell: (event: Omit<HostEvent, 'atMs'>, user?: JsonObject) => void;
}

/** A docs host, by subject; a part of the host picks those that it needs. */
export interface Site {
  readonly place: Place;
  readonly links: LoginLinks;
  readonly policy: ArrivalPolicy;
  readonly memory: Memory;
  readonly log: HostLog;
  /** What has happened at least once. */
  readonly firstRun: FirstRun;
  /** Where arriving tokens wait for each other. */
  readonly line: Line;
  readonly docs: DocsSource;
  /** Pages that are made once for many readers. */
  readonly templates: Templates<Viewer>;
  /** What pages load. */
  readonly assets: Assets;
  /** Whom the pages ask who reads; absent where they ask nobody. */
  readonly session?: SessionApi;
  /** The host as a client of an authorization server; absent where no code is handed over, and before there is a login URL. */
  readonly oauth?: OAuthHost;
  /** The host's own clock: milliseconds since the epoch. */
  readonly clock: () => number;
  /** The same, to be moved. */
  readonly time: HostClock;
  /** What the host was told to get wrong. */
  readonly faults: Faults;
  /** How often it was told something. */
  readonly orders: OrderCount;
  /** Where inspector and API are; undefined for a host without them, and until they listen. */
  readonly control: { origin: string | undefined };
  /** True where tokens are kept for a minute, for whoever looks into a handshake. */
  readonly keepsTokens: boolean;
}

/** True for the names and addresses by which a machine calls itself. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
}

function webUrl(text: string, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Failure('usage', `${setting} must be an absolute http or https URL.`);
}

/**
 * Makes the options fit and opens the host's memory.
 *
 * @throws Failure `usage`, with the setting to change
 */
export function openSite(options: MockHostOptions, port: number, assets: Assets): Site {
  const scheme = options.certificate === undefined ? 'http' : 'https';
  const docs = webUrl(options.docsOrigin ?? `${scheme}://localhost:${port}`, 'The docs origin');
  const docsPath = (options.docsPath ?? '').replace(/\/+$/, '');
  const { facts } = options.handshake;
  if (docsPath !== '' && !facts.allowsDocsPath) {
    throw new Failure('usage', `${facts.title} has no docs subpath: leave it out.`);
  }
  if (options.loginUrls.length > 10) {
    throw new Failure('usage', 'A docs host takes at most 10 login URLs: give fewer.');
  }
  for (const choice of options.loginUrls) webUrl(choice.url, 'A login URL');
  const log = openEventLog({ mostOctets: shares.events });
  const { keys } = options;
  const address = options.loginUrls[0]?.url;
  const time = openClock(options.clock);
  const clock = time.now;
  let otherKeys: readonly VerificationKey[] | undefined;
  const { redeems } = facts;
  const instead =
    options.session !== undefined
      ? askingTexts
      : redeems === undefined
        ? {}
        : clientTexts(redeems.by);
  const sample = sampleDocs(facts.docsAreOpen, options.everyPathIsPage ?? false, instead);
  const memory = openMemory(clock, options.later);
  log.onEvent(({ handshake, atMs, kind, sentence, details }) => {
    if (handshake === undefined) return;
    memory.journal.tell(handshake, { atMs, kind, sentence, ...(details && { details }) });
  });
  return {
    place: {
      facts,
      docsOrigin: docs.origin,
      docsHost: docs.hostname,
      allowedHosts: options.allowedHosts ?? [],
      docsPath,
      secureCookies: docs.protocol === 'https:',
    },
    links: {
      loginUrls: options.loginUrls,
      returnParam: options.returnParam,
      startOf: options.startOf ?? (() => undefined),
      inheritsFragment: options.inheritsFragment ?? false,
    },
    policy: {
      rules: {
        handshake: options.handshake,
        edition: options.edition,
        docsOrigin: docs.origin,
        docsPath,
        get keys() {
          return otherKeys ?? (typeof keys === 'function' ? keys() : keys);
        },
        leewaySeconds: options.leewaySeconds ?? 0,
      },
      replayProtection: options.replayProtection ?? true,
      replaceKeys: (given) => void (otherKeys = given),
      hasOtherKeys: () => otherKeys !== undefined,
    },
    memory,
    log: {
      all: log.all,
      onEvent: log.onEvent,
      clear: log.clear,
      onClear: log.onClear,
      tell: (event, user) => log.add({ atMs: clock(), ...event }, user),
    },
    firstRun: followFirstRun(log, options.handshake.requirements),
    line: openLine(tokensAtOnce),
    docs: options.docs ?? { current: () => sample },
    templates: openTemplates(mostOfPages),
    assets,
    ...(options.session && {
      session: openSessionApi(options.session, { docsOrigin: docs.origin, clock, log }),
    }),
    ...(options.oauth &&
      address !== undefined && {
        oauth: openOAuthHost(options.oauth, {
          docsOrigin: docs.origin,
          docsPath,
          callbackPath: facts.callbackPath ?? '',
          address,
          clock,
          log,
        }),
      }),
    clock,
    time,
    faults: openFaults(),
    orders: countOrders(log),
    control: { origin: undefined },
    keepsTokens: options.control !== undefined,
  };
}
