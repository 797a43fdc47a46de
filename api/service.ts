import { basename, dirname, resolve } from 'node:path';

import type { DocsReading } from '../configuration/docs/docs-folder.js';
import type { Reading } from '../configuration/live/live-value.js';
import { watchFiles, type Watch } from '../configuration/live/watch.js';
import { chooseReturnParam } from '../configuration/target/addresses.js';
import { gatherKeys } from '../configuration/key-files.js';
import { readGivenCertificate } from '../configuration/serving/certificate.js';
import type { CertificateFiles, GivenCertificate } from '../configuration/serving/certificate.js';
import { readApiToken, readReach, type Reach } from '../configuration/serving/reach.js';
import { refuseMisspelt } from '../configuration/misspelt.js';
import { readNumber } from '../configuration/numbers.js';
import type { OptionsOf } from '../configuration/options.js';
import { chooseEdition, chooseHandshake } from '../configuration/selection.js';
import { badKey, the, usage } from '../configuration/setting-failure.js';
import type { GivenInCode } from '../configuration/settings.js';
import { newKeyText, ofThisStart, readMadeKey } from '../configuration/start/made-key.js';
import { handshakesFor } from '../handshakes/registry.js';
import type { RunningControl } from '../mock-host/control/control.js';
import type { MockHost, MockHostOptions } from '../mock-host/mock-host.js';
import type { Certificate } from '../mock-host/server/certificate.js';
import type { LoginChoice } from '../mock-host/site.js';
import { Failure } from '../protocol/failure.js';
import { hasToken, type Edition, type TokenFacts } from '../protocol/handshake.js';
import type { VerificationKey } from '../protocol/jose/keys.js';
import type { OAuthClient } from '../protocol/oauth/client.js';
import type { Handshake } from '../protocol/requirement.js';
import { seal, type Sealed } from '../protocol/secrecy/sealed.js';
import { readLoginChoices } from './login-choices.js';
import { openServedFiles, type FileSettings, type ServedPages } from './served-files.js';
import { readServedAddress, type ServedAddress } from './served-address.js';
import { clientOptions, readServedClient } from './served-client.js';
import { readServedSession, sessionOptions } from './served-session.js';
import type { Place } from './this-process.js';

/** Everything that a mock docs host was told, checked. */
export interface Service extends ServedAddress, FileSettings {
  readonly handshake: Handshake;
  readonly edition: Edition;
  readonly loginUrls: readonly LoginChoice[];
  readonly returnParam: string;
  readonly leewaySeconds: number;
  readonly replayProtection: boolean;
  /** What calls of the API have to bring, at least 16 characters; default a new one for each start. */
  readonly apiToken?: string;
  /** Where other machines are let in. */
  readonly reach?: Reach;
  /** Where one was given. */
  readonly certificate?: GivenCertificate;
  /** Where no key was given. */
  readonly madeKey?: MadeKey;
  /** The session API that the pages ask; absent where a token travels. */
  readonly sessionUrl?: string;
  /** The docs host as a client of an authorization server; absent where no code is handed over. */
  readonly client?: OAuthClient;
}

/** A key that was made at the start, for the login flow to sign with. */
export interface MadeKey {
  /** As `newKeyText` gives it. */
  readonly text: Sealed;
  /** The file that keeps it, relative to the working folder; not written yet. */
  readonly keyOut?: string;
}

