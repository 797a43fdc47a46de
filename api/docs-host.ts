import type { Environment } from '../configuration/io.js';
import type { OptionsOf, WordOf } from '../configuration/options.js';
import { memberNamed, namedBySource, the, usage } from '../configuration/setting-failure.js';
import { Failure } from '../protocol/failure.js';
import { chooseHandshake } from '../configuration/selection.js';
import { clientSettings } from '../configuration/target/oauth-client.js';
import { handshakesFor } from '../handshakes/registry.js';
import { hasToken } from '../protocol/handshake.js';
import { withToken } from '../mock-host/inspector/anchor.js';
import { chromiumSwitches } from './chromium-switches.js';
import { connectDocsHost, type DocsControl } from './control/docs-control.js';
import { openHandshakeQueue } from './handshake-queue.js';
import type { SeenHandshake, Waiting } from './handshake-queue.js';
import { sortKeys } from './key-input.js';
import type { KeyInput } from './key-input.js';
import { refuseUnknown } from './options.js';
import type { OneOrMore } from './options.js';
import { callbackPathOf } from './served-address.js';
import { openService, readService } from './service.js';
import type { OpenService } from './service.js';
import { placeOf } from './this-process.js';

/** What a mock docs host is told: the options of `serve` by their ids. */
export interface DocsHostOptions {
  /** The login flow; up to 10. Wanted where a token travels. */
  readonly loginUrl?: OneOrMore<string>;
  /** What verifies tokens: text of a PEM or JWK, the path of a file, a `KeyObject` or a JWK. Wanted where a token travels. */
  readonly key?: OneOrMore<KeyInput>;
  /** The session API. Wanted for a handshake in which the pages ask one who reads. */
  readonly sessionUrl?: string;
  /** OAuth: the client that is registered for the docs. Wanted where a code is handed over. */
  readonly clientId?: string;
  /** OAuth authentication; better in `DOCS_HANDSHAKE_CLIENT_SECRET`. */
  readonly clientSecret?: string;
  /** OAuth: the token endpoint. Wanted where a code is handed over. */
  readonly tokenUrl?: string;
  /** OAuth: the Info API, which says who reads. Wanted where a page redeems the code. */
  readonly infoUrl?: string;
  /** OAuth: scopes, each a whole scope string. */
  readonly scope?: OneOrMore<string>;
  /** OAuth authentication: how the client shows its secret; default `auto`: Basic first, then the form. */
  readonly clientAuth?: WordOf<'clientAuth'>;
  /** OAuth: `name=value`, added to the authorization request. */
  readonly authorizationParam?: OneOrMore<string>;
  /** OAuth authentication: the claim of a token that holds the groups. */
  readonly groupsClaim?: string;
  /** The token that has it; default `id_token`. */
  readonly groupsToken?: WordOf<'groupsToken'>;
  /** One to four characters between groups, where the claim is a text. */
  readonly groupsDelimiter?: string;
  /** OAuth authentication: where a reader who logs out is sent, exactly as it stands. */
  readonly logoutUrl?: string;
  readonly handshake?: string;
  readonly edition?: string;
  /** The origin that browsers see; default `http://localhost:<port>`. */
  readonly docsOrigin?: string;
  /** A folder of pages: `docs.json`, `.md` and `.mdx` files; default a built-in sample. */
  readonly docs?: string;
  readonly returnParam?: string;
  /** 0 for any free one; default that of a `docsOrigin` on this machine, else 4747. */
  readonly port?: number;
  /** How far clocks may differ, in seconds; default 0. */
  readonly leeway?: number;
  /** False: a token logs in as often as it comes. */
  readonly replayCheck?: boolean;
  /** What calls of the API have to bring, at least 16 characters; default a new one for each start. */
  readonly apiToken?: string;
  /** The certificate of an https origin, its chain behind it: text of a PEM, or the path of a file; default one made at the start. */
  readonly tlsCert?: string;
  /** The private key of `tlsCert`: text of a PEM, or the path of a file. */
  readonly tlsKey?: string;
  /** An IP address to listen on besides this machine, such as `0.0.0.0` in a container; with `allowHost` and `apiToken`. */
  readonly host?: string;
  /** With `host`: the host names under which others may come. */
  readonly allowHost?: OneOrMore<string>;
  /** Where a key is looked for besides; default the variables of the process, `{}` for none. */
  readonly env?: Environment;
  /** The folder that relative paths start from; default that of the process. */
  readonly cwd?: string;
}

/** A running mock docs host. */
export interface DocsHost extends DocsControl {
  /** The page that shows every handshake as it happens; it asks for its token in the fragment. */
  readonly inspectorUrl: string;
  /** The docs: origin and subpath, without a slash at the end. */
  readonly url: string;
  /** Where the login flow sends its readers. */
  readonly callbackUrl: string;
  /** On 127.0.0.1, and on ::1 where there is one. */
  readonly port: number;
  /** Switches by which Chromium finds a host whose `docsOrigin` leads elsewhere, and trusts its certificate; often none. */
  readonly chromiumArgs: readonly string[];
  /**
   * The oldest handshake that was not given yet, since the start or the last `reset`; waits for it.
   *
   * @throws where none comes in time, or the host is stopped
   */
  readonly nextHandshake: (waiting?: Waiting) => Promise<SeenHandshake>;
  /** Ends every reader's session, forgets tokens and handshakesFor, and takes back what the host was told: as good as new, on the same port. */
  readonly reset: () => void;
  /** Drops every connection at once; safe to call twice. */
  readonly stop: () => Promise<void>;
}

/** Members that may hold several texts. */
const lists: readonly string[] = ['allowHost', 'scope', 'authorizationParam'];

