import { chooseReturnParam } from '../configuration/addresses.js';
import type { Io } from '../configuration/io.js';
import { gatherKeys } from '../configuration/key-files.js';
import { refuseMisspelt } from '../configuration/misspelt.js';
import { readNumber } from '../configuration/numbers.js';
import type { OptionsOf } from '../configuration/options.js';
import { chooseEdition, chooseHandshake } from '../configuration/selection.js';
import { badKey, the } from '../configuration/setting-failure.js';
import { handshakes } from '../handshakes/registry.js';
import type { MockHost } from '../mock-host/mock-host.js';
import type { Certificate } from '../mock-host/server/certificate.js';
import type { LoginChoice } from '../mock-host/site.js';
import type { VerificationKey } from '../protocol/jose/keys.js';
import type { ExitCode } from '../protocol/report.js';
import type { Edition } from '../protocol/handshake.js';
import type { Handshake } from '../protocol/requirement.js';
import { readLoginChoices } from './login-choices.js';
import { readServedAddress, type ServedAddress } from './served-address.js';
import { wayToDocs } from './way-to-docs.js';

/** Everything that `serve` was told, checked. */
interface Service extends ServedAddress {
  readonly handshake: Handshake;
  readonly edition: Edition;
  readonly keys: readonly VerificationKey[];
  readonly loginUrls: readonly LoginChoice[];
  readonly returnParam: string;
  readonly leewaySeconds: number;
  readonly replayProtection: boolean;
}

/** `serve`: the mock docs host, until it is interrupted. A line per event on stdout. */
export async function serve(options: OptionsOf<'serve'>, io: Io): Promise<ExitCode> {
  const service = await readService(options, io);
  const certificate = await certificateFor(service.docs?.docsOrigin);
  const host = await openHost(service, certificate);
  try {
    const { describeEvent } = await import('../mock-host/mock-host.js');
    host.onEvent((event) => io.stdout.write(`${describeEvent(event)}\n`));
    const { leewaySeconds, replayProtection } = service;
    const lines = [
      `The mock docs host for ${service.handshake.facts.id} ${service.edition.id} listens on port ${host.port}.`,
      `Clock leeway: ${leewaySeconds} s (--leeway). A token logs in ${replayProtection ? 'once' : 'as often as it comes (--no-replay-check)'}.`,
      ...wayToDocs({
        host,
        docsPath: service.docs?.docsPath ?? '',
        ...(certificate && { certificate }),
      }),
    ];
    io.stderr.write(`${lines.join('\n')}\n`);
    await interruption(io.signal);
    return 0;
  } finally {
    await host.close();
  }
}

async function readService(options: OptionsOf<'serve'>, io: Io): Promise<Service> {
  refuseMisspelt(io.env);
  const handshake = chooseHandshake(await handshakes(), options.handshake);
  const { facts } = handshake;
  const loginUrls = readLoginChoices(options.loginUrl ?? []);
  const address = readServedAddress(options, facts);
  const leewaySeconds = readNumber('leeway', options.leeway ?? '0');
  const keys = await gatherKeys(options.key ?? [], io, facts);
  if (keys.length === 0) {
    throw badKey`serve needs a key to verify tokens with: give ${the('key', '<file>')}.`;
  }
  return {
    ...address,
    handshake,
    edition: chooseEdition(handshake, options.edition),
    keys,
    loginUrls,
    returnParam: chooseReturnParam(options.returnParam, facts),
    leewaySeconds,
    replayProtection: options.replayCheck ?? true,
  };
}

async function openHost(service: Service, certificate?: Certificate): Promise<MockHost> {
  const { handshake, edition, keys, docs, returnParam, leewaySeconds } = service;
  const { openMockHost } = await import('../mock-host/mock-host.js');
  return openMockHost({
    handshake,
    edition: edition.id,
    loginUrls: service.loginUrls,
    port: service.port,
    keys,
    clock: Date.now,
    leewaySeconds,
    replayProtection: service.replayProtection,
    ...docs,
    ...(returnParam !== 'none' && { returnParam }),
    ...(certificate && { certificate }),
  });
}

/** A certificate for an https docs origin; undefined for any other. */
async function certificateFor(origin: string | undefined): Promise<Certificate | undefined> {
  if (origin?.startsWith('https:') !== true) return undefined;
  const { createCertificate } = await import('../mock-host/server/certificate.js');
  return createCertificate([new URL(origin).hostname]);
}

/** Waits for the first Ctrl-C; without a signal, for ever. */
function interruption(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
