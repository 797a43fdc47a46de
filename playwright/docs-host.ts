import { openHandshakeQueue } from '../api/handshake-queue.js';
import type { SeenHandshake, Waiting } from '../api/handshake-queue.js';
import { resolverRule, trustSwitch } from '../api/chromium-switches.js';
import { callbackPathOf, portOf } from '../api/served-address.js';
import { certificateFor } from '../api/service.js';
import type { Configuration } from '../configuration/configuration.js';
import { openMockHost } from '../mock-host/mock-host.js';
import type { MockHost } from '../mock-host/mock-host.js';
import { own } from '../mock-host/routes/login-link.js';
import type { Certificate } from '../mock-host/server/certificate.js';
import { isLoopback } from '../mock-host/site.js';
import { Failure } from '../protocol/failure.js';

/** A browser as Playwright names it, and which of how many workers asks. */
export interface Asking {
  readonly browserName: string;
  /** Counted from 0. */
  readonly parallelIndex: number;
}

/** The mock docs host of one worker. */
export interface WorkerDocsHost {
  /** The docs as the browser sees them: origin and subpath, without a slash at the end. */
  readonly url: string;
  /** Where the login flow sends its readers. */
  readonly callbackUrl: string;
  /** On 127.0.0.1: this worker's own in Chromium, that of the docs origin in other browsers. */
  readonly port: number;
  /** How the browser gets here: one sentence. */
  readonly way: string;
  /** The oldest handshake of this test that was not given yet; waits for it. */
  readonly nextHandshake: (waiting?: Waiting) => Promise<SeenHandshake>;
  /** Done before each test: ends sessions, forgets tokens and handshakes. */
  readonly reset: () => void;
}

/** The same, with what the fixtures need to know. */
export interface OpenWorkerHost {
  readonly host: WorkerDocsHost;
  readonly chromiumArgs: readonly string[];
  /** Says where a visit begins, and gives the address that leads there. */
  readonly startUrl: (visit: string, loginUrl: string) => string;
  readonly close: () => Promise<void>;
}

/** The port that a browser looks for; a failure where it cannot be led to another one. */
function portFor(origin: string, { browserName, parallelIndex }: Asking): number {
  if (browserName === 'chromium') return 0;
  const { hostname } = new URL(origin);
  if (!isLoopback(hostname)) {
    throw new Failure(
      'usage',
      `${browserName} cannot be led to a docs host that plays ${origin}: run these tests in chromium, or give a docsOrigin on this machine.`,
    );
  }
  if (parallelIndex > 0) {
    throw new Failure(
      'usage',
      `In ${browserName} the docs host listens on the one port of ${origin}, so one worker can have it: run with --workers=1, or in chromium.`,
    );
  }
  return portOf(origin);
}

/** The switches by which the Chromium of a worker gets to its docs host and nowhere else. */
const switchesTo = (
  host: Pick<MockHost, 'origin' | 'port'>,
  certificate: Certificate | undefined,
): readonly string[] => [
  `--host-resolver-rules=${resolverRule(host)}`,
  ...(certificate === undefined ? [] : [trustSwitch(certificate)]),
  // Chrome keeps public pages from what it takes for a local network.
  `--ip-address-space-overrides=127.0.0.1:${host.port}=public`,
];

/**
 * Starts the docs host of a worker.
 *
 * @param beforePage a page is not answered before this has come
 * @throws Failure `usage` where the browser cannot get there, `port` where the port is taken
 */
export async function openWorkerHost(
  { handshake, edition, target, keys }: Configuration,
  asking: Asking,
  beforePage: () => Promise<unknown>,
): Promise<OpenWorkerHost> {
  const { docsOrigin, docsPath, loginUrl, returnParam } = target;
  const certificate = await certificateFor(docsOrigin);
  const starts = new Map<string, string>();
  const host = await openMockHost({
    handshake,
    edition: edition.id,
    docsOrigin,
    docsPath,
    loginUrls: [{ name: 'login', url: loginUrl }],
    ...(returnParam === undefined ? {} : { returnParam }),
    keys,
    port: portFor(docsOrigin, asking),
    ...(certificate && { certificate }),
    clock: Date.now,
    // Two visits of a test may fall into one second, in which Ed25519 signs the same claims to the same token.
    replayProtection: false,
    // A test asks for the user of a handshake: claims that stayed in the browser would not come here.
    verifiedBy: 'host',
    startOf: (visit) => starts.get(visit),
    everyPathIsPage: true,
    inheritsFragment: true,
    beforePage,
  });
  const queue = openHandshakeQueue();
  host.onEvent(queue.add);
  const mapped = asking.browserName === 'chromium';
  return {
    host: {
      url: docsOrigin + docsPath,
      callbackUrl: docsOrigin + callbackPathOf(handshake.facts, docsPath),
      port: host.port,
      way: mapped
        ? `Chromium is led from ${docsOrigin} to port ${host.port} of this worker.`
        : `${asking.browserName} goes to ${docsOrigin} itself: one worker.`,
      nextHandshake: queue.next,
      reset: () => {
        host.reset();
        queue.clear();
      },
    },
    chromiumArgs: mapped ? switchesTo(host, certificate) : [],
    startUrl: (visit, url) => {
      starts.set(visit, url);
      return `${docsOrigin}${own}/start/${visit}`;
    },
    close: async () => {
      queue.end(new Error('The docs host was stopped.'));
      await host.close();
    },
  };
}

const listSwitches = ['--host-resolver-rules=', '--ip-address-space-overrides='] as const;

/** Chromium's switches of the caller with ours: of a switch that is given twice only the last one counts, so lists are joined. */
export function joinedSwitches(
  own: readonly string[],
  added: readonly string[],
): readonly string[] {
  return [...own, ...added].reduce<readonly string[]>((all, one) => {
    const name = listSwitches.find((each) => one.startsWith(each));
    const at = name === undefined ? -1 : all.findIndex((each) => each.startsWith(name));
    return at < 0
      ? [...all, one]
      : all.with(at, `${all[at] ?? ''},${one.slice(name?.length ?? 0)}`);
  }, []);
}
