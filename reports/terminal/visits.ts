import type { Report, ReportHop, ReportVisit } from '../../protocol/report.js';
import { clean, outside } from '../parts/clean-text.js';
import type { Paper } from '../paper.js';
import type { Causes } from '../parts/causes.js';
import { gotThere } from '../parts/got-there.js';
import { firstVisits, leadsTo, outline, sentence } from '../parts/visit-words.js';
import { putCall } from './calls.js';

const witness = { http: 'over plain HTTP', browser: 'in a browser' } as const;

/** The journey hop by hop: one where both witnesses saw the same, all of them with `verbose`. */
export function putJourney(page: Paper, report: Report, causes: Causes, verbose: boolean): void {
  const firsts = firstVisits(report);
  const [one, two] = firsts;
  const alike = one !== undefined && two !== undefined && outline(one) === outline(two);
  if (verbose) {
    page.heading('Journeys', report.visits.length);
    for (const visit of report.visits) putVisit(page, visit, witness[visit.driver], causes);
    return;
  }
  if (one === undefined) return;
  page.heading('The journey');
  if (alike) {
    const both = `${witness.http} and ${witness.browser}`;
    putVisit(page, { ...one, ...landingOf(two) }, both, causes);
  } else for (const visit of firsts) putVisit(page, visit, witness[visit.driver], causes);
}

/** Only the browser's visit knows what the docs host made of the token. */
const landingOf = ({ landing }: ReportVisit): Pick<ReportVisit, 'landing'> =>
  landing === undefined ? {} : { landing };

/** The most characters of an address that are shown; a value of 8,000 would fill a hundred lines. */
const longest = 400;
const kept = { head: 160, tail: 80 } as const;

/** Cuts the middle out of a very long address: its host stands in front, what became of a token at the end. */
function shortened(address: string): string {
  const { head, tail } = kept;
  if (address.length <= longest) return address;
  const out = (address.length - head - tail).toLocaleString('en');
  return `${address.slice(0, head)} […${out} characters left out…] ${address.slice(-tail)}`;
}

function putVisit(page: Paper, visit: ReportVisit, how: string, causes: Causes): void {
  const { ink } = page;
  page.put(sentence(outside(visit.title)), '', 2);
  page.put(ink.dim(`${visit.name}, ${how}, ${Math.round(visit.durationMs)} ms`), '', 2);
  visit.hops.forEach((hop, index) => putHop(page, hop, index, visit.hops[index + 1]));
  for (const call of visit.calls ?? []) putCall(page, call, (url) => shortened(clean(url)));
  const arrived = gotThere(visit);
  const put = (good: boolean, text: string): void =>
    page.put((good ? ink.green : ink.yellow)(text), good ? ink.green('✓ ') : ink.yellow('– '), 4);
  const told = arrived
    ? undefined
    : causes.toldElsewhere({ text: visit.stopped, because: visit.because });
  put(arrived, told === undefined ? outside(visit.stopped) : `It ended there, for ${told}.`);
  if (visit.landing !== undefined) {
    const taken = visit.landing === 'accepted';
    put(taken, `The mock docs host ${taken ? 'took the token' : visit.landing}.`);
  }
  page.gap();
}

function putHop(page: Paper, hop: ReportHop, index: number, next: ReportHop | undefined): void {
  const { ink } = page;
  const status = String(hop.status ?? '---');
  const colour = /^[45-]/.test(status) ? ink.red : ink.cyan;
  const lead = `${ink.dim(String(index + 1).padStart(2))} ${hop.method.padEnd(4)} ${colour(status)}  `;
  page.put(shortened(clean(hop.url)), lead, 2);
  const notes: string[] = [];
  if (hop.cookiesSet.length > 0) notes.push(`sets ${outside(hop.cookiesSet.join(', '))}`);
  if (hop.blocked !== undefined) notes.push(`blocked: ${outside(hop.blocked)}`);
  if (notes.length > 0) page.put(ink.dim(notes.join(' · ')), '', 15);
  // Where the next hop asks for it, the address stands there already.
  if (hop.location !== undefined && !leadsTo(hop, next?.url)) {
    page.put(shortened(clean(hop.location)), ink.cyan('→ '), 13);
  }
}
