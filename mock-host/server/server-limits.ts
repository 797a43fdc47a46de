/** What a client may take of a server; times in milliseconds, 0 for no end. */
export interface ServerLimits {
  /** Octets of a request head. */
  readonly maxHeaderSize: number;
  /** From the opening of a connection to its first octet. */
  readonly firstOctetTimeout: number;
  /** From the first octet of a request to the end of its head; also for a TLS handshake. */
  readonly headersTimeout: number;
  /** From the first octet of a request to the end of its body. */
  readonly requestTimeout: number;
  /** Between two requests on one connection. */
  readonly keepAliveTimeout: number;
  /** How often the times of requests are looked at. */
  readonly connectionsCheckingInterval: number;
  /** Connections at once, on each address; 0 for any number. */
  readonly mostConnections: number;
  /** Requests on one connection; 0 for any number. */
  readonly mostRequests: number;
  /** Requests of one connection that wait for the answer to another; one more ends it. 0 for any number. */
  readonly mostWaiting: number;
  /** How long an answer may lie unread. */
  readonly unreadTimeout: number;
}

/** For a witness: nothing that reaches it may be refused, so it takes heads as long as Chromium's. */
export const witnessLimits: ServerLimits = {
  maxHeaderSize: 262_144,
  firstOctetTimeout: 0,
  headersTimeout: 0,
  requestTimeout: 0,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 30_000,
  mostConnections: 0,
  mostRequests: 0,
  mostWaiting: 0,
  unreadTimeout: 0,
};

/** What a client may take of the docs host. Node's defaults are meant for servers behind a proxy. */
export const docsLimits: ServerLimits = {
  maxHeaderSize: 16_384,
  firstOctetTimeout: 2_000,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 2_000,
  connectionsCheckingInterval: 1_000,
  mostConnections: 512,
  mostRequests: 1_000,
  mostWaiting: 16,
  unreadTimeout: 15_000,
};
