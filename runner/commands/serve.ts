import { handshakes } from '../../handshakes/registry.js';
import type { Certificate } from '../../mock-host/certificate.js';
import type { MockHost } from '../../mock-host/mock-host.js';
import type { TokenJudge } from '../../mock-host/token-judge.js';
import { Failure } from '../../protocol/failure.js';
import type { VerificationKey } from '../../protocol/keys.js';
import type { ExitCode } from '../../protocol/report.js';
import type { Edition, Handshake } from '../../protocol/requirement.js';
import { readDocsAddress, readLoginUrl } from '../addresses.js';
import type { Io } from '../io.js';
import { gatherKeys } from '../key-files.js';
import { chooseReturnParam } from '../return-parameter.js';
import { chooseEdition, chooseHandshake } from '../selection.js';

/** The options of `serve` as the parser gives them. */
export interface ServeOptions {
  readonly loginUrl?: readonly string[];
  readonly key?: readonly string[];
  readonly handshake?: string;
  readonly edition?: string;
  readonly docsOrigin?: string;
  readonly returnParam?: string;
  readonly port?: string;
}

/** Everything that `serve` was told, checked. */
interface Service {
  readonly handshake: Handshake;
  readonly edition: Edition;
  readonly keys: readonly VerificationKey[];
  readonly loginUrls: readonly { readonly name: string; readonly url: string }[];
  /** Absent: `http://localhost` with the port. */
  readonly docs?: { readonly docsOrigin: string; readonly docsPath: string };
  readonly returnParam: string;
  readonly port: number;
}

const defaultPort = 4747;
const mostLoginUrls = 10;

/** `serve`: the mock docs host, until it is interrupted. A line per event on stdout. */
export async function serve(options: ServeOptions, io: Io): Promise<ExitCode> {
  const service = await readService(options, io);
  const host = await openHost(service);
  try {
    const { describeEvent } = await import('../../mock-host/mock-host.js');
    host.onEvent((event) => io.stdout.write(`${describeEvent(event)}\n`));
    const path = service.docs?.docsPath ?? '';
    io.stderr.write(
      `The mock docs host for ${service.handshake.facts.id} ${service.edition.id} listens on port ${host.port}.\n` +
        `Open ${host.origin}${path}/quickstart and log in. Ctrl-C stops it.\n`,
    );
    await interruption(io.signal);
    return 0;
  } finally {
    await host.close();
  }
}

async function readService(options: ServeOptions, io: Io): Promise<Service> {
  const handshake = chooseHandshake(await handshakes(), options.handshake);
  const { facts } = handshake;
  const urls = (options.loginUrl ?? []).map((url) => readLoginUrl(url));
  if (urls.length === 0) throw new Failure('usage', 'serve needs at least one --login-url.');
  if (urls.length > mostLoginUrls) {
    throw new Failure('usage', `--login-url may be given ${mostLoginUrls} times at most.`);
  }
  const port = Number(options.port ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || options.port === '') {
    throw new Failure('usage', '--port must be a whole number from 0 to 65535.');
  }
  const keys = await gatherKeys(options.key ?? [], io, facts);
  if (keys.length === 0) {
    throw new Failure('key', 'serve needs a key to verify tokens with: give --key <file>.');
  }
  return {
    handshake,
    edition: chooseEdition(handshake, options.edition),
    keys,
    loginUrls: urls.map((url) => ({ name: new URL(url).host, url })),
    ...(options.docsOrigin !== undefined && { docs: readDocsAddress(options.docsOrigin, facts) }),
    returnParam: chooseReturnParam(options.returnParam, facts),
    port,
  };
}

async function openHost(service: Service): Promise<MockHost> {
  const { handshake, edition, keys, docs, returnParam } = service;
  const { openMockHost } = await import('../../mock-host/mock-host.js');
  const { openTokenJudge } = await import('../token-judge.js');
  // With a free port the origin is known only once the host listens, before any token can arrive.
  let origin = docs?.docsOrigin ?? '';
  let judge: TokenJudge | undefined;
  const judgeToken: TokenJudge = (...seen) => {
    judge ??= openTokenJudge({
      handshake,
      edition: edition.id,
      keys,
      docsOrigin: origin,
      docsPath: docs?.docsPath ?? '',
    });
    return judge(...seen);
  };
  try {
    const host = await openMockHost({
      handshake: handshake.facts,
      edition: edition.id,
      loginUrls: service.loginUrls,
      port: service.port,
      judgeToken,
      clock: Date.now,
      ...docs,
      ...(returnParam !== 'none' && { returnParam }),
      ...(origin.startsWith('https:') && { certificate: await certificateFor(origin) }),
    });
    origin = host.origin;
    return host;
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'port') throw cause;
    const sentence = `Port ${service.port} is in use or not allowed: choose another one with --port.`;
    throw new Failure('port', sentence, { cause });
  }
}

async function certificateFor(origin: string): Promise<Certificate> {
  const { createCertificate } = await import('../../mock-host/certificate.js');
  return createCertificate([new URL(origin).hostname]);
}

/** Waits for the first Ctrl-C; without a signal, for ever. */
function interruption(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
