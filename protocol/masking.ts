/**
 * The one masking function. Everything that a person or a machine may read later (terminal, JSON,
 * errors, traces of an exchange) goes through it before it leaves the process.
 */

/**
 * A compact JWS (RFC 7515 §7.1), strict or misspelt. Its header is a JSON object, so its first three
 * characters are few (`eyJ` nearly always): host names and words stay readable.
 */
const compactJws =
  /(?<=^|[^A-Za-z0-9_-]|%[0-9A-Fa-f]{2})e(?:y[A-DI-L]|w[k-r0-3]|30)[A-Za-z0-9_+/-]{2,}(?:=|%3[dD]){0,2}(?:(?:\.|%2[eE])[A-Za-z0-9_+/%-]{4,}(?:=|%3[dD]){0,2}){1,4}\.?/g;
const pemBlock = /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g;
const jwkPrivate = /("(?:d|k|p|q|dp|dq|qi)"\s*:\s*")[^"]+(")/g;
const authorization = /\b(Bearer|Basic)(\s+|%20|\+)[A-Za-z0-9._~+/=-]{10,}/gi;
const cookieHeader = /^((?:set-)?cookie\s*:\s*)(.*)$/gim;
/** Query and fragment parameters that carry a credential in OAuth 2.0, OpenID Connect, SAML and plain session links. */
const credentialParameter =
  /([?&#](?:code|state|nonce|ticket|sid|session|session_id|password|passwd|SAMLResponse|SAMLRequest|RelayState|client_assertion|[a-z_]*(?:token|secret|assertion))=)([^&#\s"'<>]+)/gi;

/** How much of a secret stays readable: enough to tell two apart, never enough to use one. */
const kept = 6;

const hide = (text: string): string =>
  text.length > kept * 3 ? `${text.slice(0, kept)}…(${text.length} characters)` : '…';

/**
 * Masks every token, key and credential in a text.
 *
 * @param text what is about to be shown
 * @param secrets literal values known to be secret (passwords, cookie values): found raw, URL-encoded and in base64
 * @returns the text with each secret cut down; the empty string stays empty
 */
export function mask(text: string, secrets: readonly string[] = []): string {
  let shown = text;
  for (const secret of secrets) {
    for (const form of spellings(secret)) shown = shown.replaceAll(form, '…');
  }
  return shown
    .replace(pemBlock, '-----…-----')
    .replace(jwkPrivate, '$1…$2')
    .replace(compactJws, (token) => hide(token))
    .replace(authorization, '$1$2…')
    .replace(cookieHeader, (_all, name: string, value: string) => name + maskCookies(value))
    .replace(credentialParameter, (all, name: string, value: string) =>
      value.includes('…') ? all : name + '…',
    );
}

/** Masks the values of a `Cookie` or `Set-Cookie` field (RFC 6265 §4): names and attributes stay, values go. */
export function maskCookies(field: string): string {
  const attributes =
    /^\s*(?:path|domain|expires|max-age|samesite|secure|httponly|partitioned|priority)\s*(?:=|$)/i;
  return field
    .split(';')
    .map((part, index) => (index > 0 && attributes.test(part) ? part : part.replace(/=.*$/s, '=…')))
    .join(';');
}

/** Every spelling in which a known secret may stand in an output. Values too short to be secrets give none. */
export function spellings(secret: string): readonly string[] {
  if (secret.length < 4) return [];
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  const forms = new Set([
    secret,
    encodeURIComponent(secret.toWellFormed()),
    encodeURIComponent(secret.toWellFormed()).replaceAll('%20', '+'),
    base64,
    bytes.toString('base64url'),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return [...forms].sort((a, b) => b.length - a.length);
}
