import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { isLocalName } from '../http/wire/local-names.js';

/** Addresses that a page of the public Internet must not ask without leave (Local Network Access §2.1). */
const local = new BlockList();
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  local.addSubnet(net, prefix, 'ipv4');
}
local.addAddress('::1', 'ipv6');
local.addSubnet('fc00::', 7, 'ipv6');
local.addSubnet('fe80::', 10, 'ipv6');

const isLocal = (address: string): boolean =>
  local.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The addresses of a host, as far as they are known. */
async function addressesOf(name: string): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [name];
  if (isLocalName(name)) return ['127.0.0.1', '::1'];
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

/**
 * The addresses of some origins that lie in a local network, with their ports, as Chromium's
 * `--ip-address-space-overrides` takes them. A name that does not resolve has none.
 */
export async function localAddresses(origins: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    [...new Set(origins)].map(async (origin) => {
      const { hostname, port, protocol } = new URL(origin);
      const at = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
      const all = await addressesOf(hostname.replace(/^\[|\]$/g, ''));
      return all
        .filter(isLocal)
        .map((address) => (isIP(address) === 6 ? `[${address}]:${at}` : `${address}:${at}`));
    }),
  );
  return [...new Set(found.flat())];
}
