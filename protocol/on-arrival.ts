/**
 * What the docs host does with an arriving token for which a row falls:
 * - `by-level`: refuses it where the row is a `must` of the edition, mentions a `should`, and passes over an `info`.
 * - `refused`: refuses it in every edition.
 * - `mentioned`: takes it in every edition, and says so.
 */
export type OnArrival = 'by-level' | 'refused' | 'mentioned';

/**
 * What the docs host meets where no check can look, and names by a row all the same:
 * - `no-token`: a visitor at the callback with nothing that could be a token.
 * - `not-a-token`: something in the place of the token that cannot be read as one.
 * - `token-elsewhere`: a token in the query or the path of the URL, and none in its place.
 * - `wrapped-token`: the name of a form around the token where the bare token belongs.
 * - `outdated-form`: a form that the text of the edition no longer has; the token in it is taken.
 * - `long-fragment`: more characters than any token that the host reads.
 * - `encrypted`: five parts, of which the first is no header of a signed token (RFC 7516 §3.1).
 * - `no-algorithm`: three parts, and a header without `alg`.
 * - `unverified`: a signature that one of two verifiers does not accept.
 * - `other-shape`: a payload that leaves the User format where no check saw it.
 * - `session-over`: an end of the session that comes before its beginning.
 * - `wrong-page`: a misspelt callback path, or a reserved path where a docs page was due.
 * - `form-passed-on`: a POST without a token, as after a 307 or 308.
 * - `token-posted`: a token in the body of a form.
 * - `circles`: a visitor who comes back to a protected page again and again, never logged in.
 */
export type ArrivalCase =
  | 'no-token'
  | 'not-a-token'
  | 'token-elsewhere'
  | 'wrapped-token'
  | 'outdated-form'
  | 'long-fragment'
  | 'encrypted'
  | 'no-algorithm'
  | 'unverified'
  | 'other-shape'
  | 'session-over'
  | 'wrong-page'
  | 'form-passed-on'
  | 'token-posted'
  | 'circles';
