/** How many octets tell an encoding. */
const sample = 400;

/** The share of NUL among every second octet, from an offset on. */
function nulShare(octets: Uint8Array, from: number): number {
  const some = octets.subarray(0, sample).filter((_octet, index) => index % 2 === from);
  return some.length === 0 ? 0 : some.filter((octet) => octet === 0).length / some.length;
}

/**
 * The text that a file holds: UTF-8, or UTF-16 of either byte order as editors and shells of Windows write it,
 * with a byte order mark or without. Never throws; octets that are no text become replacement characters.
 */
export function decodeText(octets: Uint8Array): string {
  const [first, second] = octets;
  const little = (first === 0xff && second === 0xfe) || nulShare(octets, 1) > 0.9;
  const big = (first === 0xfe && second === 0xff) || nulShare(octets, 0) > 0.9;
  const encoding = little === big ? 'utf-8' : little ? 'utf-16le' : 'utf-16be';
  return new TextDecoder(encoding).decode(octets);
}
