import { createHash } from 'node:crypto';
import { seal } from '../../protocol/secrecy/sealed.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';

/** A certificate, by default one that lives as long as the run, and the name by which a browser can trust its key alone. */
export interface Certificate {
  /** PKCS#8 PEM. Never written to a file. */
  readonly key: Sealed;
  /** X.509 PEM. */
  readonly cert: string;
  /** SHA-256 of the SubjectPublicKeyInfo in base64, for `--ignore-certificate-errors-spki-list`. */
  readonly spki: string;
  /** True for one that was given: browsers take it, or not, for reasons of their own. */
  readonly isGiven?: boolean;
}

const dayMs = 86_400_000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/**
 * Makes a key pair (P-256) and a self-signed certificate (RFC 5280) for it, valid for 30 days.
 *
 * @param hosts host names for the subject alternative name; `localhost` and the loopback
 *   addresses are always there
 * @param nowMs our clock in milliseconds since the epoch
 */
export async function createCertificate(
  hosts: readonly string[] = [],
  nowMs: number = Date.now(),
): Promise<Certificate> {
  // The certificate library asks for this polyfill before it is loaded.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = [...new Set(['localhost', ...hosts])].filter((host) => !/^\[|^[\d.]+$/.test(host));
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=docs-handshake',
      notBefore: new Date(nowMs - dayMs),
      notAfter: new Date(nowMs + 30 * dayMs),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          ...names.map((value) => ({ type: 'dns' as const, value })),
          ...['127.0.0.1', '::1'].map((value) => ({ type: 'ip' as const, value })),
        ]),
      ],
    },
    crypto,
  );
  const spki = await crypto.subtle.exportKey('spki', keys.publicKey);
  return {
    key: seal(pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey))),
    cert: certificate.toString('pem'),
    spki: createHash('sha256').update(Buffer.from(spki)).digest('base64'),
  };
}
