import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isKeyText } from '../protocol/jose/key-wrapping.js';
import { readKeyOctets } from '../protocol/jose/key-file.js';
import { readKeys } from '../protocol/jose/keys.js';
import type {
  KeyReading,
  PublicKey,
  SharedSecret,
  VerificationKey,
} from '../protocol/jose/keys.js';
import { calledKey } from '../protocol/jose/verification-key.js';
import { readSharedSecret } from '../protocol/jose/shared-secret.js';
import type { TokenFacts } from '../protocol/handshake.js';
import type { Environment } from './io.js';
import { readOctets, readTextFile } from './files.js';
import { badKey, settingFailure, the } from './setting-failure.js';
import type { Words } from './setting-failure.js';
import { isBlank, variable } from './settings.js';
import type { GivenInCode } from './settings.js';

const variableName = 'DOCS_HANDSHAKE_KEY';

/** Where the keys of a run are looked for. */
export interface KeyOrigin {
  readonly env: Environment;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** The variable that holds the text of a key; by default `DOCS_HANDSHAKE_KEY`. */
  readonly keyVariable?: string;
  /** The keys that a program gives. */
  readonly inCode?: Pick<GivenInCode, 'key'>;
}

/** The keys that were read, or what is wrong with them, said of whoever named them. */
async function taken(from: Promise<KeyReading>, whose: Words): Promise<readonly PublicKey[]> {
  const reading = await from;
  if (!reading.ok) throw settingFailure('key', [whose, reading.problem]);
  return reading.keys;
}

/**
 * Reads one key file.
 *
 * @param option what names the file in a sentence
 * @param path relative to `cwd`
 * @param instead what to do with the text of a key, which no option takes
 * @throws Failure `key`
 */
export async function readKeyFile(
  option: Words,
  path: string,
  cwd: string,
  instead = 'save it in a file',
): Promise<readonly PublicKey[]> {
  if (isKeyText(path)) {
    throw badKey`${option} takes the path of a file, not the text of a key: ${instead}.`;
  }
  const octets = await readOctets(option, path, cwd, 'key');
  const keys = await taken(readKeyOctets(octets, path, path), [option, ' ']);
  // In a finding a key goes by the name of its file: "signed with the key docs.pem".
  return keys.map((key) => ({ ...key, name: path }));
}

/**
 * All keys of a run: each `--key` file, then `DOCS_HANDSHAKE_KEY`. Keys of another handshake may stand
 * beside (a finding can then name them), but one must fit. The variable may be absent, not blank.
 *
 * @throws Failure `key`
 */
export async function gatherKeys(
  files: readonly string[],
  from: KeyOrigin,
  facts: TokenFacts,
): Promise<readonly VerificationKey[]> {
  const { keyVariable: name = variableName } = from;
  refuseBlank(from.env, name);
  if (facts.keyForm === 'shared-secret') return gatherSecrets(files, from);
  const keys: PublicKey[] = [];
  for (const path of files) {
    keys.push(...(await readKeyFile(the('key'), path, from.cwd, `put that into ${variableName}`)));
  }
  const given = from.inCode?.key ?? [];
  for (const one of given) keys.push(...(await taken(readKeys(one.text.reveal(), one.name), '')));
  const text = variable(from.env, name);
  if (text !== undefined) keys.push(...(await readVariable(text, name)));
  const [first] = keys;
  if (first === undefined || keys.some(({ algorithm }) => algorithm === facts.algorithm)) {
    return keys;
  }
  const namesItself = [name, ...given.map((one) => one.name)].includes(first.name);
  const whose = namesItself ? '' : [the('key'), ' '];
  throw badKey`${whose}${first.name} is ${calledKey[first.algorithm]}, but ${facts.id} signs with ${facts.algorithm}: give its ${facts.curve} key, or choose another ${the('handshake')}.`;
}

/**
 * Reads a shared secret from a file. What stands in the place of a path may be the secret itself, so it is not repeated.
 *
 * @param path relative to `cwd`
 * @throws Failure `key`
 */
export async function readSecretFile(path: string, cwd: string): Promise<SharedSecret> {
  if (!existsSync(resolve(cwd, path))) {
    throw badKey`${the('key')} takes the path of a file that holds the shared secret, and there is no such file: to give the secret itself, put it into ${variableName}.`;
  }
  return secretIn(await readTextFile(the('key'), path, cwd, 'key'), path, [the('key'), ' ']);
}

async function secretIn(text: string, name: string, whose: Words): Promise<SharedSecret> {
  const reading = await readSharedSecret(text, name);
  if (!reading.ok) throw settingFailure('key', [whose, reading.problem]);
  return reading.key;
}

async function gatherSecrets(
  files: readonly string[],
  { env, cwd, inCode, keyVariable: name = variableName }: KeyOrigin,
): Promise<readonly SharedSecret[]> {
  const text = variable(env, name);
  return Promise.all([
    ...files.map((path) => readSecretFile(path, cwd)),
    ...(inCode?.key ?? []).map((one) => secretIn(one.text.reveal(), one.name, '')),
    ...(text === undefined ? [] : [secretIn(text, name, '')]),
  ]);
}

/** A key that was meant and is not there would leave signatures unjudged, and the run green. */
function refuseBlank(env: Environment, name: string): void {
  if (!isBlank(env, name)) return;
  throw badKey`${name} is set and empty: a pipeline gives no secrets to runs of forks. Give it the key, or do not set it: signatures are then not judged.`;
}

async function readVariable(text: string, name: string): Promise<readonly PublicKey[]> {
  if (!isKeyText(text) && /[./\\]\w+\s*$/.test(text)) {
    throw badKey`${name} must hold the text of a key, not a path: name a file with ${the('key')} or DOCS_HANDSHAKE_KEY_FILE.`;
  }
  return taken(readKeys(text, name), '');
}
