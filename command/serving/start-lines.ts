import { callbackPathOf } from '../../api/served-address.js';
import type { Service } from '../../api/service.js';
import type { Reach } from '../../configuration/serving/reach.js';
import { wantsHost } from '../../mock-host/first-run/login-setup.js';
import { withFingerprint } from '../../protocol/jose/verification-key.js';

/** Where the login flow sends its readers; the docs where any page takes a token. */
export function callbackUrl({ handshake, docs }: Service, origin: string): string {
  return origin + callbackPathOf(handshake.facts, docs?.docsPath ?? '');
}

/** What the login flow has to keep to, as this host judges it: a line each. */
export function expectations(service: Service, origin: string): readonly string[] {
  const { handshake, edition, keys, docs } = service;
  const { facts } = handshake;
  const docsUrl = origin + (docs?.docsPath ?? '');
  const asksForHost = wantsHost({ handshake, edition: edition.id });
  const at =
    facts.callbackPath === undefined ? `any page below ${docsUrl}/` : callbackUrl(service, origin);
  const carried = facts.carrier.by === 'query' ? `?${facts.carrier.name}=<JWT>` : '#<JWT>';
  const named = keys.value.filter((key) => key.algorithm === facts.algorithm).map(withFingerprint);
  return [
    `  Docs       ${docsUrl}/`,
    `  Callback   ${at}, as ${carried}`,
    `  host       ${asksForHost ? `"${new URL(origin).hostname}", a claim of the token` : 'not asked for in this edition'}`,
    `  Algorithm  ${facts.algorithm}`,
    '  exp        at most now in UTC epoch seconds + 10; more is taken with a remark',
    `  Key        ${named.join(', ')}`,
  ];
}

/** What has to be known of a host that lets other machines in. */
export const openWords = ({ addresses: [address = ''], allowedHosts }: Reach): string =>
  `Warning: it listens on ${address}, so whoever reaches this machine there can ask it, as ${allowedHosts.join(' or ')}. It is for tests in containers, and for no network with strangers in it.`;
