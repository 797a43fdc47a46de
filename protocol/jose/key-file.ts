import { decodeText } from '../text/octets.js';
import { derForm } from './der-form.js';
import type { DerForm } from './der-form.js';
import { keyKind } from './key-kind.js';
import { readKeys } from './keys.js';
import type { KeyReading } from './keys.js';
import { wrongKind } from './verification-key.js';

/** A path as a shell takes it. */
const typed = (path: string): string =>
  /^[\w./+@:-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;

const commands: Readonly<
  Record<Exclude<DerForm, 'rsa'>, readonly [what: string, command: string]>
> = {
  pkcs8: ['a key in DER', 'openssl pkey -inform DER'],
  sec1: ['a key in DER', 'openssl pkey -inform DER'],
  spki: ['a public key in DER', 'openssl pkey -pubin -inform DER'],
  encrypted: ['an encrypted key in DER', 'openssl pkcs8 -inform DER'],
  certificate: ['a certificate in DER, not a key', 'openssl x509 -inform DER -pubkey -noout'],
  store: ['a key store (PKCS#12)', 'openssl pkcs12 -nodes -nocerts'],
};

/**
 * What to say of a key whose octets stand in DER: the command of OpenSSL that writes it as PEM.
 *
 * @param path of its file, for the command
 */
function derProblem(der: Uint8Array, form: DerForm, name: string, path: string): string {
  if (form === 'rsa') return wrongKind(name, 'an RSA key');
  const kind = form === 'pkcs8' || form === 'spki' ? keyKind(der, form) : undefined;
  if (kind?.is === 'other') return wrongKind(name, kind.called);
  const [what, command] = commands[form];
  return `${name} is ${what}: convert it to PEM with "${command} -in ${typed(path)} -out converted.pem".`;
}

/**
 * Reads a key file as `readKeys` reads text; one in DER is named, with the command that converts it.
 *
 * @param path of the file, for that command
 */
export async function readKeyOctets(
  octets: Uint8Array,
  name: string,
  path: string,
): Promise<KeyReading> {
  const form = derForm(octets);
  if (form !== undefined) return { ok: false, problem: derProblem(octets, form, name, path) };
  const text = decodeText(octets);
  // A text file has no control characters but its line ends and tabs.
  return /[\0-\x08\x0e-\x1f]/.test(text)
    ? { ok: false, problem: `${name} is a binary file: give PEM text (-----BEGIN …) or a JWK.` }
    : readKeys(text, name);
}
