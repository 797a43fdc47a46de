import type { VerificationKey } from '../protocol/jose/keys.js';
import { hasToken, type HandshakeFacts } from '../protocol/handshake.js';
import {
  chooseReturnParam,
  readDocsAddress,
  readOrigin,
  refuseReturnParam,
} from './target/addresses.js';
import { readAuthority } from './target/authority.js';
import { readAddresses, withSignIn } from './target/endpoints.js';
import { expectationsIn, readExpectations, strangersIn } from './target/expectations.js';
import { readCookie, readHeader } from './target/extra-headers.js';
import type { FileLayer } from './file/layer.js';
import { readGate } from './gate/gate.js';
import { requirementWeights } from './gate/requirement-weights.js';
import type { Environment } from './io.js';
import { gatherKeys } from './key-files.js';
import { readNumber } from './numbers.js';
import { optionOf } from './options.js';
import type { SettingId } from './options.js';
import { readReaders } from './target/readers.js';
import type { Handshake } from '../protocol/requirement.js';
import type { Readers } from './target/readers.js';
import { chooseRequired } from './required-rows.js';
import { chooseEdition, chooseHandshake, chooseRows, chooseWord } from './selection.js';
import { badKey, sentence, the, words } from './setting-failure.js';
import type { CameFrom } from './setting-failure.js';
import { variable } from './settings.js';
import type { Settings } from './settings.js';
import { readOAuthClient } from './target/oauth-client.js';
import { chooseSignIn } from './target/sign-in.js';
import { asksForNewKey, makeKey } from './start/made-key.js';
import { readStart } from './start/target-start.js';
import type { Start, StartContext } from './start/target-start.js';

import type { Configuration, Origin } from './configuration.js';

/** A run's settings, where they came from, and how sentences name them. */
export interface Given {
  readonly settings: Settings;
  readonly from: Origin;
  /** Whether a setting was typed as an option. */
  readonly isTyped: (setting: SettingId) => boolean;
  readonly cameFrom: CameFrom;
  readonly layer?: FileLayer;
}

/**
 * The handshake that is chosen, alone: each loads a whole catalogue. All of them where a requirement is named that it has not,
 * since only they tell one of another handshake from a misspelt one.
 */
async function handshakesOf({ settings, layer }: Given): Promise<readonly Handshake[]> {
  const { handshakes, handshakesFor } = await import('../handshakes/registry.js');
  const chosen = await handshakesFor(settings.handshake);
  const own = new Set(chosen.flatMap(({ requirements }) => requirements.map(({ id }) => id)));
  const { only = '', skip = '', require: required = '' } = settings;
  const listed = [only, skip, required].flat().flatMap((list) => list.split(/[\s,]+/));
  const named = [...listed.filter((id) => id !== ''), ...Object.keys(layer?.requirements ?? {})];
  return named.every((id) => own.has(id)) ? chosen : handshakes();
}

/**
 * Checks settings that have come together from everywhere, and makes them complete.
 *
 * @throws Failure `usage` or `key`, its settings not named yet
 */
