import { X509Certificate } from 'node:crypto';
import type { Failure } from '../../protocol/failure.js';
import { derForm } from '../../protocol/jose/der-form.js';
import { decodeText } from '../../protocol/text/octets.js';
import { readOctets } from '../files.js';
import { settingFailure, the, usage, words } from '../setting-failure.js';

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * Reads the file of `--ca`: certificates in PEM, and nothing that is secret.
 *
 * @returns the certificates alone, as PEM
 * @throws Failure `usage`
 */
export async function readAuthority(path: string, cwd: string): Promise<string> {
  const wrong = (what: string): Failure => usage`${the('ca')} ${path}: ${what}.`;
  if (/-----BEGIN/.test(path)) {
    throw usage`${the('ca')} takes the path of a file, not the text of a certificate.`;
  }
  const octets = await readOctets(the('ca'), path, cwd, 'usage');
  if (derForm(octets) === 'certificate') {
    throw wrong('it is in DER: convert it to PEM with "openssl x509 -inform DER -in … -out …"');
  }
  const text = decodeText(octets);
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    throw wrong('it holds a private key, which no client needs: give the certificate alone');
  }
  const found = text.match(certificate) ?? [];
  if (found.length === 0)
    throw wrong('there is no certificate in it (-----BEGIN CERTIFICATE-----)');
  for (const one of found) {
    try {
      // Parsed only to see that it can be.
      void new X509Certificate(one);
    } catch (cause) {
      const what = found.length === 1 ? 'its certificate' : 'one of its certificates';
      throw settingFailure('usage', words`${the('ca')} ${path}: ${what} is damaged.`, {
        cause,
      });
    }
  }
  return `${found.join('\n')}\n`;
}
