import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import tls from 'node:tls';
import type { Target } from '../../protocol/visit.js';
import { lookupFor } from '../http/wire/local-names.js';
import { trusting } from '../http/wire/trusted-roots.js';

/** Longer than a handshake takes, in milliseconds; a host that is slower is met as it is by the visits. */
const patienceMs = 10_000;

/** A host may hold a certificate for each kind of key; which one it shows depends on what it is offered. */
const offers: readonly (string | undefined)[] = [
  undefined,
  'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ed25519',
  'rsa_pss_rsae_sha256:rsa_pkcs1_sha256',
];

/** Where a host name really is. */
export type HostMap = (
  origin: string,
) => { readonly host: string; readonly port: number } | undefined;

/** SHA-256 of the key that a host shows, in base64; undefined where its certificate is not verified, or nothing answers. */
function keyShownBy(
  origin: string,
  context: tls.SecureContext,
  sigalgs: string | undefined,
  mapHost: HostMap,
): Promise<string | undefined> {
  const { hostname, port } = new URL(origin);
  const name = hostname.replace(/^\[|\]$/g, '');
  const mapped = mapHost(origin);
  return new Promise((resolve) => {
    const socket = tls.connect({
      host: mapped?.host ?? name,
      port: mapped?.port ?? (port === '' ? 443 : Number(port)),
      ...(mapped === undefined ? lookupFor(name) : {}),
      servername: isIP(name) === 0 ? name : '',
      secureContext: context,
      ...(sigalgs === undefined ? {} : { sigalgs }),
    });
    const end = (spki?: string): void => {
      clearTimeout(timer);
      resolve(spki);
      socket.destroy();
    };
    const timer = setTimeout(end, patienceMs);
    socket.once('error', () => end());
    socket.once('close', () => end());
    socket.once('secureConnect', () => {
      const key = socket.getPeerX509Certificate()?.publicKey;
      const der = key?.export({ type: 'spki', format: 'der' });
      end(der && createHash('sha256').update(der).digest('base64'));
    });
  });
}

/**
 * The keys that the browser is to trust because of `--ca`, as `--ignore-certificate-errors-spki-list` takes them.
 *
 * Chromium has no switch for a file of authorities, and its stores of trust are the user's or the system's, which a
 * check has no business to change. So Node asks each host for its certificate and verifies it under the authority,
 * name and dates included; only then the browser trusts the key of that very certificate. The authority's own key
 * is not given to it: Chromium looks for the listed keys in the chain that is shown, without verifying it, so a
 * stranger who adds the authority's public certificate to a chain of their own would pass.
 *
 * @param more origins besides those of the settings, such as those that another driver was led to
 */
export async function trustedKeys(
  target: Target,
  more: readonly string[],
  mapHost: HostMap = () => undefined,
): Promise<readonly string[]> {
  if (target.ca === undefined) return [];
  const { hostname, port, origin, protocol } = new URL(target.loginUrl);
  // A login URL over http may redirect to the same host's https.
  const upgraded = protocol === 'http:' && port === '' ? [`https://${hostname}`] : [];
  const origins = new Set([origin, ...upgraded, ...target.signInOrigins, ...more]);
  const secure = [...origins].filter((one) => one.startsWith('https:'));
  const context = trusting(target.ca);
  const keys = await Promise.all(
    secure.flatMap((one) => offers.map((offer) => keyShownBy(one, context, offer, mapHost))),
  );
  return [...new Set(keys.filter((key) => key !== undefined))];
}
