import { resolverRule, trustSwitch } from '../../api/chromium-switches.js';
import type { MockHost } from '../../mock-host/mock-host.js';
import type { Certificate } from '../../mock-host/server/certificate.js';
import { isLoopback } from '../../mock-host/site.js';
import { portOf } from '../../api/served-address.js';

/** What a person needs to know to open the docs in a browser. */
export interface WayToDocs {
  readonly host: Pick<MockHost, 'origin' | 'port'>;
  /** The docs subpath without a trailing slash; empty for none. */
  readonly docsPath: string;
  /** Where a reader logs in: at the docs, at a place that the docs do not lead to, or nowhere yet. */
  readonly login: 'here' | 'elsewhere' | 'none';
  /** Present where the docs origin is https. */
  readonly certificate?: Pick<Certificate, 'spki' | 'isGiven'>;
}

/** A certificate that was given is trusted as its authority is: mkcert has told the browsers of this machine. */
const trust = (certificate: WayToDocs['certificate']): string =>
  certificate === undefined || certificate.isGiven === true ? '' : ` ${trustSwitch(certificate)}`;

/** A name that leads to another machine: nothing but these switches or a line in a file brings a browser here. */
function elsewhere({ host, certificate }: WayToDocs): readonly string[] {
  const { hostname } = new URL(host.origin);
  const own = portOf(host.origin);
  const port = host.port === own ? '' : `, and start serve with --port ${own}`;
  return [
    `It plays ${host.origin}, a name that leads to another machine until a browser is told otherwise. Start Chromium with`,
    `  --user-data-dir=<a new folder> --host-resolver-rules="${resolverRule(host)}"${trust(certificate)}`,
    `or write the line "127.0.0.1 ${hostname}" into /etc/hosts${port}.`,
  ];
}

/** How to get to the docs, a line each. */
export function wayToDocs(way: WayToDocs): readonly string[] {
  const { host, docsPath, login, certificate } = way;
  const away = !isLoopback(new URL(host.origin).hostname);
  const warned = away
    ? ['Its certificate was made at this start: without that switch the browser warns of it.']
    : [
        'Its certificate was made at this start: the browser warns of it, unless Chromium is started with',
        `  --user-data-dir=<a new folder>${trust(certificate)}`,
      ];
  return [
    ...(away ? elsewhere(way) : []),
    ...(certificate === undefined || certificate.isGiven === true ? [] : warned),
    ...(login === 'none'
      ? [
          'Nobody can log in yet: give the URL of your login flow, such as --login-url http://localhost:3000/docs-login.',
        ]
      : []),
    `Open ${host.origin}${docsPath}/quickstart${away ? ' in that browser' : ''}${login === 'here' ? ' and log in' : ''}. Ctrl-C stops it.`,
  ];
}
