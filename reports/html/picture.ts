import type { Arrow, Sequence } from '../../page-parts/sequence.js';
import type { Report, ReportHop, ReportVisit } from '../../protocol/report.js';
import { leadsTo } from '../parts/visit-words.js';
import { callArrows } from './call-arrows.js';
import { below, partiesOf } from './parties.js';
import type { Parties } from './parties.js';

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

/** The last arrows: the hand-over, what was asked then, and what the docs host made of it. Over plain HTTP nobody goes there. */
function handOver(visit: ReportVisit, parties: Parties): readonly Arrow[] {
  const { callback, landing, driver, hops } = visit;
  const calls = (visit.calls ?? []).flatMap((call) => callArrows(call, parties));
  if (callback === undefined) return calls;
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
  if (landing === undefined || blocked) return [out, ...calls];
  const accepted = landing === 'accepted';
  const back: Arrow = {
    lane: parties.docs,
    way: 'back',
    head: accepted ? 'took the token' : 'did not take the token',
    ...(accepted ? {} : { text: landing }),
    notes: [],
    tone: accepted ? 'good' : 'bad',
  };
  return [out, ...calls, back];
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
