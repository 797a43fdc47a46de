/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';

import type { Report } from '../../protocol/report.js';
import { addressesOf } from '../parts/addresses.js';
import { seconds } from '../parts/amounts.js';
import { causesOf } from '../parts/causes.js';
import { editionWords } from '../parts/editions.js';
import { meaning } from '../parts/meaning.js';
import { isLocation, seenBy } from '../parts/seen-by.js';
import { Placed } from './place.js';
import { parts } from './verdicts.js';

/** How the run ended, as a colour. */
export const toneOf = ({ exitCode }: Pick<Report, 'exitCode'>): 'good' | 'bad' | 'open' =>
  exitCode === 0 ? 'good' : exitCode === 1 ? 'bad' : 'open';

/** The mark of a tone. */
export const marks: Readonly<Record<'good' | 'bad' | 'open', string>> = {
  good: '✓',
  bad: '✗',
  open: '–',
};

function Tally({ report }: { readonly report: Report }): VNode {
  const shown = parts.flatMap(({ id, counted: [one, many], outcomes }) => {
    const count = report.verdicts.filter(({ outcome }) => outcomes.includes(outcome)).length;
    return count === 0
      ? []
      : [{ id, name: count === 1 ? one : many, count, outcome: outcomes[0] ?? 'pass' }];
  });
  const { leftOut } = report.summary;
  const { anchor, called } = useContext(Placed);
  const { off = [] } = report;
  return (
    <nav aria-label={called('Parts of the report')}>
      <ul class="tally">
        {shown.map(({ id, name, count, outcome }) => (
          <li key={id}>
            <a class={`badge ${outcome}`} href={`#${anchor(`part.${id}`)}`}>
              <b>{count}</b> {name}
            </a>
          </li>
        ))}
        <li>
          <a class="badge" href={`#${anchor('part.journeys')}`}>
            The journey
          </a>
        </li>
      </ul>
      {leftOut === undefined ? null : <p>{leftOut} left out.</p>}
      {off.length === 0 ? null : (
        <ul class="remarks" aria-label="Switched off">
          {off.map(({ id, reason }) => (
            <li key={id}>
              <code>{id}</code> is switched off: {reason}
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}

/** What one edition makes of the run, and what fell of it. */
function EditionItem(props: {
  readonly report: Report;
  readonly edition: Report['editions'][number];
}): VNode {
  const { report, edition } = props;
  const { id, fail } = edition;
  const { anchor } = useContext(Placed);
  return (
    <li>
      {id}
      {id === report.target.edition ? ' (gates)' : ''}: {editionWords(edition, report).says}
      {fail.length === 0 ? null : ', '}
      {fail.map((row, index) => (
        <span key={row}>
          {index === 0 ? '' : ', '}
          <a href={`#${encodeURIComponent(anchor(row))}`}>{row}</a>
        </span>
      ))}
      {fail.length === 0 ? null : ' fell'}
    </li>
  );
}

function Facts({ report }: { readonly report: Report }): VNode {
  const { target, tool, startedAt, durationMs, editions } = report;
  return (
    <dl class="facts">
      {isLocation(report)
        ? null
        : addressesOf(target).map(([name, url]) => (
            <>
              <dt>{name}</dt>
              <dd>
                <code>{url}</code>
              </dd>
            </>
          ))}
      <dt>Docs</dt>
      <dd>
        <code>{target.docsOrigin}</code>
      </dd>
      <dt>Rules</dt>
      <dd>
        {target.handshake}, edition {target.edition}
      </dd>
      <dt>Editions</dt>
      <dd>
        <ul class="plain">
          {editions.map((edition) => (
            <EditionItem key={edition.id} report={report} edition={edition} />
          ))}
        </ul>
      </dd>
      <dt>Seen by</dt>
      <dd>{seenBy(report)}</dd>
      <dt>When</dt>
      <dd>
        <time dateTime={startedAt}>{startedAt}</time>, in {seconds({ durationMs })}, by {tool.name}{' '}
        {tool.version}
      </dd>
    </dl>
  );
}

/** The top of the report: what came out, of what, and why it may not be the whole. */
export function Summary({ report }: { readonly report: Report }): VNode {
  const tone = toneOf(report);
  const [verdict, why] = meaning(report);
  const entries = (report.baseline?.entries ?? []).flatMap(({ says }) => says ?? []);
  const said = [...causesOf(report).atEnd, ...entries, ...report.remarks];
  const { target, anchor } = useContext(Placed);
  const mark = <span aria-hidden="true">{marks[tone]}</span>;
  return (
    <header class={`summary ${tone}`}>
      {target === undefined ? (
        <>
          <p class="tool">{report.tool.name} report</p>
          <h1>
            {mark} {verdict}
          </h1>
        </>
      ) : (
        <h2 id={anchor('target')} tabIndex={-1}>
          {mark} {target}: {verdict}
        </h2>
      )}
      <p class="exit">
        Exit code {report.exitCode}
        {why === '' ? '.' : `: ${why}`}
      </p>
      {said.length === 0 ? null : (
        <ul class="remarks" aria-label="Remarks">
          {said.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Tally report={report} />
      <Facts report={report} />
    </header>
  );
}
