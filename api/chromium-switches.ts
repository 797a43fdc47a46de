import type { MockHost } from '../mock-host/mock-host.js';
import type { Certificate } from '../mock-host/server/certificate.js';
import { isLoopback } from '../mock-host/site.js';
import { portOf } from './served-address.js';

/** A docs host as Chromium looks for it. */
type Sought = Pick<MockHost, 'origin' | 'port'>;

/** The rule of `--host-resolver-rules` that leads Chromium to a docs host. */
export const resolverRule = ({ origin, port }: Sought): string =>
  `MAP ${new URL(origin).hostname}:${portOf(origin)} 127.0.0.1:${port}`;

/** The switch by which Chromium takes the certificate of this start and no other. */
export const trustSwitch = ({ spki }: Pick<Certificate, 'spki'>): string =>
  `--ignore-certificate-errors-spki-list=${spki}`;

/**
 * The switches by which Chromium finds a docs host and trusts it.
 *
 * @returns empty where it needs none
 */
export function chromiumSwitches(
  host: Sought,
  certificate?: Pick<Certificate, 'spki'>,
): readonly string[] {
  const here = isLoopback(new URL(host.origin).hostname) && portOf(host.origin) === host.port;
  return [
    ...(here ? [] : [`--host-resolver-rules=${resolverRule(host)}`]),
    ...(certificate === undefined ? [] : [trustSwitch(certificate)]),
  ];
}
