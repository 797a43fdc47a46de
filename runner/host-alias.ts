/** A name that resolves to this machine for one run. */
export interface HostAlias {
  /** Scheme, host and port. */
  readonly origin: string;
  /** A port on 127.0.0.1. */
  readonly port: number;
  /** Its certificate as PEM, and the key by which a browser trusts it, where it is an https origin. */
  readonly certificate?: { readonly cert: string; readonly spki: string };
}
