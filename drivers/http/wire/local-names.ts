import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Browsers resolve `localhost` and every name below it to loopback without asking (RFC 6761 §6.3). */
export const isLocalName = (hostname: string): boolean => /(?:^|\.)localhost\.?$/i.test(hostname);

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];
const lookUpLocal: LookupFunction = (_hostname, options, found) => {
  if (options.all === true) found(null, [...loopback]);
  else found(null, '127.0.0.1', 4);
};

/** How a host name is looked up, where browsers do it in another way than the system. */
export const lookupFor = (name: string): { readonly lookup?: LookupFunction } =>
  isLocalName(name) ? { lookup: lookUpLocal } : {};
