import { mostLanes } from '../../page-parts/sequence-style.js';
import type { Arrow, Lane, Sequence } from '../../page-parts/sequence.js';
import type { Report, ReportHop, ReportVisit } from '../../protocol/report.js';

/** The parties of one visit, and where each address belongs. */
interface Parties {
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

/** A host that answered, and after which the visit went on, had its part in signing in. */
function nameOf(origin: string, visit: ReportVisit): string {
  const at = visit.hops.findLastIndex(({ url }) => originOf(url) === origin);
  const answered = visit.hops[at]?.status !== undefined;
  const wentOn = at < visit.hops.length - 1 || visit.callback !== undefined;
  return answered && wentOn ? 'Identity provider' : 'Another host';
}

function partiesOf(target: Report['target'], visit: ReportVisit): Parties {
  const login = originOf(target.loginUrl);
  const docs = originOf(target.docsOrigin);
  const met = [...visit.hops.map(({ url }) => url), visit.callback ?? ''].flatMap((address) => {
    const origin = originOf(address);
    return origin === undefined || origin === login || origin === docs ? [] : [origin];
  });
  const others = [...new Set(met)];
  const room = mostLanes - 3;
  const own = others.length > room ? others.slice(0, room - 1) : others;
  const lanes = [
    { name: visit.driver === 'http' ? 'HTTP client' : 'Browser' },
    lane('Login flow', target.loginUrl),
    ...own.map((origin) => lane(nameOf(origin, visit), origin)),
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
function below(address: string, { host }: Lane): string {
  const origin = originOf(address);
  if (host === undefined || hostOf(address) !== host || origin === undefined) return address;
  return address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;
}

/** True where the next request asks for the very address, which need not stand there twice. */
function leadsTo(hop: ReportHop, next: string | undefined): boolean {
  if (next === undefined || hop.location === undefined) return false;
  return (
    hop.location === next ||
    (URL.canParse(hop.location, hop.url) && new URL(hop.location, hop.url).href === next)
  );
}

const names = (label: string, cookies: readonly string[]): Arrow['notes'] =>
  cookies.length === 0 ? [] : [[label, cookies.join(', ')]];

function arrowsOf(hop: ReportHop, next: string | undefined, parties: Parties): readonly Arrow[] {
  const at = parties.laneOf(hop.url);
  const other = parties.lanes[at] ?? { name: '' };
  const { status, location, blocked } = hop;
  const fell = (status ?? 0) >= 400 || blocked !== undefined;
  return [
    {
      lane: at,
      way: 'out',
      head: hop.method,
      text: below(hop.url, other),
      notes: names('with the cookies', hop.cookiesSent),
      tone: 'plain',
    },
    {
      lane: at,
      way: 'back',
      head: status === undefined ? 'no answer' : String(status),
      ...(location === undefined || leadsTo(hop, next) ? {} : { text: location }),
      notes: [
        ...names('sets', hop.cookiesSet),
        ...(blocked === undefined ? [] : [['blocked:', blocked] as const]),
      ],
      tone: status === undefined ? 'stopped' : fell ? 'bad' : 'plain',
    },
  ];
}

/** The last arrows: the hand-over, and what the docs host made of it. Over plain HTTP nobody goes there. */
function handOver(visit: ReportVisit, parties: Parties): readonly Arrow[] {
  const { callback, landing, driver, hops } = visit;
  if (callback === undefined) return [];
  const at = parties.laneOf(callback);
  const blocked = hops.at(-1)?.blocked !== undefined;
  const tone = at === parties.docs ? 'good' : 'bad';
  const note = blocked
    ? 'the browser did not go there'
    : driver === 'http'
      ? 'the visit ends here: over plain HTTP nothing is sent to the docs'
      : undefined;
  const out: Arrow = {
    lane: at,
    way: 'out',
    head: visit.token === undefined ? 'hand-over' : 'token',
    text: below(callback, parties.lanes[at] ?? { name: '' }),
    notes: note === undefined ? [] : [[note]],
    tone: blocked ? 'stopped' : driver === 'http' && tone === 'good' ? 'planned' : tone,
  };
  if (landing === undefined || blocked) return [out];
  const accepted = landing === 'accepted';
  const back: Arrow = {
    lane: parties.docs,
    way: 'back',
    head: accepted ? 'took the token' : 'did not take the token',
    ...(accepted ? {} : { text: landing }),
    notes: [],
    tone: accepted ? 'good' : 'bad',
  };
  return [out, back];
}

/** One visit as a sequence picture: who asked whom for what, and what came back. */
export function pictureOf(target: Report['target'], visit: ReportVisit): Sequence {
  const parties = partiesOf(target, visit);
  const { hops, callback } = visit;
  const driver = visit.driver === 'http' ? 'over plain HTTP' : 'in a browser';
  return {
    label: `${visit.name} ${driver}, step by step`,
    lanes: parties.lanes,
    arrows: [
      ...hops.flatMap((hop, index) => arrowsOf(hop, hops[index + 1]?.url ?? callback, parties)),
      ...handOver(visit, parties),
    ],
  };
}
