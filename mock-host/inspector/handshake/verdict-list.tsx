/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';

import { Grounds, Mark, Row } from '../../../page-parts/finding.js';
import type { HandshakeVerdicts, NotJudged } from '../../../protocol/handshake-record.js';
import { sourceLine, type Outcome, type Verdict } from '../../../protocol/verdict.js';

/** The parts of the list, what asks for something to be done first. */
const parts: readonly {
  readonly name: string;
  /** As it is counted. */
  readonly counted: string;
  readonly outcome: Outcome;
  /** Told in full, since it asks for something to be done; the others are folded, all together. */
  readonly full: boolean;
}[] = [
  { name: 'Failed', counted: 'failed', outcome: 'fail', full: true },
  { name: 'Warnings', counted: 'warned', outcome: 'warn', full: true },
  { name: 'Notes', counted: 'noted', outcome: 'note', full: false },
  { name: 'Passed', counted: 'passed', outcome: 'pass', full: false },
];

function Told({ verdict }: { readonly verdict: Verdict }): VNode {
  const { outcome, expected, actual, why, fix, source } = verdict;
  return (
    <dl>
      {expected === undefined ? null : <Row name="Expected">{expected}</Row>}
      {actual === undefined ? null : (
        <Row name="Actual">
          <span class={`actual ${outcome}`}>{actual}</span>
        </Row>
      )}
      <Grounds why={why} fix={fix} line={sourceLine(source)} address={source.address} />
    </dl>
  );
}

function Finding({ verdict }: { readonly verdict: Verdict }): VNode {
  const { id, level, outcome, title } = verdict;
  return (
    <article class={`finding ${outcome}`} aria-label={id} data-requirement={id}>
      <h4>
        <Mark outcome={outcome} /> {title}
      </h4>
      <div class="about">
        <code>{id}</code>
        <span class="level">{level}</span>
      </div>
      <Told verdict={verdict} />
    </article>
  );
}

function Folded({ verdict }: { readonly verdict: Verdict }): VNode {
  const { id, level, outcome, title } = verdict;
  return (
    <details class="row" data-requirement={id}>
      <summary>
        <Mark outcome={outcome} /> <span>{title}</span> <code>{id}</code>{' '}
        <span class="level">{level}</span>
      </summary>
      <div class="inside">
        <Told verdict={verdict} />
      </div>
    </details>
  );
}

/** A part that is folded: what it holds is named in its head. */
function Fold(props: {
  readonly outcome: string;
  readonly name: string;
  readonly count: number;
  readonly children: ComponentChildren;
}): VNode {
  const { outcome, name, count, children } = props;
  return (
    <details class="fold">
      <summary>
        <Mark outcome={outcome} /> {name} <span class="count">{count}</span>
      </summary>
      {children}
    </details>
  );
}

/** What only a whole run judges, named so that nobody takes silence for a pass. */
function Open({ rows }: { readonly rows: readonly NotJudged[] }): VNode {
  const reasons = [...new Set(rows.map(({ reason }) => reason))];
  return (
    <Fold outcome="not-reached" name="Not judged here" count={rows.length}>
      {reasons.map((reason) => (
        <div class="inside" key={reason}>
          <p>{reason}</p>
          <ul class="plain">
            {rows
              .filter((row) => row.reason === reason)
              .map(({ id, title }) => (
                <li key={id} data-requirement={id}>
                  <code>{id}</code> {title}
                </li>
              ))}
          </ul>
        </div>
      ))}
    </Fold>
  );
}

function Tally(props: { readonly counts: readonly (readonly [string, string, number])[] }): VNode {
  return (
    <ul class="tally" aria-label="Verdicts">
      {props.counts.map(([outcome, name, count]) => (
        <li key={name} class={`badge ${outcome}`}>
          <b>{count}</b> {name}
        </li>
      ))}
    </ul>
  );
}

/** Every requirement that a handshake was judged by, what fell first; and those that it could not be judged by. */
export function VerdictList({ judged }: { readonly judged: HandshakeVerdicts }): VNode {
  const open = judged.notJudged;
  const shown = parts.flatMap((part) => {
    const those = judged.verdicts.filter(({ outcome }) => outcome === part.outcome);
    return those.length === 0 ? [] : [{ ...part, those }];
  });
  const counts = shown.map((part) => [part.outcome, part.counted, part.those.length] as const);
  return (
    <>
      <Tally counts={[...counts, ['not-reached', 'not judged here', open.length]]} />
      {shown.map(({ name, outcome, full, those }) =>
        full ? (
          <section key={name} aria-labelledby={`verdicts-${outcome}`}>
            <h3 id={`verdicts-${outcome}`}>{name}</h3>
            {those.map((verdict) => (
              <Finding key={verdict.id} verdict={verdict} />
            ))}
          </section>
        ) : (
          <Fold key={name} outcome={outcome} name={name} count={those.length}>
            {those.map((verdict) => (
              <Folded key={verdict.id} verdict={verdict} />
            ))}
          </Fold>
        ),
      )}
      {open.length === 0 ? null : <Open rows={open} />}
    </>
  );
}
