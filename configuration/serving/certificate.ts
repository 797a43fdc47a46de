import { createHash, createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import type { Failure } from '../../protocol/failure.js';
import { derForm } from '../../protocol/jose/der-form.js';
import { readPem, straighten } from '../../protocol/jose/pem.js';
import { seal, type Sealed } from '../../protocol/secrecy/sealed.js';
import { decodeText } from '../../protocol/text/octets.js';
import { readOctets } from '../files.js';
import type { SettingId } from '../options.js';
import { settingFailure, the, usage, words } from '../setting-failure.js';

/** A certificate that was given: the form of `mock-host/server/certificate`. */
export interface GivenCertificate {
  /** PEM. */
  readonly key: Sealed;
  /** X.509 PEM, the chain behind it. */
  readonly cert: string;
  /** SHA-256 of the SubjectPublicKeyInfo in base64. */
  readonly spki: string;
  /** The browser trusts it, or not, for reasons of its own. */
  readonly isGiven: true;
}

/** The files that `--tls-cert` and `--tls-key` name; for programs the texts of both will do. */
export interface CertificateFiles {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** True for what is PEM itself, and the path of no file. */
const isText = (given: string): boolean => given.includes('-----BEGIN');

/** A file as a sentence names it, after the setting; a text goes without a name, and is not repeated. */
const named = (given: string): string => (isText(given) ? '' : ` ${given}`);

const about = (setting: SettingId, path: string, what: string): Failure =>
  usage`${the(setting)}${named(path)}: ${what}.`;

/** Where a certificate is read from. */
interface Reader {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** False where a text is refused: a command line is seen by others. */
  readonly takesTexts: boolean;
}

async function textIn(
  setting: SettingId,
  path: string,
  { cwd, takesTexts }: Reader,
): Promise<string> {
  if (isText(path)) {
    if (takesTexts) return straighten(path);
    throw usage`${the(setting)} takes the path of a file, not its text.`;
  }
  const octets = await readOctets(the(setting), path, cwd, 'usage');
  if (derForm(octets) !== undefined) {
    throw about(setting, path, 'it is in DER: convert it to PEM with openssl');
  }
  return straighten(decodeText(octets));
}

async function readChain(path: string, from: Reader): Promise<readonly X509Certificate[]> {
  const text = await textIn('tlsCert', path, from);
  const found = text.match(certificateBlock) ?? [];
  if (found.length === 0) {
    const what = /PRIVATE KEY/.test(text)
      ? words`it holds a private key and no certificate: that file is for ${the('tlsKey')}`
      : 'there is no certificate in it (-----BEGIN CERTIFICATE-----)';
    throw usage`${the('tlsCert')}${named(path)}: ${what}.`;
  }
  return found.map((one) => {
    try {
      return new X509Certificate(one);
    } catch (cause) {
      const what = found.length === 1 ? 'its certificate' : 'one of its certificates';
      throw settingFailure('usage', words`${the('tlsCert')}${named(path)}: ${what} is damaged.`, {
        cause,
      });
    }
  });
}

async function readPrivateKey(path: string, from: Reader): Promise<KeyObject> {
  const text = await textIn('tlsKey', path, from);
  const blocks = readPem(text).filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [block] = blocks;
  if (block === undefined) {
    const what = text.includes('BEGIN CERTIFICATE')
      ? words`it holds a certificate and no private key: that file is for ${the('tlsCert')}`
      : 'there is no private key in it (-----BEGIN PRIVATE KEY-----)';
    throw usage`${the('tlsKey')}${named(path)}: ${what}.`;
  }
  if (block.encrypted) {
    throw about(
      'tlsKey',
      path,
      'it is encrypted: write it without a passphrase with "openssl pkey"',
    );
  }
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw settingFailure(
      'usage',
      words`${the('tlsKey')}${named(path)}: its private key is damaged.`,
      {
        cause,
      },
    );
  }
}

const day = (text: string): string => new Date(text).toISOString().slice(0, 10);

/** Why browsers would not take a certificate, whoever signed it; undefined where nothing is wrong. */
function faultOf(leaf: X509Certificate, host: string, nowMs: number): string | undefined {
  if (nowMs > Date.parse(leaf.validTo)) return `it expired on ${day(leaf.validTo)}`;
  if (nowMs < Date.parse(leaf.validFrom)) return `it is not valid before ${day(leaf.validFrom)}`;
  const bare = host.replace(/^\[|\]$/g, '');
  const fits = isIP(bare) === 0 ? leaf.checkHost(bare) : leaf.checkIP(bare);
  const named = leaf.subjectAltName?.replace(/(?:DNS|IP Address):/g, '') ?? 'no name';
  return fits === undefined ? `it is for ${named}, and the docs are at ${host}` : undefined;
}

/**
 * Reads a certificate and its key, as mkcert and others write them: PEM, any line ends, the chain in any order.
 *
 * @param host host name of the docs origin
 * @param nowMs milliseconds since the epoch
 * @param takesTexts true where the text of either may stand in place of its path
 * @returns undefined where none was named
 * @throws Failure `usage`, one sentence
 */
export async function readGivenCertificate(
  { tlsCert, tlsKey }: CertificateFiles,
  cwd: string,
  host: string,
  nowMs: number,
  takesTexts: boolean = false,
): Promise<GivenCertificate | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw usage`${the('tlsCert')} and ${the('tlsKey')} belong together: give both files.`;
  }
  const from = { cwd, takesTexts };
  const chain = await readChain(tlsCert, from);
  const key = await readPrivateKey(tlsKey, from);
  const leaf = chain.find((one) => one.checkPrivateKey(key));
  if (leaf === undefined) {
    throw usage`${the('tlsCert')}${named(tlsCert)} and ${the('tlsKey')}${named(tlsKey)} are no pair: the certificate is for another key.`;
  }
  const fault = faultOf(leaf, host, nowMs);
  if (fault !== undefined) throw about('tlsCert', tlsCert, fault);
  const cert = [leaf, ...chain.filter((one) => one !== leaf)].map(String).join('');
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ cert, key: pem });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.replace(/^.*::?/, '') : String(cause);
    throw settingFailure(
      'usage',
      words`${the('tlsCert')}${named(tlsCert)}: it cannot be used (${said}).`,
      {
        cause,
      },
    );
  }
  const spki = leaf.publicKey.export({ type: 'spki', format: 'der' });
  return {
    key: seal(pem),
    cert,
    spki: createHash('sha256').update(spki).digest('base64'),
    isGiven: true,
  };
}
