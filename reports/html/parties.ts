import { mostLanes } from '../../page-parts/sequence-style.js';
import type { Lane } from '../../page-parts/sequence.js';
import type { Report, ReportVisit } from '../../protocol/report.js';
import { endpointOf } from '../parts/call-words.js';

/** The parties of one visit, and where each address belongs. */
export interface Parties {
  readonly lanes: readonly Lane[];
  readonly laneOf: (address: string) => number;
  readonly docs: number;
}

const originOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).origin : undefined;
const hostOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).host || undefined : undefined;

const lane = (name: string, address: string): Lane => {
  const host = hostOf(address);
  return host === undefined ? { name } : { name, host };
};

/** A host is named after what was asked of it; one that answered, and after which the visit went on, had its part in signing in. */
function nameOf(origin: string, visit: ReportVisit): string {
  const calls = (visit.calls ?? []).filter(({ url }) => originOf(url) === origin);
  const call = calls.find(({ role }) => role !== 'preflight');
  if (call !== undefined) {
    const name = endpointOf[call.role];
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
  if (calls.length > 0) return 'Endpoint';
  const at = visit.hops.findLastIndex(({ url }) => originOf(url) === origin);
  const answered = visit.hops[at]?.status !== undefined;
  const wentOn = at < visit.hops.length - 1 || visit.callback !== undefined;
  return answered && wentOn ? 'Identity provider' : 'Another host';
}

/** The parties of a visit as lanes: the visitor first, the docs host last. */
export function partiesOf(target: Report['target'], visit: ReportVisit): Parties {
  const login = originOf(target.loginUrl);
  const docs = originOf(target.docsOrigin);
  const signIn = originOf(target.signInUrl ?? '');
  const apart = target.asks !== undefined && signIn !== login;
  const asked = [...visit.hops, ...(visit.calls ?? [])].map(({ url }) => url);
  const met = [...asked, visit.callback ?? ''].flatMap((address) => {
    const origin = originOf(address);
    return origin === undefined || origin === login || origin === docs ? [] : [origin];
  });
  const others = [...new Set(met)];
  const room = mostLanes - 3;
  const own = others.length > room ? others.slice(0, room - 1) : others;
  const lanes = [
    { name: visit.driver === 'http' ? 'HTTP client' : 'Browser' },
    lane(apart ? 'Session API' : 'Login flow', target.loginUrl),
    ...own.map((origin) => lane(origin === signIn ? 'Login flow' : nameOf(origin, visit), origin)),
    ...(own.length < others.length ? [{ name: 'Other hosts' }] : []),
    lane('Docs host', target.docsOrigin),
  ];
  const last = lanes.length - 1;
  const laneOf = (address: string): number => {
    const origin = originOf(address);
    if (origin === login) return 1;
    if (origin === docs) return last;
    const at = own.findIndex((each) => each === origin);
    if (at !== -1) return at + 2;
    return own.length < others.length ? last - 1 : 1;
  };
  return { lanes, laneOf, docs: last };
}

/** An address below the head of its lane: the host stands there already. */
export function below(address: string, { host }: Lane): string {
  const origin = originOf(address);
  if (host === undefined || hostOf(address) !== host || origin === undefined) return address;
  return address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;
}
