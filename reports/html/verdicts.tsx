/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';

import { Grounds, Mark, Row } from '../../page-parts/finding.js';
import type { Report } from '../../protocol/report.js';
import { sourceLine, type Outcome, type Verdict } from '../../protocol/verdict.js';
import { causesOf } from '../parts/causes.js';
import { visitAnchor } from './journeys.js';
import { Placed } from './place.js';

/** The parts of the report, in the order in which they are read. */
export const parts: readonly {
  readonly id: string;
  readonly name: string;
  /** What is counted, for one and for many. */
  readonly counted: readonly [one: string, many: string];
  readonly outcomes: readonly Outcome[];
  /** Told in full, since it asks for something to be done. */
  readonly full: boolean;
}[] = [
  { id: 'failed', name: 'Failed', counted: ['failed', 'failed'], outcomes: ['fail'], full: true },
  {
    id: 'broke',
    name: 'The suite broke on',
    counted: ['broke', 'broke'],
    outcomes: ['error'],
    full: true,
  },
  {
    id: 'warnings',
    name: 'Warnings',
    counted: ['warning', 'warnings'],
    outcomes: ['warn'],
    full: true,
  },
  {
    id: 'known',
    name: 'Known, and accepted for a while',
    counted: ['known', 'known'],
    outcomes: ['known'],
    full: true,
  },
  { id: 'notes', name: 'Notes', counted: ['note', 'notes'], outcomes: ['note'], full: false },
  {
    id: 'not-judged',
    name: 'Not judged',
    counted: ['not judged', 'not judged'],
    outcomes: ['not-reached', 'not-applicable'],
    full: false,
  },
  { id: 'passed', name: 'Passed', counted: ['passed', 'passed'], outcomes: ['pass'], full: false },
];

/** What both drivers said, side by side. */
function Witnesses({ drivers }: Verdict): VNode {
  const { http, browser } = drivers;
  return (
    <ul class="witnesses" aria-label="Drivers">
      {http === undefined ? null : <li class={`badge ${http}`}>Plain HTTP: {http}</li>}
      {browser === undefined ? null : <li class={`badge ${browser}`}>Browser: {browser}</li>}
    </ul>
  );
}

function VisitLinks({ names }: { readonly names: readonly string[] }): VNode {
  const { anchor } = useContext(Placed);
  return (
    <>
      {names.map((name, index) => (
        <span key={name}>
          {index === 0 ? '' : ', '}
          <a href={`#${encodeURIComponent(anchor(visitAnchor(name)))}`}>{name}</a>
        </span>
      ))}
    </>
  );
}

const judged = new Set<Outcome>(['pass', 'fail', 'warn', 'note', 'known']);

function Parts(verdict: Verdict): VNode {
  const { outcome, expected, actual, why, fix, source, visits, notThrough = [] } = verdict;
  const { known, weighs } = verdict;
  const through = visits.filter((name) => !notThrough.includes(name));
  return (
    <dl>
      {expected === undefined ? null : <Row name="Expected">{expected}</Row>}
      {actual === undefined ? null : (
        <Row name={judged.has(outcome) ? 'Actual' : 'Reason'}>
          <span class={`actual ${outcome}`}>{actual}</span>
        </Row>
      )}
      {known === undefined ? null : (
        <Row name="Accepted">{`${known.reason} ${known.owner}, until ${known.expires} (UTC)`}</Row>
      )}
      {weighs === undefined ? null : (
        <Row name="Weighed">
          {`as a ${weighs.as === 'warn' ? 'warning' : 'failure'}. ${weighs.reason ?? ''}`}
        </Row>
      )}
      <Grounds why={why} fix={fix} line={sourceLine(source)} address={source.address} />
      {through.length === 0 ? null : (
        <Row name={judged.has(outcome) ? 'Seen in' : 'Visits'}>
          <VisitLinks names={through} />
        </Row>
      )}
      {notThrough.length === 0 ? null : (
        <Row name="Not through">
          <VisitLinks names={notThrough} />
        </Row>
      )}
    </dl>
  );
}

const drivers = ({ drivers: { http, browser } }: Verdict): string =>
  [
    ...(http === undefined ? [] : ['http']),
    ...(browser === undefined ? [] : ['browser']),
    ...(http !== undefined && browser !== undefined && http !== browser ? ['differ'] : []),
  ].join(' ');

/** What the filters look at. */
const facets = (verdict: Verdict): object => ({
  'data-outcome': verdict.outcome,
  'data-level': verdict.level,
  'data-drivers': drivers(verdict),
});

function Finding({ verdict }: { readonly verdict: Verdict }): VNode {
  const { anchor, called } = useContext(Placed);
  const { id, level, outcome, title } = verdict;
  return (
    <article
      id={anchor(id)}
      tabIndex={-1}
      class={`finding ${outcome}`}
      aria-label={called(id)}
      {...facets(verdict)}
    >
      <h3>
        <Mark outcome={outcome} /> {title}
      </h3>
      <div class="about">
        <a href={`#${encodeURIComponent(anchor(id))}`}>
          <code>{id}</code>
        </a>
        <span class="level">{level}</span>
        <Witnesses {...verdict} />
      </div>
      <Parts {...verdict} />
    </article>
  );
}

function FoldedRow(props: {
  readonly verdict: Verdict;
  readonly reason: string | undefined;
}): VNode {
  const { verdict, reason } = props;
  const { anchor } = useContext(Placed);
  const { id, level, outcome, title } = verdict;
  return (
    <details class="row" {...facets(verdict)}>
      <summary>
        <Mark outcome={outcome} /> <span>{title}</span> <code>{id}</code>{' '}
        <span class="level">{level}</span>
        {reason === undefined ? null : <span class="reason">{reason}</span>}
      </summary>
      <div id={anchor(id)} tabIndex={-1} class="inside">
        <div class="about">
          <a href={`#${encodeURIComponent(anchor(id))}`}>Link to this requirement</a>
          <Witnesses {...verdict} />
        </div>
        <Parts {...verdict} />
      </div>
    </details>
  );
}

/** Verdicts, what fell first: those that are told in full, or all others. */
export function Verdicts(props: { readonly report: Report; readonly full: boolean }): VNode {
  const { report, full } = props;
  const { anchor, labelled } = useContext(Placed);
  const causes = causesOf(report);
  /** What a folded row says for itself; a cause that many share stands elsewhere. */
  const reasonOf = ({ outcome, actual = '', because }: Verdict): string | undefined =>
    outcome === 'pass' || causes.toldElsewhere({ text: actual, because }) !== undefined
      ? undefined
      : actual;
  return (
    <>
      {parts
        .filter((part) => part.full === full)
        .map(({ id, name, outcomes }) => {
          const verdicts = report.verdicts.filter(({ outcome }) => outcomes.includes(outcome));
          return verdicts.length === 0 ? null : (
            <section key={id} class="group" data-group {...labelled(anchor(`part.${id}`), name)}>
              <h2 id={anchor(`part.${id}`)} tabIndex={-1}>
                {name} <span class="count">{verdicts.length}</span>
              </h2>
              {verdicts.map((verdict) =>
                full ? (
                  <Finding key={verdict.id} verdict={verdict} />
                ) : (
                  <FoldedRow key={verdict.id} verdict={verdict} reason={reasonOf(verdict)} />
                ),
              )}
            </section>
          );
        })}
    </>
  );
}
