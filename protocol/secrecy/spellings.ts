/** The spellings in which a known secret may stand in an output. Pure text work: nothing is looked up. */

const hexPair = /%[0-9A-F]{2}/g;
const lowerHex = (text: string): string => text.replace(hexPair, (pair) => pair.toLowerCase());

/** RFC 3986 §2.3: everything but unreserved characters is encoded. */
const strictly = (text: string): string =>
  text.replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * The Base64 of some octets wherever they begin in a longer text (RFC 4648 §4 and §5, also percent-encoded):
 * only those characters that depend on no neighbour.
 */
export function base64Spellings(octets: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), octets])
      .toString('base64')
      .replace(/=+$/, '');
    const end = (shift + octets.length) % 3 === 0 ? text.length : text.length - 1;
    const own = text.slice([0, 2, 3][shift], end);
    // A few characters of Base64 are too likely to be something else.
    if (own.length < 6) return [];
    return [own, own.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(own)];
  });
}

function percentSpellings(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const strict = strictly(encoded);
  const form = strict.replaceAll('%20', '+');
  return [encoded, strict, form, encoded.replaceAll('%20', '+')].flatMap((each) => [
    each,
    lowerHex(each),
    encodeURIComponent(each),
  ]);
}

/**
 * Every spelling in which a known secret may stand in an output: raw, percent-encoded (once or twice), as a form
 * sends it, JSON- and HTML-escaped, in Base64 and base64url.
 *
 * @returns the longest first; none for values too short to be secrets
 */
export function spellings(secret: string): readonly string[] {
  if (secret.length < 4) return [];
  const encoded = base64Spellings(Buffer.from(secret, 'utf8'));
  // A token is written the same wherever it is written as text.
  if (/^[\w.~-]+$/.test(secret)) return longestFirst([secret, ...encoded]);
  const escaped = JSON.stringify(secret).slice(1, -1);
  const ascii = escaped.replace(
    /[^\x20-\x7e]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const html = secret.replace(/[&<>"']/g, (each) => htmlEntities[each] ?? each);
  const forms = [
    secret,
    ...percentSpellings(secret),
    // What the URL parser leaves of it in a path and in a query (WHATWG URL).
    ...urlSpellings(secret),
    escaped,
    ascii,
    // Some encoders of JSON escape slashes, too.
    ...[escaped, ascii].map((each) => each.replaceAll('/', '\\/')),
    html,
    ...encoded,
  ];
  return longestFirst(forms);
}

const longestFirst = (forms: Iterable<string>): readonly string[] =>
  [...new Set(forms)].sort((a, b) => b.length - a.length);

function urlSpellings(secret: string): readonly string[] {
  const url = new URL('http://x.invalid/');
  url.pathname = secret;
  url.search = secret;
  url.hash = secret;
  return [url.pathname.slice(1), url.search.slice(1), url.hash.slice(1)].filter(
    (each) => each.length >= 4,
  );
}

/**
 * True for a value of a cookie, a field or a header that is too ordinary to be a secret: hiding it would black out
 * ordinary words. Passwords are never ordinary.
 */
export function isOrdinary(value: string): boolean {
  return value.length < 8 || /^[A-Za-z]{1,12}$/.test(value);
}

/** So many characters of the beginning of a secret give it away. */
const telling = 6;

/** Hides the beginning of a secret that was cut off, which an ellipsis shows. */
export function hideCut(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (let at = shown.indexOf('…', telling); at !== -1; at = shown.indexOf('…', at + 1)) {
    const before = shown.slice(0, at);
    const tail = before.slice(-telling);
    for (const secret of secrets) {
      const found = secret.indexOf(tail);
      if (found === -1) continue;
      const part = secret.slice(0, found + telling);
      if (!before.endsWith(part)) continue;
      shown = shown.slice(0, at - part.length) + shown.slice(at);
      at -= part.length;
      break;
    }
  }
  return shown;
}
