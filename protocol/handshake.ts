/** What the public text says of a handshake, as data. */

/** The set of rules that the public text stated during a period. */
export interface Edition<E extends string = string> {
  readonly id: E;
  /** ISO 8601 dates of the period in which the public text said so; `to` is absent for the current one. */
  readonly from: string;
  readonly to?: string;
  readonly says: string;
}

/** What the public text says of a handshake; `E` are the ids of its editions, by which levels are typed. */
export interface HandshakeFacts<E extends string = string> {
  readonly id: string;
  readonly title: string;
  /** The JWS algorithm name (RFC 7518 §3.1, RFC 8037 §3.1) and its key. */
  readonly algorithm: 'EdDSA' | 'ES256';
  readonly curve: 'Ed25519' | 'P-256';
  /** The one path that takes tokens; absent where any page does. */
  readonly callbackPath?: string;
  /** True where `jwt=<JWT>&anchor=<name>` is a fragment that the text knows. */
  readonly knowsAnchors: boolean;
  /** The return parameter of the login link where the host fixes it; otherwise the default of `--return-param`. */
  readonly returnParam: string;
  readonly returnParamIsFixed: boolean;
  readonly allowsDocsPath: boolean;
  /** Oldest first; the last one is `latest`. */
  readonly editions: readonly [Edition<E>, ...Edition<E>[]];
}
