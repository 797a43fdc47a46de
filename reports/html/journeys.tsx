/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';

import { SequencePicture } from '../../page-parts/sequence.js';
import type { Report, ReportVisit } from '../../protocol/report.js';
import { grouped } from '../parts/amounts.js';
import { gotThere } from '../parts/got-there.js';
import { firstVisits, outline, sentence } from '../parts/visit-words.js';
import { pictureOf } from './picture.js';
import { Placed } from './place.js';
import { TokenView } from './token.js';

/** The id of a visit in the page; requirements have their own ids, which have no dot. */
export const visitAnchor = (name: string): string => `visit.${name}`;

const witness = { http: 'Plain HTTP', browser: 'Browser' } as const;

/** How a visit ended, in a word or two. */
function endOf(visit: ReportVisit): string {
  const { reached, hops, landing = 'accepted' } = visit;
  if (reached !== 'callback') {
    return gotThere(visit) ? 'answered' : reached.replaceAll('-', ' ');
  }
  if (hops.at(-1)?.blocked !== undefined) return 'blocked';
  return landing === 'accepted' ? 'arrived' : 'refused';
}

const milliseconds = ({ durationMs }: ReportVisit): string =>
  `${Math.round(durationMs).toLocaleString('en')} ms`;

function Side(props: {
  readonly report: Report;
  readonly visit: ReportVisit;
  readonly heading: string;
  readonly open: boolean;
}): VNode {
  const { report, visit, heading, open } = props;
  const { called } = useContext(Placed);
  const arrived = ['arrived', 'answered'].includes(endOf(visit));
  return (
    <section class="side" aria-label={called(`${visit.name}, ${heading}`)}>
      <p class="how">{heading}</p>
      {visit.hops.length + (visit.calls ?? []).length === 0 ? null : (
        <SequencePicture {...pictureOf(report.target, visit)} />
      )}
      <p class={`end ${arrived ? 'good' : 'open'}`}>
        {arrived ? '✓ ' : '– '}
        {visit.stopped}
      </p>
      {visit.token === undefined ? null : <TokenView token={visit.token} open={open} />}
    </section>
  );
}

interface SeenVisit {
  readonly report: Report;
  /** By each driver. */
  readonly seen: readonly ReportVisit[];
  readonly open: boolean;
}

/** What the drivers saw in one visit: once where it is the same, side by side otherwise. */
function Sides(props: SeenVisit): VNode {
  const { report, seen, open } = props;
  const [one, two] = seen;
  if (one !== undefined && two !== undefined && outline(one) === outline(two)) {
    // Only the browser's visit knows what the docs host made of the token.
    const fuller = one.driver === 'browser' ? one : two;
    const each = seen.map((visit) => `${witness[visit.driver]} ${milliseconds(visit)}`);
    return (
      <Side
        report={report}
        visit={fuller}
        open={open}
        heading={`Both saw the same: ${each.join(', ')}`}
      />
    );
  }
  return (
    <div class="sides">
      {seen.map((visit) => (
        <Side
          key={visit.driver}
          report={report}
          visit={visit}
          open={open}
          heading={`${witness[visit.driver]}, ${milliseconds(visit)}`}
        />
      ))}
    </div>
  );
}

function Journey(props: SeenVisit): VNode {
  const { seen, open } = props;
  const { anchor } = useContext(Placed);
  const name = seen[0]?.name ?? '';
  return (
    <details
      class="visit"
      data-visit={name}
      data-drivers={seen.map(({ driver }) => driver).join(' ')}
      open={open}
    >
      <summary>
        <span>{sentence(seen[0]?.title ?? '')}</span> <code>{name}</code>
        {seen.map((visit) => (
          <span
            key={visit.driver}
            class={`badge ${{ arrived: 'pass', blocked: 'fail', refused: 'fail' }[endOf(visit)] ?? ''}`}
          >
            {witness[visit.driver]}: {endOf(visit)}
          </span>
        ))}
      </summary>
      <div id={anchor(visitAnchor(name))} class="inside">
        <Sides {...props} />
      </div>
    </details>
  );
}

/** The visits to look at first: those that a reader would make, and those in which something fell. */
function telling(report: Report): ReadonlySet<string> {
  const most = 6;
  const fallen = report.verdicts
    .filter(({ outcome }) => outcome === 'fail')
    .flatMap(({ visits }) => visits.slice(0, 1));
  return new Set([...firstVisits(report).map(({ name }) => name), ...fallen].slice(0, most));
}

/** The visits, both drivers together: those to look at first, or all others. */
export function Journeys(props: {
  readonly report: Report;
  readonly which: 'first' | 'further';
}): VNode | null {
  const { report, which } = props;
  const { anchor, labelled } = useContext(Placed);
  const first = telling(report);
  const own = report.visits.filter(({ name }) => first.has(name) === (which === 'first'));
  const visits = grouped(own, ({ name }) => name);
  if (visits.size === 0) return null;
  const id = anchor(which === 'first' ? 'part.journeys' : 'part.further');
  const name = which === 'first' ? 'The journey' : 'Further visits';
  return (
    <section class="group" data-group {...labelled(id, name)}>
      <h2 id={id} tabIndex={-1}>
        {name} <span class="count">{visits.size}</span>
      </h2>
      {which === 'first' ? null : (
        <p class="on-paper">Those that were not open when this was printed are in the file.</p>
      )}
      {[...visits].map(([name, seen]) => (
        <Journey key={name} report={report} seen={seen} open={which === 'first'} />
      ))}
    </section>
  );
}
