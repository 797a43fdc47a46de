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

/** One element of DER (ITU-T X.690 §8.1): its tag octet, its content, and where the next one begins. */
interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly end: number;
}

/** The universal tag that keys begin with (X.680 §8.6). */
const sequence = 0x30;

/** Reads the element at an offset; undefined where the octets are no complete DER element. Never throws. */
function readDer(bytes: Uint8Array, at = 0): DerElement | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // Keys are far below 64 KiB: a longer length field is no key.
    if (count === 0 || count > 2) return undefined;
    length = 0;
    for (let index = 0; index < count; index += 1)
      length = length * 256 + (bytes[start + index] ?? 0);
    start += count;
  }
  const end = start + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

/** The elements inside a constructed one; an empty list where its content is not DER. Never throws. */
function readDerChildren(content: Uint8Array): readonly DerElement[] {
  const children: DerElement[] = [];
  for (let at = 0; at < content.length;) {
    const child = readDer(content, at);
    if (child === undefined) return [];
    children.push(child);
    at = child.end;
  }
  return children;
}

/** What octets are that stand in DER from the first to the last; undefined where they are no key and nothing like it. Never throws. */
export function derForm(octets: Uint8Array): DerForm | undefined {
  const outer = readDer(octets);
  if (outer?.tag !== sequence || octets.length - outer.end > 2) return undefined;
  const tags = readDerChildren(outer.content).map(({ tag }) => tag.toString(16).padStart(2, '0'));
  return forms.find(([pattern]) => pattern.test(tags.join(' ')))?.[1];
}
