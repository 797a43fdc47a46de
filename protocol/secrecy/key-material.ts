import { spellings, base64Spellings } from './spellings.js';

/** How a private key shows in a text. */
export type KeyForm = 'PEM' | 'PEM in Base64' | 'JWK' | 'configured key';

/** Head and beginning of a PEM body (RFC 7468 §11, RFC 5915 §4), with whatever a program's source puts between lines. */
const pem =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:\\+[nr]|[\s"'`+,])*((?:[A-Za-z0-9+/=]|\\+[nr]|[\s"'`,])*)/g;
/** The same head in Base64, at its beginning: how an environment variable holds a whole PEM file. */
const encodedPem = /LS0tLS1CRUdJTi[A-Za-z0-9+/_-]{40,}/g;
/** The private member of an elliptic-curve JWK of 256 bits or more (RFC 7518 §6.2.2, RFC 8037 §2). */
const jwkMember = /(?<![\w$])\\*["']?d\\*["']?\s*:\s*\\*["'`]([A-Za-z0-9_-]{43,88})\\*["'`]/g;
const jwkCurve = /(?<![\w$])\\*["']?crv\\*["']?\s*:\s*\\*["'`](?:Ed25519|P-256|P-384|P-521)/;
/** Characters around the member in which the rest of its JWK stands. */
const jwkReach = 500;

/** How the body of an OpenSSH key begins (OpenSSH, PROTOCOL.key): `openssh-key-v1` in Base64. */
const openSsh = 'b3BlbnNzaC1rZXktdjE';

/** True for the body of a key: an ASN.1 SEQUENCE of some length, or OpenSSH's; a library that only looks for the head has none. */
function isKeyBody(text: string): boolean {
  const body = text.replace(/\\+[nr]|[^A-Za-z0-9+/]/g, '');
  if (body.length < 40) return false;
  return body.startsWith(openSsh) || Buffer.from(body.slice(0, 4), 'base64')[0] === 0x30;
}

const hasPem = (text: string): boolean =>
  [...text.matchAll(pem)].some(([, body = '']) => isKeyBody(body));

const hasEncodedPem = (text: string): boolean =>
  [...text.matchAll(encodedPem)].some(([run]) => hasPem(Buffer.from(run, 'base64').toString()));

const hasJwk = (text: string): boolean =>
  [...text.matchAll(jwkMember)].some(({ index, 0: member }) =>
    jwkCurve.test(text.slice(Math.max(0, index - jwkReach), index + member.length + jwkReach)),
  );

/**
 * Looks for a private key in a page or a script.
 *
 * @param known the spellings of the secret numbers of keys that are known
 * @returns how it is written; undefined where there is none
 */
export function findKeyMaterial(text: string, known: readonly string[]): KeyForm | undefined {
  if (hasPem(text)) return 'PEM';
  if (hasEncodedPem(text)) return 'PEM in Base64';
  if (hasJwk(text)) return 'JWK';
  // Line ends may stand anywhere inside.
  const joined = text.replace(/\\+[nr]|\s+/g, '');
  return known.some((form) => joined.includes(form)) ? 'configured key' : undefined;
}

/** The private scalar or seed inside a PKCS#8 key: the OCTET STRING of 32 (RFC 5958, RFC 8410 §7, RFC 5915 §3); undefined where there is none. */
export function scalarOf(der: Buffer): Buffer | undefined {
  const at = der.indexOf(Buffer.from([0x04, 0x20]));
  return at === -1 || der.length < at + 34 ? undefined : der.subarray(at + 2, at + 34);
}

/**
 * How the secret number of a private key may be written: as a JWK member, in hexadecimal, as a list of octets, and in
 * Base64 wherever it begins in a longer text.
 *
 * @param texts spellings of one key; those that are no bare PKCS#8 in Base64 are passed over
 * @returns an empty list where none is one
 */
export function secretNumberSpellings(texts: readonly string[]): readonly string[] {
  const body = texts.find((text) => /^[A-Za-z0-9+/]{40,}={0,2}$/.test(text));
  const scalar = body === undefined ? undefined : scalarOf(Buffer.from(body, 'base64'));
  if (scalar === undefined) return [];
  const hex = scalar.toString('hex');
  return [
    ...new Set([
      ...spellings(scalar.toString('base64url')),
      ...base64Spellings(scalar),
      hex,
      hex.toUpperCase(),
      scalar.join(','),
      [...scalar].map((octet) => `0x${octet.toString(16).padStart(2, '0')}`).join(','),
    ]),
  ];
}
