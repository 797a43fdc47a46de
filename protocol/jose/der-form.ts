import { derTag, readDer, readDerChildren } from './der.js';

/**
 * The forms of key files in DER: a private key (PKCS#8, RFC 5958 §2; SEC1, RFC 5915 §3), a public one (SPKI, RFC 5280
 * §4.1.2.7), and what is mistaken for one: RSA's own form (RFC 8017 appendix A.1), an encrypted key (RFC 5958 §3), a
 * certificate (RFC 5280 §4.1), a key store (PKCS#12, RFC 7292 §4).
 */
export type DerForm = 'pkcs8' | 'sec1' | 'spki' | 'rsa' | 'encrypted' | 'certificate' | 'store';

/** The form by the tags of the outermost elements, each as two hexadecimal digits. */
const forms: readonly (readonly [RegExp, DerForm])[] = [
  [/^02 30 04( a0| 81| a1)*$/, 'pkcs8'],
  [/^02 04( a0| a1)*$/, 'sec1'],
  [/^30 03$/, 'spki'],
  [/^30 04$/, 'encrypted'],
  [/^30 30 03$/, 'certificate'],
  [/^02 30( 30)?$/, 'store'],
  [/^02( 02){1,8}$/, 'rsa'],
];

/** What octets are that stand in DER from the first to the last; undefined where they are no key and nothing like it. Never throws. */
export function derForm(octets: Uint8Array): DerForm | undefined {
  const outer = readDer(octets);
  if (outer?.tag !== derTag.sequence || octets.length - outer.end > 2) return undefined;
  const tags = readDerChildren(outer.content).map(({ tag }) => tag.toString(16).padStart(2, '0'));
  return forms.find(([pattern]) => pattern.test(tags.join(' ')))?.[1];
}
