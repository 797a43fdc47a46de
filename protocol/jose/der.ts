/** One element of DER (ITU-T X.690 §8.1): its tag octet, its content, and where the next one begins. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly end: number;
}

/** The universal tags that keys are made of (X.690 §8.1.2, X.680 §8.6). */
export const derTag = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30 } as const;

/** Reads the element at an offset; undefined where the octets are no complete DER element. Never throws. */
export function readDer(bytes: Uint8Array, at = 0): DerElement | undefined {
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
export function readDerChildren(content: Uint8Array): readonly DerElement[] {
  const children: DerElement[] = [];
  for (let at = 0; at < content.length;) {
    const child = readDer(content, at);
    if (child === undefined) return [];
    children.push(child);
    at = child.end;
  }
  return children;
}

/** Writes one element: tag, definite length, contents in a row. */
export function writeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Uint8Array.from([...head, ...contents.flatMap((part) => [...part])]);
}
