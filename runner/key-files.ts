import { Failure } from '../protocol/failure.js';
import { readKeys } from '../protocol/keys.js';
import type { VerificationKey } from '../protocol/keys.js';
import type { HandshakeFacts } from '../protocol/requirement.js';
import type { Environment } from './io.js';
import { variable } from './settings.js';
import { readTextFile } from './text-file.js';

const variableName = 'DOCS_HANDSHAKE_KEY';

async function read(text: string, name: string): Promise<readonly VerificationKey[]> {
  const reading = await readKeys(text, name);
  if (!reading.ok) throw new Failure('key', reading.problem);
  return reading.keys;
}

/**
 * Reads one key file.
 *
 * @param path relative to `cwd`
 * @throws Failure `key`
 */
export async function readKeyFile(
  option: string,
  path: string,
  cwd: string,
): Promise<readonly VerificationKey[]> {
  return read(await readTextFile(option, path, cwd, 'key'), `${option} ${path}`);
}

/**
 * All keys of a run: each `--key` file, then `DOCS_HANDSHAKE_KEY`. Keys of another handshake may stand
 * beside (a finding can then name them), but one must fit.
 *
 * @throws Failure `key`
 */
export async function gatherKeys(
  files: readonly string[],
  from: { readonly env: Environment; readonly cwd: string },
  facts: HandshakeFacts,
): Promise<readonly VerificationKey[]> {
  const keys: VerificationKey[] = [];
  for (const path of files) keys.push(...(await readKeyFile('--key', path, from.cwd)));
  const text = variable(from.env, variableName);
  if (text !== undefined) keys.push(...(await readVariable(text)));
  const [first] = keys;
  if (first === undefined || keys.some(({ algorithm }) => algorithm === facts.algorithm)) {
    return keys;
  }
  const kind = first.algorithm === 'EdDSA' ? 'an Ed25519 key' : 'a P-256 key';
  throw new Failure(
    'key',
    `${first.name} is ${kind}, but ${facts.id} signs with ${facts.algorithm}: give its ${facts.curve} key, or choose another --handshake.`,
  );
}

async function readVariable(text: string): Promise<readonly VerificationKey[]> {
  if (!/-----BEGIN|^\s*["'`]?\{|^ssh-/.test(text) && /[./\\]\w+\s*$/.test(text)) {
    throw new Failure(
      'key',
      `${variableName} must hold the text of a key, not a path: name a file with --key or DOCS_HANDSHAKE_KEY_FILE.`,
    );
  }
  return read(text, variableName);
}
