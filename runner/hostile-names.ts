import { hostileHost } from '../handshakes/shared/return/values.js';
import { namedHosts } from '../protocol/url/named-hosts.js';
import { addressOf } from '../protocol/visit.js';
import type { Target, Visit } from '../protocol/visit.js';

/**
 * The hosts that hostile return values could lead a browser to, however a flow uses them. The browser
 * maps them to the sink, so that a leak is seen and hurts nobody.
 *
 * @returns a host alone for all its ports, `host:port` where it shares its name with the docs, the login
 * flow or a sign-in origin; each once
 */
export function hostileNames(visits: readonly Visit[], target: Target): readonly string[] {
  const own = [target.docsOrigin, target.loginUrl, addressOf(target), ...target.signInOrigins].map(
    (url) => new URL(url).hostname,
  );
  const names = [hostileHost, ...visits.flatMap((visit) => namedHosts(visit, target))];
  return [
    ...new Set(
      names.map((name) => {
        const host = name.replace(/:\d+$/, '');
        return own.includes(host) ? name : host;
      }),
    ),
  ];
}