export async function complete(whole: Given): Promise<Configuration> {
  const { from, isTyped } = whole;
  const all = from.handshakes ?? (await handshakesOf(whole));
  const handshake = chooseHandshake(all, whole.settings.handshake);
  const { facts } = handshake;
  const settings = withSignIn(whole.settings, facts, isTyped);
  const given = { ...whole, settings };
  const edition = chooseEdition(handshake, settings.edition);
  const addresses = readAddresses(settings, facts);
  const { loginUrl, endpoints } = addresses;
  const docs = readDocsAddress(settings.docsOrigin ?? usual('docsOrigin'), facts);
  const client = readOAuthClient(settings, facts, docs, isTyped);
  const driver = chooseWord('driver', settings.driver);
  const failOn = chooseWord('failOn', settings.failOn);
  const rows = chooseRows(all, handshake, settings);
  const required = chooseRequired(all, handshake, edition, settings, rows);
  const signIn = await chooseSignIn(settings, from.cwd, from.inCode?.signIn);
  const readers = readReaders(settings, signIn, isTyped);
  const returnParam = chooseReturnParam(settings.returnParam, facts);
  refuseReturnParam(loginUrl, returnParam);
  const expectation = await expectationFor(given, readers);
  const keys = await keysFor(given, facts);
  const start = startFor(given, {
    facts,
    keys,
    loginUrl: endpoints?.session ?? loginUrl,
    docsAddress: docs.docsOrigin + docs.docsPath,
    cwd: from.cwd,
  });
  const weights = requirementWeights(given.layer?.requirements ?? {}, {
    file: from.file?.file ?? '',
    all,
    handshake,
    ...(rows.only && { only: rows.only }),
    ...(required && { required }),
  });
  const gate = await readGate(settings, {
    handshake,
    loginUrl: endpoints?.session ?? loginUrl,
    weights,
    ...(from.file?.name !== undefined && { name: from.file.name }),
    env: from.env,
    cwd: from.cwd,
    now: from.now ?? Date.now,
  });
  return {
    handshake,
    edition,
    target: {
      ...addresses,
      ...docs,
      ...(client && { client }),
      ...(returnParam !== 'none' && { returnParam, returnForm: facts.returnValue }),
      signIn,
      ...readers,
      signInOrigins: (settings.signInOrigin ?? []).map((value) =>
        readOrigin('signInOrigin', value),
      ),
      headers: (settings.header ?? []).map(readHeader),
      cookies: (settings.cookie ?? []).map(readCookie),
      ...(settings.ca !== undefined && { ca: await readAuthority(settings.ca, from.cwd) }),
      timeoutMs: timeoutOf(from.env) * 1000,
    },
    keys,
    ...start,
    driver,
    ...rows,
    ...(required && { require: required }),
    failOn,
    ...gate,
    intrusive: settings.intrusive ?? false,
    ...(settings.maxTime !== undefined && {
      maxTimeMs: readNumber('maxTime', settings.maxTime) * 1000,
    }),
    ...(settings.maxSignInsPerMinute !== undefined && {
      maxSignInsPerMinute: readNumber('maxSignInsPerMinute', settings.maxSignInsPerMinute),
    }),
    ...expectation,
    ...(given.layer?.settings.report && { reports: given.layer.settings.report }),
  };
}

/** A command of the file runs in its folder, and what it is given from variables stays secret. */
function startFor({ settings, layer }: Given, context: StartContext): Start {
  const own = layer?.whence('start') === undefined ? context : { ...context, cwd: layer.folder };
  const read = readStart(settings, own);
  if (read.start === undefined || layer === undefined) return read;
  return { ...read, start: { ...read.start, secrets: layer.secrets } };
}

/** The keys that were given, or one that is made; a pipeline's variables do no harm then, blank ones of forks included. */
function keysFor(
  { settings: { key = [] }, from: { env, cwd, inCode }, isTyped, layer }: Given,
  facts: HandshakeFacts,
): Promise<readonly VerificationKey[]> {
  if (!hasToken(facts)) {
    // A variable that is set for all targets does no harm.
    if (!isTyped('key')) return Promise.resolve([]);
    throw badKey`${the('key')} has no use: no signed token travels in ${facts.id}. Leave it out.`;
  }
  if (asksForNewKey([...key, ...(inCode?.key ?? []).map(({ name }) => name)])) {
    return makeKey(facts).then((made) => [made]);
  }
  const keyVariable = layer?.keyVariable;
  const named = { ...(keyVariable !== undefined && { keyVariable }), ...(inCode && { inCode }) };
  return gatherKeys(key, { env, cwd, ...named }, facts);
}

/** What holds where a setting is not given. */
const usual = (setting: SettingId): string => optionOf(setting).default ?? '';

/** What `--expect` says; a variable that is set for all jobs is passed over where nobody signs in. */
async function expectationFor(
  { settings: { expect: path }, from, isTyped, cameFrom, layer }: Given,
  readers: Readers,
): Promise<Pick<Configuration, 'expect' | 'remarks'>> {
  if (layer?.expect !== undefined) return { expect: layer.expect };
  const inCode = from.inCode?.expect;
  if (path === undefined && inCode === undefined) return {};
  if (readers.user === undefined && !isTyped('expect')) return {};
  const where = inCode === undefined ? words`${the('expect')} ${path ?? ''}` : the('expect');
  const expect =
    inCode === undefined
      ? await readExpectations(path ?? '', from.cwd)
      : expectationsIn(inCode, where);
  const remark = strangersIn(expect, readers, where);
  return { expect, ...(remark !== undefined && { remarks: [sentence(remark, cameFrom)] }) };
}

/** Seconds to wait for one response; not an option, for slow targets only. */
const timeoutOf = (env: Environment): number =>
  readNumber('timeout', variable(env, 'DOCS_HANDSHAKE_TIMEOUT') ?? usual('timeout'));
