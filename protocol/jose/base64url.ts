/** Base64url as RFC 7515 §2 has it: no padding, no line breaks, no other characters. */

const strictAlphabet = /^[A-Za-z0-9_-]+$/;
const lenientAlphabet = /^[A-Za-z0-9_+/-]*={0,2}$/;

/** Characters whose last bits are zero where they end a text: four of them behind one octet, two behind two. */
const lastCharacters: readonly RegExp[] = [/./, /(?!)/, /[AQgw]/, /[AEIMQUYcgkosw048]/];

/** True where a text is non-empty, canonical base64url: its unused bits are zero (RFC 4648 §3.5). */
export function isCanonical(text: string): boolean {
  return (
    strictAlphabet.test(text) && lastCharacters[text.length % 4]?.test(text.slice(-1)) === true
  );
}

/** Octets or UTF-8 text in, base64url out. */
export function encode(data: Uint8Array | string): string {
  return Buffer.from(data as Uint8Array).toString('base64url');
}

/** Decodes base64url, padded or in the standard alphabet too; undefined where the text is neither. */
export function decode(text: string): Uint8Array | undefined {
  if (!lenientAlphabet.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text.replace(/=+$/, ''), 'base64url'));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes to text; undefined where the octets are not UTF-8 (RFC 8725 §3.7). A leading BOM is kept. */
export function decodeText(text: string): string | undefined {
  const bytes = decode(text);
  if (bytes === undefined) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
