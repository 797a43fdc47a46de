import { sightings, type Spelling } from '../jose/compact-scan.js';
import { hideCut, spellings } from './spellings.js';

/**
 * The one masking function. Everything that a person or a machine may read later (terminal, JSON,
 * errors, traces of an exchange) goes through it before it leaves the process.
 */

/**
 * A compact JWS (RFC 7515 §7.1), strict or misspelt. Its header is a JSON object, so its first three
 * characters are few (`eyJ` nearly always): host names and words stay readable.
 */
const compactJws: Spelling = {
  header: /[A-Za-z0-9_+/-]{2,}/y,
  // A payload may be as short as `e30`, which is `{}`, and the key of a JWE is empty at times; more stands behind it then.
  rest: /(?:=|%3[dD]){0,2}(?:(?:\.|%2[eE])(?:[A-Za-z0-9_+/%-]{4,}(?:=|%3[dD]){0,2}|[A-Za-z0-9_-]{0,3}(?=(?:\.|%2[eE])[A-Za-z0-9_+/-]{16})))+\.?/y,
};
/** The same, encoded once more in Base64: its header begins with `{"`. */
const encodedJws = /(?<![A-Za-z0-9_-])ZXlK[A-Za-z0-9+/_-]{40,}/g;
/** Many characters in a row, all of them percent-encoded. */
const percentRun = /(?:%[0-9A-Fa-f]{2}){40,}/g;
/** PEM (RFC 7468), its line ends and blanks in any spelling; to the end of the text where it is cut off. */
const pemBlock =
  /-----BEGIN(?: |%20|\+)[A-Z0-9 %+]+-----[\s\S]*?(?:-----END(?: |%20|\+)[A-Z0-9 %+]+-----|$)/g;
