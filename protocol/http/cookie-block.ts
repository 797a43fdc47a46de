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

/** A cookie that was kept for an address, and did not go along. */
export interface BlockedCookie {
  readonly name: string;
  readonly reason: CookieBlock;
}
