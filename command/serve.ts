import { openService, readService } from '../api/service.js';
import type { MadeKey, OpenService, Service } from '../api/service.js';
import type { Io } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import { apiTokenVariable } from '../configuration/serving/reach.js';
import { writePrivateFile } from '../configuration/start/private-file.js';
import { the, words } from '../configuration/setting-failure.js';
import { hasToken } from '../protocol/handshake.js';
import { packageVersion } from '../configuration/package-version.js';
import { withToken } from '../mock-host/inspector/anchor.js';
import type { ExitCode } from '../protocol/report.js';
import { mask } from '../protocol/secrecy/masking.js';
import { openBoundedLines } from './serving/bounded-lines.js';
import { keysLine, onKey, openInBrowser } from './serving/key-actions.js';
import type { ReadyLine } from './serving/json-events.js';
import { keyLines } from './serving/key-lines.js';
import { callbackUrl, expectations, openWords } from './serving/start-lines.js';
import { wayToDocs } from './serving/way-to-docs.js';

/** `serve`: the mock docs host, until it is interrupted. A line per event on stdout. */
export async function serve(options: OptionsOf<'serve'>, io: Io): Promise<ExitCode> {
  const service = await readService(options, io);
  const opened = await openService(service);
  const quit = new AbortController();
  let forget = (): void => undefined;
  try {
    if (service.madeKey?.keyOut !== undefined) await keepKey(service.madeKey, io);
    if (options.json === true) await tellMachines(service, opened, io);
    else await tellReaders(opened, io);
    const isForMachines = options.json === true;
    const withKeys = !isForMachines && io.keys !== undefined;
    const lines = await startLines(service, opened, { isForMachines, withKeys });
    io.stderr.write(`${lines.join('\n')}\n`);
    warmUpSoon(opened.host);
    if (withKeys) forget = await hearKeys(service, opened, io, quit);
    await Promise.race([interruption(io.signal), interruption(quit.signal)]);
    return 0;
  } finally {
    forget();
    await opened.host.close();
  }
}

/** Keeps a key that was made here where its owner alone can read it. */
async function keepKey({ text, keyOut = '' }: MadeKey, { cwd }: Io): Promise<void> {
  const instead = words`start with ${the('key', keyOut)} to go on with it, or name another file`;
  const place = { setting: 'keyOut', path: keyOut, cwd, force: false, instead } as const;
  await writePrivateFile(place, text.reveal());
}

/** What whoever is served has to keep to: a login flow, an authorization server, or a session API. */
async function keptTo(service: Service, { host }: OpenService): Promise<readonly string[]> {
  const { leewaySeconds, replayProtection, sessionUrl, client } = service;
  if (client !== undefined) {
    const { clientLines } = await import('./serving/client-lines.js');
    return clientLines(service, client, host.origin);
  }
  if (sessionUrl === undefined) {
    return [
      ...expectations(service, host.origin),
      `Clock leeway: ${leewaySeconds} s (--leeway). A token logs in ${replayProtection ? 'once' : 'as often as it comes (--no-replay-check)'}.`,
    ];
  }
  const { relationOf } = await import('../drivers/http/same-site.js');
  const { sessionLines } = await import('./serving/session-lines.js');
  const relation = await relationOf(host.origin, sessionUrl);
  return sessionLines(service, sessionUrl, host.origin, relation);
}

/** Everything that is said at the start. */
async function startLines(
  service: Service,
  opened: OpenService,
  listeners: { readonly isForMachines: boolean; readonly withKeys: boolean },
): Promise<readonly string[]> {
  const { handshake, edition, docs, madeKey, loginUrls, reach, sessionUrl } = service;
  const { host, certificate } = opened;
  const { isForMachines, withKeys } = listeners;
  return [
    `The mock docs host for ${handshake.facts.id} ${edition.id} listens on port ${host.port}.`,
    ...(reach === undefined ? [] : [openWords(reach)]),
    ...(await keptTo(service, opened)),
    ...(madeKey === undefined
      ? []
      : keyLines({ key: madeKey, docsUrl: host.origin + (docs?.docsPath ?? ''), isForMachines })),
    `Inspector: ${inspectorFor(service, host)}`,
    ...(withKeys ? [keysLine] : []),
    ...wayToDocs({
      host,
      docsPath: docs?.docsPath ?? '',
      login: sessionUrl !== undefined ? 'elsewhere' : loginUrls.length > 0 ? 'here' : 'none',
      ...(certificate && { certificate }),
    }),
  ];
}

