/** What a CORS check says no to (Fetch standard, "CORS check"), of an answer or of the answer to a preflight. */
export type CheckReason =
  | 'allow-origin-missing' // no Access-Control-Allow-Origin
  | 'allow-origin-wildcard' // `*`, which is not enough for a request with credentials
  | 'allow-origin-multiple' // more than one value
  | 'allow-origin-invalid' // one value that is neither an origin nor `null` nor `*`
  | 'allow-origin-mismatch' // one value, but another origin
  | 'allow-credentials-not-true'; // Access-Control-Allow-Credentials is not exactly `true`

/** Why a page may not read an answer. The standard says "network error" to all of them, and so does a page's script. */
export type CorsReason =
  | CheckReason
  | `preflight-${CheckReason}`
  | 'preflight-no-answer' // nothing came, or nothing was recorded
  | 'preflight-redirect' // preflights are not redirected
  | 'preflight-status' // not 200 to 299
  | 'preflight-methods-unreadable' // Access-Control-Allow-Methods is no list of methods
  | 'preflight-headers-unreadable' // Access-Control-Allow-Headers is no list of field names
  | 'preflight-method-refused' // the method is not in the list
  | 'preflight-header-refused' // a field is not in the list
  | 'no-answer' // nothing came, or nothing was recorded
  | 'scheme' // the address, or that of a redirect, is not http or https
  | 'redirect-location' // a Location that no URL can be made of
  | 'redirect-count' // more than twenty redirects
  | 'redirect-userinfo'; // a Location with a user name or a password

/** The names of `Network.CorsErrorStatus.corsError` in the DevTools protocol, as Chromium 143 has them. */
export const browserReasons = [
  'DisallowedByMode',
  'InvalidResponse',
  'WildcardOriginNotAllowed',
  'MissingAllowOriginHeader',
  'MultipleAllowOriginValues',
  'InvalidAllowOriginValue',
  'AllowOriginMismatch',
  'InvalidAllowCredentials',
  'CorsDisabledScheme',
  'PreflightInvalidStatus',
  'PreflightDisallowedRedirect',
  'PreflightWildcardOriginNotAllowed',
  'PreflightMissingAllowOriginHeader',
  'PreflightMultipleAllowOriginValues',
  'PreflightInvalidAllowOriginValue',
  'PreflightAllowOriginMismatch',
  'PreflightInvalidAllowCredentials',
  'PreflightMissingAllowExternal',
  'PreflightInvalidAllowExternal',
  'InvalidAllowMethodsPreflightResponse',
  'InvalidAllowHeadersPreflightResponse',
  'MethodDisallowedByPreflightResponse',
  'HeaderDisallowedByPreflightResponse',
  'RedirectContainsCredentials',
  'InsecureLocalNetwork',
  'InvalidLocalNetworkAccess',
  'NoCorsRedirectModeNotFollow',
  'LocalNetworkAccessPermissionDenied',
] as const;

/** Chromium's own word for why a page may not read an answer. */
export type BrowserReason = (typeof browserReasons)[number];

/** Chromium's word for each of ours; undefined where it has none, and reports a failed request without a CORS status. */
export const browserReasonOf: { readonly [reason in CorsReason]: BrowserReason | undefined } = {
  'allow-origin-missing': 'MissingAllowOriginHeader',
  'allow-origin-wildcard': 'WildcardOriginNotAllowed',
  'allow-origin-multiple': 'MultipleAllowOriginValues',
  'allow-origin-invalid': 'InvalidAllowOriginValue',
  'allow-origin-mismatch': 'AllowOriginMismatch',
  'allow-credentials-not-true': 'InvalidAllowCredentials',
  'preflight-allow-origin-missing': 'PreflightMissingAllowOriginHeader',
  'preflight-allow-origin-wildcard': 'PreflightWildcardOriginNotAllowed',
  'preflight-allow-origin-multiple': 'PreflightMultipleAllowOriginValues',
  'preflight-allow-origin-invalid': 'PreflightInvalidAllowOriginValue',
  'preflight-allow-origin-mismatch': 'PreflightAllowOriginMismatch',
  'preflight-allow-credentials-not-true': 'PreflightInvalidAllowCredentials',
  'preflight-no-answer': undefined,
  'preflight-redirect': 'PreflightDisallowedRedirect',
  'preflight-status': 'PreflightInvalidStatus',
  'preflight-methods-unreadable': 'InvalidAllowMethodsPreflightResponse',
  'preflight-headers-unreadable': 'InvalidAllowHeadersPreflightResponse',
  'preflight-method-refused': 'MethodDisallowedByPreflightResponse',
  'preflight-header-refused': 'HeaderDisallowedByPreflightResponse',
  'no-answer': undefined,
  scheme: 'CorsDisabledScheme',
  'redirect-location': undefined,
  'redirect-count': undefined,
  'redirect-userinfo': 'RedirectContainsCredentials',
};

/**
 * The words of Chromium that no header gives rise to: requests of another mode than `cors`, an answer that is none, and
 * the rules for local networks.
 */
export const notByHeaders: readonly BrowserReason[] = [
  'DisallowedByMode',
  'InvalidResponse',
  'PreflightMissingAllowExternal',
  'PreflightInvalidAllowExternal',
  'InsecureLocalNetwork',
  'InvalidLocalNetworkAccess',
  'NoCorsRedirectModeNotFollow',
  'LocalNetworkAccessPermissionDenied',
];

/** Why an answer may not be read, and the text that it hangs on: a value, a method, or the name of a field. */
export interface Refusal {
  readonly reason: CorsReason;
  /** From outside: to be masked before it is shown. */
  readonly about?: string;
}
