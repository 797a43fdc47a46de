/**
 * What the judge takes of Node's `Buffer`, for browsers, which have none. The well-kept stand-in (`buffer` on npm) has no
 * base64url, the one coding that a token is made of. Lenient as Node's: what belongs to no coding is passed over.
 */

type Coding = 'utf8' | 'latin1' | 'base64' | 'base64url' | 'hex';

const latin1 = (octets: Uint8Array): string => {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
};

const base64 = (octets: Uint8Array): string => btoa(latin1(octets));

const toText: Readonly<Record<Coding, (octets: Uint8Array) => string>> = {
  utf8: (octets) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets),
  latin1,
  base64,
  base64url: (octets) =>
    base64(octets).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  hex: (octets) => [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(''),
};

/** Both alphabets up to the first `=`; a single character that is left over holds no octet. */
function fromBase64(text: string): Uint8Array {
  const digits = (text.split('=', 1)[0] ?? '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return Uint8Array.from(atob(whole), (each) => each.charCodeAt(0));
}

const fromText: Readonly<Record<Exclude<Coding, 'hex'>, (text: string) => Uint8Array>> = {
  utf8: (text) => new TextEncoder().encode(text),
  latin1: (text) => Uint8Array.from(text, (each) => each.charCodeAt(0)),
  base64: fromBase64,
  base64url: fromBase64,
};

class Octets extends Uint8Array<ArrayBuffer> {
  override toString(coding: Coding = 'utf8'): string {
    return toText[coding](this);
  }

  readUInt8(at: number): number {
    return this[at] ?? 0;
  }

  writeUInt8(octet: number, at: number): void {
    this[at] = octet;
  }
}

const octets = (data: Iterable<number>): Octets => new Octets(Uint8Array.from(data).buffer);

/** Of octets, or of a text in a coding. */
function from(
  data: string | Iterable<number> | ArrayBuffer,
  coding: Exclude<Coding, 'hex'> = 'utf8',
): Octets {
  if (typeof data === 'string') return octets(fromText[coding](data));
  return octets(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
}

/** Under the name by which the judge knows it. */
export const Buffer: {
  readonly from: typeof from;
  readonly alloc: (size: number) => Octets;
  readonly concat: (parts: readonly Uint8Array[]) => Octets;
} = {
  from,
  alloc: (size) => octets(new Uint8Array(size)),
  concat: (parts) => octets(parts.flatMap((part) => [...part])),
};