/** The page that explains every handshake; a token that was given is not printed. */
const inspectorFor = ({ apiToken }: Service, { control }: OpenService['host']): string =>
  apiToken === undefined
    ? withToken(control.inspectorUrl, control.token)
    : `${control.inspectorUrl}#<${apiTokenVariable}>`;

/** A line per event; whoever reads none of them does not fill the memory. */
async function tellReaders({ host }: OpenService, { stdout }: Io): Promise<void> {
  const { describeEvent } = await import('../mock-host/mock-host.js');
  const lines = openBoundedLines(
    stdout,
    (count) => `(${count} more events, which nobody read here.)\n`,
  );
  const tell = (event: Parameters<typeof describeEvent>[0]): void =>
    lines.write(() => `${describeEvent(event)}\n`);
  for (const event of host.events()) tell(event);
  host.onEvent((event) => tell(event));
}

async function tellMachines(
  service: Service,
  { host }: OpenService,
  { stdout }: Io,
): Promise<void> {
  const { openJsonEvents } = await import('./serving/json-events.js');
  const events = openJsonEvents(stdout, Date.now);
  events.ready(readyLine(service, host));
  for (const event of host.events()) events.event(event);
  host.onEvent((event) => events.event(event));
}

function readyLine(service: Service, host: OpenService['host']): ReadyLine {
  const { handshake, edition, docs, loginUrls, keys } = service;
  return {
    schema: 1,
    version: packageVersion().version,
    url: host.origin + (docs?.docsPath ?? ''),
    callbackUrl: callbackUrl(service, host.origin),
    port: host.port,
    inspectorUrl: host.control.inspectorUrl,
    apiUrl: host.control.apiUrl,
    // One that was given is known to whoever gave it.
    ...(service.apiToken === undefined && { apiToken: host.control.token }),
    loginUrls: loginUrls.map(({ name, url }) => ({ name, url: mask(url) })),
    handshake: handshake.facts.id,
    edition: edition.id,
    ...(hasToken(handshake.facts) && { algorithm: handshake.facts.algorithm }),
    ...(service.sessionUrl !== undefined && { sessionUrl: mask(service.sessionUrl) }),
    ...(service.client && {
      clientId: service.client.clientId,
      tokenUrl: mask(service.client.tokenUrl),
      ...(service.client.infoUrl !== undefined && { infoUrl: mask(service.client.infoUrl) }),
    }),
    keys: keys.value.map((key) => ({
      name: key.name,
      ...(key.algorithm !== 'HS256' && { fingerprint: key.fingerprint }),
    })),
  };
}

/** How long the first page has the processor to itself, in milliseconds. */
const coldMs = 150;

/** Makes the first token as fast as the second, and no start slower: whoever logs in needs longer than that. */
function warmUpSoon({ warmUp }: OpenService['host']): void {
  // What cannot be loaded is said where it is needed.
  setTimeout(() => void warmUp().catch(() => undefined), coldMs).unref();
}

/** Does what is typed, until the function that it gives is called. */
async function hearKeys(
  { docs }: Service,
  { host }: OpenService,
  io: Io,
  quit: AbortController,
): Promise<() => void> {
  const actions = {
    page: `${host.origin}${docs?.docsPath ?? ''}/quickstart`,
    reset: host.reset,
    quit: () => quit.abort(),
    say: (text: string) => void io.stderr.write(text),
    open: openInBrowser,
  };
  return (await io.keys?.((key) => onKey(key, actions))) ?? (() => undefined);
}

/** Waits for the first Ctrl-C; without a signal, for ever. */
function interruption(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
