import { basename, dirname, resolve } from 'node:path';

import { readDocsFolder, type DocsReading } from '../configuration/docs/docs-folder.js';
import type { Reading } from '../configuration/live/live-value.js';
import { watchFiles, type Watch } from '../configuration/live/watch.js';
import { chooseReturnParam } from '../configuration/target/addresses.js';
import { gatherKeys } from '../configuration/key-files.js';
import { refuseMisspelt } from '../configuration/misspelt.js';
import { readNumber } from '../configuration/numbers.js';
import type { OptionsOf } from '../configuration/options.js';
import { chooseEdition, chooseHandshake } from '../configuration/selection.js';
import { badKey, the } from '../configuration/setting-failure.js';
import type { GivenInCode } from '../configuration/settings.js';
import { handshakes } from '../handshakes/registry.js';
import type { RunningControl } from '../mock-host/control/control.js';
import type { MockHost, MockHostOptions } from '../mock-host/mock-host.js';
import type { Certificate } from '../mock-host/server/certificate.js';
import type { LoginChoice } from '../mock-host/site.js';
import { Failure } from '../protocol/failure.js';
import type { Edition } from '../protocol/handshake.js';
import type { VerificationKey } from '../protocol/jose/keys.js';
import type { Handshake } from '../protocol/requirement.js';
import { readLoginChoices } from './login-choices.js';
import { openServedFiles, type FileSettings, type ServedPages } from './served-files.js';
import { readServedAddress, type ServedAddress } from './served-address.js';
import type { Place } from './this-process.js';

/** Everything that a mock docs host was told, checked. */
export interface Service extends ServedAddress, FileSettings {
  readonly handshake: Handshake;
  readonly edition: Edition;
  readonly loginUrls: readonly LoginChoice[];
  readonly returnParam: string;
  readonly leewaySeconds: number;
  readonly replayProtection: boolean;
  /** What API calls have to bring; absent: made at the start. */
  readonly apiToken?: string;
}

/** Where the settings of a service are read from besides the options. */
export interface ServiceOrigin extends Place {
  readonly inCode?: Pick<GivenInCode, 'key'>;
}

/** A running docs host; the certificate where its origin is https. */
export interface OpenService {
  readonly host: MockHost & { readonly control: RunningControl };
  readonly certificate?: Certificate;
}

/**
 * Reads what `serve` was told.
 *
 * @throws Failure `usage` or `key`, one sentence that names the setting to change
 */
export async function readService(
  options: OptionsOf<'serve'>,
  from: ServiceOrigin,
): Promise<Service> {
  refuseMisspelt(from.env);
  const handshake = chooseHandshake(await handshakes(), options.handshake);
  const { facts } = handshake;
  const loginUrls = readLoginChoices(options.loginUrl ?? []);
  const address = readServedAddress(options, facts);
  const leewaySeconds = readNumber('leeway', options.leeway ?? '0');
  const readKeys = async (): Promise<Reading<readonly VerificationKey[]>> => ({
    value: await gatherKeys(options.key ?? [], from, facts),
    watched: (options.key ?? []).map((file) => {
      const path = resolve(from.cwd, file);
      return { folder: dirname(path), names: [basename(path)] };
    }),
  });
  const keys = await readKeys();
  if (keys.value.length === 0) {
    throw from.inCode === undefined
      ? badKey`serve needs a key to verify tokens with: give ${the('key', '<file>')}.`
      : badKey`${the('key')} is missing: the docs host verifies tokens with it.`;
  }
  return {
    ...address,
    handshake,
    edition: chooseEdition(handshake, options.edition),
    keys,
    readKeys,
    ...(options.docs !== undefined && { pages: await readPages(options.docs, from.cwd) }),
    loginUrls,
    returnParam: chooseReturnParam(options.returnParam, facts),
    leewaySeconds,
    replayProtection: options.replayCheck ?? true,
  };
}

async function readPages(folder: string, cwd: string): Promise<ServedPages> {
  const read = (): Promise<DocsReading> => readDocsFolder(folder, cwd);
  return { folder, first: await read(), read };
}

/**
 * Starts the mock docs host of a service. Keys and pages follow their files; sessions stay.
 *
 * @param watch tells of changes; by default the file system
 * @param verifiedBy who verifies the tokens of open docs; `host` where the claims are asked for
 * @throws Failure `port` where the port is taken
 */
export async function openService(
  service: Service,
  watch: Watch = watchFiles,
  verifiedBy: MockHostOptions['verifiedBy'] = 'browser',
): Promise<OpenService> {
  const { handshake, edition, docs, returnParam, leewaySeconds } = service;
  const certificate = await certificateFor(service.docs?.docsOrigin);
  const { openMockHost } = await import('../mock-host/mock-host.js');
  const opened: { host?: MockHost } = {};
  // Files may change before the host listens: what they say counts, and is told at the start.
  const live = openServedFiles(service, watch, (event) => opened.host?.tell(event));
  const host = await openMockHost({
    handshake,
    edition: edition.id,
    loginUrls: service.loginUrls,
    port: service.port,
    keys: live.keys,
    ...(live.docs && { docs: live.docs }),
    clock: Date.now,
    leewaySeconds,
    replayProtection: service.replayProtection,
    control: {
      ...(service.port === 0 && { port: 0 }),
      ...(service.apiToken !== undefined && { token: service.apiToken }),
      // Loaded when somebody looks.
      judgeLocation: async (given) =>
        (await import('../runner/report/recorded.js')).judgeLocation(given),
    },
    verifiedBy,
    ...docs,
    ...(returnParam !== 'none' && { returnParam }),
    ...(certificate && { certificate }),
  }).catch((cause: unknown) => {
    live.close();
    throw cause;
  });
  opened.host = host;
  live.tellFirst();
  const close = async (): Promise<void> => {
    live.close();
    await host.close();
  };
  const { control } = host;
  if (control === undefined) throw new Failure('broken', 'The docs host has no control origin.');
  return { host: { ...host, close, control }, ...(certificate && { certificate }) };
}

/** A certificate for an https docs origin; undefined for any other. */
async function certificateFor(origin: string | undefined): Promise<Certificate | undefined> {
  if (origin?.startsWith('https:') !== true) return undefined;
  const { createCertificate } = await import('../mock-host/server/certificate.js');
  return createCertificate([new URL(origin).hostname]);
}