const members: readonly (keyof DocsHostOptions)[] = [
  'loginUrl',
  'key',
  'sessionUrl',
  ...clientSettings,
  'handshake',
  'edition',
  'docsOrigin',
  'docs',
  'returnParam',
  'port',
  'leeway',
  'replayCheck',
  'apiToken',
  'tlsCert',
  'tlsKey',
  'host',
  'allowHost',
  'env',
  'cwd',
];

/** The client, as an option would give it. */
const clientOf = (
  options: Pick<DocsHostOptions, (typeof clientSettings)[number]>,
): OptionsOf<'serve'> =>
  Object.fromEntries(
    clientSettings.flatMap((name) => {
      const value = options[name];
      if (value === undefined) return [];
      return [[name, lists.includes(name) ? [value].flat() : value]];
    }),
  );

/** What is handed on as it is. */
const textsOf = ({
  sessionUrl,
  handshake,
  edition,
  docsOrigin,
  docs,
  returnParam,
  replayCheck,
  tlsCert,
  tlsKey,
  host,
  allowHost,
  ...options
}: DocsHostOptions): OptionsOf<'serve'> => ({
  ...clientOf(options),
  ...(sessionUrl !== undefined && { sessionUrl }),
  ...(handshake !== undefined && { handshake }),
  ...(edition !== undefined && { edition }),
  ...(docsOrigin !== undefined && { docsOrigin }),
  ...(docs !== undefined && { docs }),
  ...(returnParam !== undefined && { returnParam }),
  ...(replayCheck !== undefined && { replayCheck }),
  ...(tlsCert !== undefined && { tlsCert }),
  ...(tlsKey !== undefined && { tlsKey }),
  ...(host !== undefined && { host }),
  ...(allowHost !== undefined && { allowHost: [allowHost].flat() }),
});

/** Members that are texts, of which nobody else finds out that they are none. */
const texts = ['apiToken', 'tlsCert', 'tlsKey', 'host', 'allowHost', ...clientSettings] as const;

function refuseOtherTypes(options: DocsHostOptions): void {
  for (const name of texts) {
    const given: unknown = options[name];
    const isList = lists.includes(name);
    const all = isList && Array.isArray(given) ? (given as unknown[]) : [given];
    if (given !== undefined && all.some((one) => typeof one !== 'string')) {
      throw usage`${name} must be a string${isList ? ', or an array of strings' : ''}.`;
    }
  }
}

/** A running host, and its paths below the docs origin. */
interface OpenHost extends OpenService {
  readonly docsPath: string;
  readonly callbackPath: string;
}

async function open(options: DocsHostOptions): Promise<OpenHost> {
  refuseUnknown(options, members);
  refuseOtherTypes(options);
  const { loginUrl, key, port, leeway } = options;
  const { facts } = chooseHandshake(await handshakesFor(options.handshake), options.handshake);
  // Where pages ask a session API, it is a link that they may do without.
  const usual = hasToken(facts) ? loginUrl : (loginUrl ?? []);
  const urls = typeof usual === 'string' ? [usual] : usual;
  if (!Array.isArray(urls) || (urls.length === 0 && hasToken(facts))) {
    throw usage`${the('loginUrl')} is missing: give the login URL, or several.`;
  }
  const { files, texts: keyTexts } = sortKeys(key);
  const { apiToken } = options;
  const service = await readService(
    {
      ...textsOf(options),
      loginUrl: urls,
      ...(files.length > 0 && { key: files }),
      ...(port !== undefined && { port: String(port) }),
      ...(leeway !== undefined && { leeway: String(leeway) }),
    },
    {
      ...placeOf(options),
      inCode: { key: keyTexts, ...(apiToken !== undefined && { apiToken }) },
    },
  );
  const { docs, handshake } = service;
  const docsPath = docs?.docsPath ?? '';
  const callbackPath = callbackPathOf(handshake.facts, docsPath);
  // What a program asks for is who logged in: claims that stayed in a browser would not come here.
  return { ...(await openService(service, undefined, 'host')), docsPath, callbackPath };
}

/** The same failure in the words of a program. */
function named(cause: unknown, port: number | undefined): unknown {
  if (!(cause instanceof Failure) || cause.code !== 'port') {
    return namedBySource(cause, memberNamed);
  }
  const sentence = `port ${port ?? 'of the docs host'} is in use: stop what listens there, or give another port, 0 for any free one.`;
  return new Failure('port', sentence, { cause });
}

/**
 * Starts the mock docs host: `docs-handshake serve`, for programs.
 *
 * @throws Failure `usage`, `key` or `port`, one sentence that names the member to change
 */
export async function startDocsHost(options: DocsHostOptions): Promise<DocsHost> {
  const { host, certificate, docsPath, callbackPath } = await open(options).catch(
    (cause: unknown) => {
      throw named(cause, options.port);
    },
  );
  const queue = openHandshakeQueue();
  host.onEvent(queue.add);
  host.onReset(queue.clear);
  const { apiUrl, inspectorUrl, token } = host.control;
  const { reset: _reset, ...control } = connectDocsHost({ apiUrl, apiToken: token });
  return {
    ...control,
    inspectorUrl: withToken(inspectorUrl, token),
    url: host.origin + docsPath,
    callbackUrl: host.origin + callbackPath,
    port: host.port,
    chromiumArgs: chromiumSwitches(host, certificate),
    nextHandshake: queue.next,
    reset: host.reset,
    stop: async () => {
      queue.end(new Error('The docs host was stopped.'));
      await host.close();
    },
  };
}

export type { SeenHandshake, Waiting } from './handshake-queue.js';
