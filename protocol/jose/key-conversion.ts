import type { DerForm } from './der-form.js';
import { keyKind } from './key-kind.js';
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
export function derProblem(der: Uint8Array, form: DerForm, name: string, path: string): string {
  if (form === 'rsa') return wrongKind(name, 'an RSA key');
  const kind = form === 'pkcs8' || form === 'spki' ? keyKind(der, form) : undefined;
  if (kind?.is === 'other') return wrongKind(name, kind.called);
  const [what, command] = commands[form];
  return `${name} is ${what}: convert it to PEM with "${command} -in ${typed(path)} -out converted.pem".`;
}
