import { importPKCS8, importSPKI } from 'jose/key/import';
import type { DerForm } from './der-form.js';
import { readJson } from './jwk.js';
import { keyKind, wrapSec1 } from './key-kind.js';
import { unwrap } from './key-wrapping.js';
import { readPem, straighten, writePem } from './pem.js';
import type { PemBlock } from './pem.js';
import { damaged, fromPrivate, fromPublic, wrongKind } from './verification-key.js';
import type { KeyOutcome, PublicKey } from './verification-key.js';

export type { KeyAlgorithm, PublicKey, SharedSecret, VerificationKey } from './verification-key.js';

/** The keys that a text holds: one as a rule, several in a JWK Set. Otherwise one sentence that says what it is instead. */
export type KeyReading =
  | { readonly ok: true; readonly key: PublicKey; readonly keys: readonly PublicKey[] }
  | { readonly ok: false; readonly problem: string };

const algorithmOf = { Ed25519: 'EdDSA', 'P-256': 'ES256' } as const;

/**
 * Reads one PEM or JWK or a JWK Set, private or public, as it stands or in Base64. Of a set, the keys that fit a handshake: others stand
 * beside them in most. Never throws; the sentence never holds key material.
 */
export async function readKeys(text: string, name: string): Promise<KeyReading> {
  const straight = straighten(text);
  const found = await outcomes(straight, text, name);
  const keys = found.flatMap((outcome) => ('problem' in outcome ? [] : [outcome]));
  const [key] = keys;
  if (key === undefined) {
    const [problem] = found.flatMap((outcome) => ('problem' in outcome ? [outcome.problem] : []));
    return { ok: false, problem: problem ?? `${name} is a JWK Set without a key in it.` };
  }
  return { ok: true, key, keys };
}

async function outcomes(
  straight: string,
  text: string,
  name: string,
): Promise<readonly KeyOutcome[]> {
  if (straight === '') return [{ problem: `${name} is empty: it must hold a PEM or JWK key.` }];
  if (straight.startsWith('{')) return readJson(straight, text, name);
  const blocks = readPem(straight);
  const block = blocks.find((one) => one.label !== 'EC PARAMETERS');
  if (block !== undefined) return [await readBlock(block, text, name)];
  if (straight.startsWith('ssh-')) return [{ problem: openSsh(name) }];
  if (straight.includes('-----BEGIN')) {
    return [{ problem: `${name} is cut off: its PEM block has no END line.` }];
  }
  const inner = unwrap(straight);
  if (inner?.is === 'text') return outcomes(inner.text, text, name);
  if (inner?.is === 'der') return [await readDerForm(inner.der, inner.form, text, name)];
  return [{ problem: `${name} holds no key: give PEM text (-----BEGIN …) or a JWK.` }];
}

/** The octets of a key in Base64, which is PEM without its first and last line. */
async function readDerForm(
  der: Uint8Array,
  form: DerForm,
  text: string,
  name: string,
): Promise<KeyOutcome> {
  const label = pemLabels[form];
  return label === undefined
    ? { problem: `${name} is a key store (PKCS#12) in Base64: give the key in it as PEM.` }
    : readBlock({ label, der, encrypted: form === 'encrypted', whole: true }, text, name);
}

/** The label of PEM for each form (RFC 7468 §5, §10, §11, §13). */
const pemLabels: Readonly<Partial<Record<DerForm, string>>> = {
  pkcs8: 'PRIVATE KEY',
  sec1: 'EC PRIVATE KEY',
  spki: 'PUBLIC KEY',
  rsa: 'RSA PRIVATE KEY',
  encrypted: 'ENCRYPTED PRIVATE KEY',
  certificate: 'CERTIFICATE',
};

const openSsh = (name: string): string =>
  `${name} is in OpenSSH format: export it as PKCS#8 PEM, or make one with "docs-handshake keys new".`;

async function readBlock(block: PemBlock, text: string, name: string): Promise<KeyOutcome> {
  const { label } = block;
  if (label === 'OPENSSH PRIVATE KEY') return { problem: openSsh(name) };
  if (block.encrypted) {
    return {
      problem: `${name} is encrypted: decrypt it first ("openssl pkcs8 -in … -out …"), a passphrase is not asked for.`,
    };
  }
  if (label.endsWith('CERTIFICATE')) {
    return {
      problem: `${name} is a certificate, not a key: give the key ("openssl x509 -pubkey -noout -in …" prints its public half).`,
    };
  }
  if (label.startsWith('RSA ')) return { problem: wrongKind(name, 'an RSA key') };
  if (!block.whole) return { problem: damaged(name) };
  if (label === 'PUBLIC KEY') return readDerKey(block.der, 'public', text, name);
  if (label === 'PRIVATE KEY') return readDerKey(block.der, 'private', text, name);
  if (label === 'EC PRIVATE KEY') {
    const wrapped = wrapSec1(block.der);
    return wrapped === undefined
      ? { problem: damaged(name) }
      : readDerKey(wrapped, 'private', text, name);
  }
  return { problem: `${name} holds a PEM block "${label}", which is not a key.` };
}

async function readDerKey(
  der: Uint8Array,
  half: 'private' | 'public',
  text: string,
  name: string,
): Promise<KeyOutcome> {
  const kind = keyKind(der, half === 'public' ? 'spki' : 'pkcs8');
  if (kind === undefined) return { problem: damaged(name) };
  if (kind.is === 'other') return { problem: wrongKind(name, kind.called) };
  const algorithm = algorithmOf[kind.is];
  try {
    if (half === 'public') {
      const pem = writePem('PUBLIC KEY', der);
      const key = await importSPKI(pem, algorithm, { extractable: true });
      return await fromPublic(key, algorithm, name);
    }
    const pem = writePem('PRIVATE KEY', der);
    const secret = await importPKCS8(pem, algorithm, { extractable: true });
    return await fromPrivate(secret, algorithm, text, name);
  } catch {
    return { problem: damaged(name) };
  }
}
