/** One PEM block (RFC 7468 §2), found in a text that may have come through an env file. */
export interface PemBlock {
  /** The words between `BEGIN` and the dashes, such as `PRIVATE KEY`. */
  readonly label: string;
  readonly der: Uint8Array;
  /** True where the block says that it is encrypted (RFC 1421 §4.6.1.1, RFC 7468 §11). */
  readonly encrypted: boolean;
  /** True where the text between the dashes is base64 and nothing else. */
  readonly whole: boolean;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Undoes what env files, dashboards and shells do to a key: a byte order mark, surrounding blanks and
 * quotes, the two characters `\n` in place of a line end (escaped once or several times), Windows line ends.
 */
export function straighten(text: string): string {
  const bare = text.replace(/^\uFEFF/, '').trim();
  const quoted = /^(["'`])([\s\S]*)\1$/.exec(bare);
  const inner = quoted?.[2] ?? bare;
  return (
    inner.trimStart().startsWith('{') ? inner : inner.replace(/\\+r/g, '').replace(/\\+n/g, '\n')
  )
    .replace(/\r\n?/g, '\n')
    .trim();
}

/** Every PEM block of a straightened text, in order; an empty list where there is none. Never throws. */
export function readPem(text: string): readonly PemBlock[] {
  return [...text.matchAll(block)].map(([, label = '', inside = '']) => {
    const headers = /^[A-Za-z][A-Za-z0-9-]*:.*$/gm;
    const body = inside.replace(headers, '').replace(/\s+/g, '');
    return {
      label,
      der: new Uint8Array(Buffer.from(body, 'base64')),
      encrypted: label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type:.*ENCRYPTED/m.test(inside),
      whole: base64.test(body),
    };
  });
}

/** Writes octets as PEM with lines of 64 characters (RFC 7468 §2), a line end at the end. */
export function writePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
