import type { Ride, Visit, VisitOf } from '../../../protocol/visit.js';
import { bothDrivers, signingIn } from '../visits.js';
import { rawValues } from './raw-values.js';
import {
  hostileHost,
  hostileValues,
  sentValue,
  type HostileFamily,
  type HostileValue,
} from './values.js';
import type { HandshakeTexts } from '../texts.js';

const ordinary = new Set<HostileFamily>(['benign', 'loop', 'type']);

/** The values that are tried through the form where a flow keeps no session, one of a family. */
const rides: Readonly<Record<string, Ride>> = {
  'injected-fragment': 'fragment',
  'injected-redirect': 'parameter',
};

function visitWith(each: HostileValue, texts: HandshakeTexts): Visit {
  const { name, family, title, always } = each;
  const ride = rides[name];
  return {
    kind: 'odd-return',
    drivers: bothDrivers,
    name: `hostile-${name}`,
    title: `${ordinary.has(family) ? 'odd' : 'hostile'} return value: ${title}`,
    returnTo: sentValue(each, texts),
    ...(always ? {} : { withIntrusive: true }),
    ...(ride === undefined ? {} : { ride }),
  };
}

const made = new WeakMap<HandshakeTexts, ReadonlyMap<HostileValue, Visit>>();

/** The visits of one handshake with the values of the table, made once: a visit's name stands for one visit. */
function visitsOf(texts: HandshakeTexts): ReadonlyMap<HostileValue, Visit> {
  const known = made.get(texts);
  if (known !== undefined) return known;
  const visits = new Map(hostileValues.map((each) => [each, visitWith(each, texts)]));
  made.set(texts, visits);
  return visits;
}

/** The visits of some families, in the order of the table. */
function ofFamilies(
  texts: HandshakeTexts,
  ...families: readonly HostileFamily[]
): readonly [Visit, ...Visit[]] {
  const [first, ...rest] = [...visitsOf(texts)]
    .filter(([{ family }]) => families.includes(family))
    .map(([, visit]) => visit);
  if (first === undefined) throw new Error(`No value is of the family ${families.join(', ')}.`);
  return [first, ...rest];
}

const throughTheForm = (name: string, returnTo: string, title: string): VisitOf<'odd-sign-in'> => ({
  kind: 'odd-sign-in',
  drivers: bothDrivers,
  name: `sign-in-${name}`,
  title: `sign in with a hostile return value: ${title}`,
  returnTo,
});

/** The one that firewalls let through most often. */
const gluedSignIn: Visit = {
  ...throughTheForm('glued', `@${hostileHost}/x`, 'glued, the docs become user information'),
  // Late enough to tell a fresh token from an old one.
  after: { visit: signingIn, ms: 1_100 },
};

/** Three values through the sign-in form, where another piece of code handles them. */
export const hostileSignIns: readonly [Visit, ...Visit[]] = [
  throughTheForm('absolute', `https://${hostileHost}/`, 'another site'),
  throughTheForm('protocol-relative', `//${hostileHost}/x`, 'another host behind //'),
  gluedSignIn,
];

/** Every value of the table, and those through the sign-in form. */
export const hostileVisits = (texts: HandshakeTexts): readonly [Visit, ...Visit[]] => [
  ...hostileSignIns,
  ...visitsOf(texts).values(),
];

/** Values that carry a token, a fragment or a second redirect of their own. */
export const injectionVisits = (texts: HandshakeTexts): readonly [Visit, ...Visit[]] =>
  ofFamilies(texts, 'fragment-injection', 'parameter-injection');

const raw = rawValues(['http'], 'splitting', 'hostile return value');

/** Line ends in front of a header field, as raw octets; and those of the table. */
export const splittingVisits = (texts: HandshakeTexts): readonly [Visit, ...Visit[]] => [
  {
    ...raw('odd-return', 'crlf', '%2Fx%0D%0AX-Injected:%20yes', 'CR LF and a header field'),
    ride: 'referer',
  },
  raw('odd-return', 'lf', '%2Fx%0AX-Injected:%20yes', 'LF and a header field'),
  raw('odd-return', 'cr', '%2Fx%0DX-Injected:%20yes', 'CR and a header field'),
  raw('odd-return', 'nul', '%2Fx%00X-Injected:%20yes', 'NUL'),
  raw(
    'odd-return',
    'wide',
    '%2Fx%E5%98%8D%E5%98%8AX-Injected:%20yes',
    'characters whose low octets are CR LF',
  ),
  raw(
    'odd-return',
    'response',
    '%2Fx%0D%0AContent-Length:%200%0D%0A%0D%0AHTTP/1.1%20200%20OK%0D%0AX-Injected:%20yes',
    'a whole second response',
  ),
  ...ofFamilies(texts, 'header-splitting'),
  // The sign-in page may keep the value in a cookie.
  raw(
    'odd-stranger',
    'stranger',
    '%2Fx%0D%0AX-Injected:%20yes',
    'CR LF and a header field, no session',
  ),
];

const steering = (name: string, field: string, text: string, ride: Ride): Visit => ({
  kind: 'odd-return',
  drivers: ['http'],
  name: `header-${name}`,
  title: `request header ${field} names another host`,
  headers: [[field, text]],
  ride,
});

/** Request header fields from which frameworks take the host name, one at a time. */
export const headerVisits: readonly [Visit, ...Visit[]] = [
  steering('host', 'Host', hostileHost, 'host'),
  steering('x-forwarded-host', 'X-Forwarded-Host', hostileHost, 'forwarded'),
  steering('forwarded', 'Forwarded', `host=${hostileHost};proto=https`, 'forwarded'),
  steering('x-original-url', 'X-Original-URL', `https://${hostileHost}/x`, 'forwarded'),
  steering('origin', 'Origin', `https://${hostileHost}`, 'origin'),
  steering('referer', 'Referer', `https://${hostileHost}/x`, 'referer'),
];