/** The private members of a JWK (RFC 7518 §6), in JSON, in JSON inside JSON, or percent-encoded. */
const jwkPrivate =
  /((?:\\?"|%22)(?:d|k|p|q|dp|dq|qi)(?:\\?"|%22)(?:\s|%20)*(?::|%3A)(?:\s|%20)*(?:\\?"|%22))[A-Za-z0-9_+/=-]{6,}/gi;
const authorization = /\b(Bearer|Basic)(\s+|%20|\+)[A-Za-z0-9._~+/=-]{10,}/gi;
/** The same as a field of its own, whatever its scheme (RFC 9110 §11.6.2). */
const authorizationHeader = /^((?:proxy-)?authorization\s*:\s*[\w-]+[ \t]+)(?!…)\S.*$/gim;
const cookieHeader = /^((?:set-)?cookie\s*:\s*)(.*)$/gim;
/** Names that carry a credential in OAuth 2.0 (with PKCE, RFC 7636), OpenID Connect, SAML and plain session links. */
const credentialNames =
  'code|state|nonce|ticket|sid|session|session_id|password|passwd|SAMLResponse|SAMLRequest|RelayState|client_assertion|code_verifier|code_challenge|device_code|[a-z_]*(?:token|secret|assertion)';
/** Parameters of a query or a fragment, and pairs of a form that is the whole text. */
const credentialParameter = new RegExp(
  String.raw`((?:^|[?&#])(?:${credentialNames})=)((?:…\(\d+ characters\)|[^&#\s"'<>])+)`,
  'gi',
);
/** The same in an address that is a parameter of another one (`redirect=%2Fa%3Fcode%3D…`), encoded once or oftener. */
const innerParameter = new RegExp(
  String.raw`((?:%(?:25)*(?:3F|26|23))(?:${credentialNames})%(?:25)*3D)((?:…\(\d+ characters\)|(?!%(?:25)*(?:26|23))[^&#\s"'<>])+)`,
  'gi',
);
/** Members of a JSON object, in JSON inside JSON, too, or percent-encoded. */
const credentialMember = new RegExp(
  String.raw`((?:\\{0,4}"|%22)(${credentialNames})(?:\\{0,4}"|%22)(?:\s|%20)*(?::|%3A)(?:\s|%20)*(?:\\{0,4}"|%22))((?:[^"\\%]|\\{1,4}[^"\\]|%(?!22))+)`,
  'gi',
);
const credentialName = new RegExp(`^(?:${credentialNames})$`, 'i');
/** Words of an error (`"code": "not_found"`), which hold no credential. */
const words = /^[a-z]+(?:[ _.:/-][a-z]+)*$/i;

/** What every pattern here takes at least: most texts of a log hold nothing of it, and are not looked through eleven times. */
const mayHide = /[="%]|-----BEGIN|ZXlK|e(?:y[A-L]|w[k-r0-3]|30)|bearer|basic|cookie|authorization/i;

/** What masking has left of a value. */
const masked = /^.{0,6}…(?:\(\d+ characters\))?$/;

/** How much of a secret stays readable: enough to tell two apart, never enough to use one. */
const kept = 6;

const hide = (text: string): string =>
  text.length > kept * 3 ? `${text.slice(0, kept)}…(${text.length} characters)` : '…';

/** Where every character of a token is percent-encoded, no pattern for its letters finds it. */
function hidePercentRun(run: string): string {
  const octets = run
    .slice(1)
    .split('%')
    .map((pair) => Number.parseInt(pair, 16));
  const [sighting] = sightings(Buffer.from(octets).toString('latin1'), compactJws);
  return sighting === undefined ? run : hide(run);
}

function hideTokens(text: string): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of sightings(text, compactJws)) {
    shown += text.slice(at, start) + hide(text.slice(start, end));
    at = end;
  }
  return shown + text.slice(at);
}

/**
 * Masks every token, key and credential in a text.
 *
 * @param text what is about to be shown
 * @param secrets literal values known to be secret (passwords, cookie values): found in all their `spellings`,
 *   and where the text was cut off in the middle of one
 * @returns the text with each secret cut down; the empty string stays empty
 */
export function mask(text: string, secrets: readonly string[] = []): string {
  return maskSpelled(text, spelledOut(secrets), secrets);
}

const spelledBefore = new WeakMap<readonly string[], readonly string[]>();

/** Every spelling of some secrets: many texts are masked with the same list, which is spelled out once. */
function spelledOut(secrets: readonly string[]): readonly string[] {
  if (secrets.length === 0) return secrets;
  const before = spelledBefore.get(secrets);
  if (before !== undefined) return before;
  const forms = secrets.flatMap(spellings);
  spelledBefore.set(secrets, forms);
  return forms;
}

/**
 * The same for many texts: the secrets are spelled out beforehand.
 *
 * @param forms all that is to be hidden, longest first within one secret
 * @param whole the secrets themselves, for texts that were cut off
 */
export function maskSpelled(
  text: string,
  forms: readonly string[],
  whole: readonly string[],
): string {
  if (forms.length === 0 && whole.length === 0 && !mayHide.test(text)) return text;
  let shown = text;
  for (const form of forms) if (shown.includes(form)) shown = shown.replaceAll(form, '…');
  const withoutKeys = hideCut(shown, whole)
    .replace(pemBlock, '-----…-----')
    .replace(jwkPrivate, '$1…');
  return hideTokens(withoutKeys)
    .replace(encodedJws, (token) => hide(token))
    .replace(percentRun, hidePercentRun)
    .replace(authorization, '$1$2…')
    .replace(authorizationHeader, '$1…')
    .replace(cookieHeader, (_all, name: string, value: string) => name + maskCookies(value))
    .replace(credentialParameter, (all, name: string, value: string) =>
      masked.test(value) ? all : name + '…',
    )
    .replace(innerParameter, (all, name: string, value: string) =>
      masked.test(value) ? all : name + '…',
    )
    .replace(credentialMember, (all, front: string, name: string, value: string) =>
      masked.test(value) || holdsWords(name, value) ? all : front + '…',
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

/** True for a name under which a credential stands in a query, a form or a JSON object. */
export const isCredentialName = (name: string): boolean => credentialName.test(name);

/** True for a value that is words: `code` and `state` are members of many answers that are none of OAuth's. */
export const holdsWords = (name: string, value: string): boolean =>
  /^(?:code|state|session)$/i.test(name) && words.test(value);

/** The values of the credential parameters in a URL (`code`, `state`, `ticket`), which may come back elsewhere. */
export function credentialValues(url: string): readonly string[] {
  return [...url.matchAll(credentialParameter)].flatMap(([, , value]) => {
    const plain = value?.replaceAll('+', ' ') ?? '';
    try {
      return [decodeURIComponent(plain)];
    } catch {
      return [plain];
    }
  });
}
