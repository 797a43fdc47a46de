import type { Visit } from '../../protocol/visit.js';
import { bothDrivers } from './visits.js';

/** Hostile values name this host, which can never belong to anybody (RFC 2606 §3). */
export const hostileHost = 'evil.example';

const hostile = { session: 'live', honest: false, drivers: bothDrivers } as const;

function value(name: string, returnTo: Visit['returnTo'] & {}, title: string): Visit {
  return { ...hostile, name: `hostile-${name}`, title: `hostile return value: ${title}`, returnTo };
}

/** One value for each family of the ways in which a return value can name another origin. */
export const hostileVisits: readonly [Visit, ...Visit[]] = [
  value('absolute', `https://${hostileHost}/`, 'another site'),
  value('protocol-relative', `//${hostileHost}/x`, 'another host behind //'),
  value('three-slashes', `///${hostileHost}/x`, 'another host behind ///'),
  value('backslash', `/\\${hostileHost}/x`, 'another host behind a backslash'),
  value('tab', `/\t/${hostileHost}/x`, 'another host behind a tab'),
  value('newline', `/\n/${hostileHost}/x`, 'another host behind a line feed'),
  value('userinfo', (docs) => `${docs}@${hostileHost}/`, 'the docs as user information'),
  value(
    'lookalike',
    (docs) => `https://${new URL(docs).hostname}.${hostileHost}/`,
    'the docs as a prefix',
  ),
  value('unicode-dot', '//evil\u3002example/x', 'an ideographic full stop'),
  value('no-slashes', `https:${hostileHost}/x`, 'a scheme without slashes'),
  value('javascript', 'javascript:alert(document.domain)', 'a script'),
  value('data', 'data:text/html,x', 'a data URL'),
  value('blob', (docs) => `blob:${docs}/x`, 'a blob URL'),
];

/** Values without a leading slash, which change the host where a flow glues them to the docs origin. */
export const gluedVisits: readonly [Visit, ...Visit[]] = [
  value('glued-userinfo', `@${hostileHost}/x`, 'glued, the docs become user information'),
  value('glued-suffix', `.${hostileHost}/x`, 'glued, the docs become a prefix'),
  value('glued-port', ':8443/x', 'glued, another port'),
  value('glued-word', 'quickstart', 'a page without its slash'),
];

const throughTheForm = (name: string, returnTo: string, title: string): Visit => ({
  session: 'signing-in',
  honest: false,
  drivers: bothDrivers,
  name: `sign-in-${name}`,
  title: `sign in with a hostile return value: ${title}`,
  returnTo,
});

/** The same through the sign-in form, where another piece of code handles the value. */
export const formVisits: readonly [Visit, ...Visit[]] = [
  throughTheForm('absolute', `https://${hostileHost}/`, 'another site'),
  throughTheForm('protocol-relative', `//${hostileHost}/x`, 'another host behind //'),
  throughTheForm('glued', `@${hostileHost}/x`, 'glued, the docs become user information'),
];

/** Text that no token of the flow's own holds. */
export const injected = 'aaa.bbb.ccc';

export const injectionVisits: readonly [Visit, ...Visit[]] = [
  value('injected-fragment', `/x#${injected}`, 'a fragment of its own'),
  value('injected-redirect', `/x&redirect=//${hostileHost}`, 'a second redirect'),
  value('injected-query', `/x?jwt=${injected}`, 'a token of its own in the query'),
];

const raw = (name: string, bytes: string, title: string): Visit => ({
  session: 'live',
  honest: false,
  drivers: ['http'],
  name: `splitting-${name}`,
  title: `hostile return value: ${title}`,
  rawReturnTo: bytes,
});

export const splittingVisits: readonly [Visit, ...Visit[]] = [
  raw('crlf', '%2Fx%0D%0AX-Injected:%20yes', 'CR LF and a header field'),
  raw('lf', '%2Fx%0AX-Injected:%20yes', 'LF and a header field'),
  raw('cr', '%2Fx%0DX-Injected:%20yes', 'CR and a header field'),
  raw('nul', '%2Fx%00X-Injected:%20yes', 'NUL'),
  raw('wide', '%2Fx%E5%98%8D%E5%98%8AX-Injected:%20yes', 'characters whose low octets are CR LF'),
  raw(
    'response',
    '%2Fx%0D%0AContent-Length:%200%0D%0A%0D%0AHTTP/1.1%20200%20OK%0D%0AX-Injected:%20yes',
    'a whole second response',
  ),
];

const steering = (name: string, field: string, text: string): Visit => ({
  session: 'live',
  honest: false,
  drivers: ['http'],
  name: `header-${name}`,
  title: `request header ${field} names another host`,
  headers: [[field, text]],
});

export const headerVisits: readonly [Visit, ...Visit[]] = [
  steering('host', 'Host', hostileHost),
  steering('x-forwarded-host', 'X-Forwarded-Host', hostileHost),
  steering('forwarded', 'Forwarded', `host=${hostileHost};proto=https`),
  steering('x-original-url', 'X-Original-URL', `https://${hostileHost}/x`),
  steering('origin', 'Origin', `https://${hostileHost}`),
  steering('referer', 'Referer', `https://${hostileHost}/x`),
];