/** Where the settings of a service are read from besides the options. */
export interface ServiceOrigin extends Place {
  readonly inCode?: Pick<GivenInCode, 'key'> & {
    /** The token of the API, in place of the variable's. */
    readonly apiToken?: string;
  };
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
  const handshake = chooseHandshake(await handshakesFor(options.handshake), options.handshake);
  const { facts } = handshake;
  const sessionUrl = readServedSession(options, facts, from);
  const loginUrls = readLoginChoices(options.loginUrl ?? []);
  const address = readServedAddress(options, facts);
  const client = readServedClient(options, facts, { ...address, loginUrls }, from);
  const { inCode } = from;
  const apiToken = inCode?.apiToken ?? readApiToken(from.env);
  const reach = readReach(options, apiToken, inCode === undefined ? undefined : 'apiToken');
  const certificate = await readCertificate(options, address, from);
  const leewaySeconds = readNumber('leeway', options.leeway ?? '0');
  const readKeys = async (): Promise<Reading<readonly VerificationKey[]>> => ({
    value: hasToken(facts) ? await gatherKeys(options.key ?? [], from, facts) : [],
    watched: (options.key ?? []).map((file) => {
      const path = resolve(from.cwd, file);
      return { folder: dirname(path), names: [basename(path)] };
    }),
  });
  const given = await readKeys();
  const { keyOut } = options;
  if (hasToken(facts) && given.value.length === 0 && inCode !== undefined) {
    throw badKey`${the('key')} is missing: the docs host verifies tokens with it.`;
  }
  if (given.value.length > 0 && keyOut !== undefined) {
    throw usage`${the('keyOut')} is for the key that serve makes where it has none: leave it out, or ${the('key')} and DOCS_HANDSHAKE_KEY.`;
  }
  const makes = hasToken(facts) && given.value.length === 0;
  const made = makes ? await makeOwnKey(facts, keyOut) : undefined;
  const keys = made?.keys ?? given;
  return {
    ...address,
    handshake,
    edition: chooseEdition(handshake, options.edition),
    keys,
    readKeys: made === undefined ? readKeys : () => Promise.resolve(keys),
    ...(reach && { reach }),
    ...(apiToken !== undefined && { apiToken }),
    ...(certificate && { certificate }),
    ...(made && { madeKey: made.key }),
    ...(sessionUrl !== undefined && { sessionUrl }),
    ...(client && { client }),
    ...(options.docs !== undefined && { pages: await readPages(options.docs, from.cwd) }),
    loginUrls,
    returnParam: chooseReturnParam(options.returnParam, facts),
    leewaySeconds,
    replayProtection: options.replayCheck ?? true,
  };
}

/** A key of this start alone: the login flow is told of it, and no file is watched. */
async function makeOwnKey(
  facts: TokenFacts,
  keyOut: string | undefined,
): Promise<{ readonly key: MadeKey; readonly keys: Reading<readonly VerificationKey[]> }> {
  const text = newKeyText(facts);
  const name = keyOut ?? ofThisStart;
  return {
    key: { text: seal(text), ...(keyOut !== undefined && { keyOut }) },
    keys: { value: [await readMadeKey(text, facts, name)], watched: [] },
  };
}

/**
 * The certificate of an https origin, where one is given; it makes the origin of this machine https.
 *
 * @throws Failure `usage`
 */
async function readCertificate(
  options: CertificateFiles,
  { docs }: ServedAddress,
  { cwd, inCode }: ServiceOrigin,
): Promise<GivenCertificate | undefined> {
  const origin = new URL(docs?.docsOrigin ?? 'https://localhost');
  const takesTexts = inCode !== undefined;
  const given = await readGivenCertificate(options, cwd, origin.hostname, Date.now(), takesTexts);
  if (given !== undefined && origin.protocol === 'http:') {
    throw usage`${the('tlsCert')} is for an https origin, and ${the('docsOrigin')} is ${origin.origin}: write https there, or leave the certificate out.`;
  }
  return given;
}

async function readPages(folder: string, cwd: string): Promise<ServedPages> {
  const { readDocsFolder } = await import('../configuration/docs/docs-folder.js');
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
  const certificate = service.certificate ?? (await certificateFor(service.docs?.docsOrigin));
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
    ...(await sessionOptions(service)),
    ...(await clientOptions(service)),
    ...service.reach,
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

/** A certificate for an https docs origin, made now; undefined for any other. */
export async function certificateFor(origin: string | undefined): Promise<Certificate | undefined> {
  if (origin?.startsWith('https:') !== true) return undefined;
  const { createCertificate } = await import('../mock-host/server/certificate.js');
  return createCertificate([new URL(origin).hostname]);
}
