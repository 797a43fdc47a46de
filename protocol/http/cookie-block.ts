/** Why a cookie that is kept did not go along with a request (RFC 6265bis §5.8.3, "Retrieval Algorithm"). */
export type CookieBlock =
  | 'same-site-strict' // SameSite=Strict, and a page of another site asked
  | 'same-site-lax' // SameSite=Lax, and a page of another site asked otherwise than by a navigation
  | 'same-site-unset' // no SameSite, which is taken for Lax
  | 'same-site-insecure' // SameSite=None without Secure
  | 'secure' // Secure, and the address is plain http
  | 'domain' // for another host of the site
  | 'path' // for another path
  | 'third-party' // the browser keeps third-party cookies from pages
  | 'refused'; // for another reason of the browser's

/** Why a cookie stayed behind, behind its name: a clause without a full stop. */
export const blockWords: { readonly [reason in CookieBlock]: string } = {
  'same-site-strict': 'is SameSite=Strict, and the page is of another site',
  'same-site-lax': 'is SameSite=Lax, and the page is of another site',
  'same-site-unset': 'has no SameSite, which counts as Lax, and the page is of another site',
  'same-site-insecure': 'is SameSite=None without Secure',
  secure: 'is Secure, and the address is plain http',
  domain: 'belongs to another host',
  path: 'belongs to another path',
  'third-party': 'is a third-party cookie, which the browser keeps from the page',
  refused: 'was kept back by the browser',
};

/** A cookie that was kept for an address, and did not go along. */
export interface BlockedCookie {
  readonly name: string;
  readonly reason: CookieBlock;
}
