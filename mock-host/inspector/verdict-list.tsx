/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';

import { Mark, SourceText } from '../../page-parts/finding.js';
import { sourceLine, type Outcome, type Verdict } from '../../protocol/verdict.js';
import type { HandshakeVerdicts, NotJudged } from './host-api.js';

/** The parts of the list, what asks for something to be done first. */
const parts: readonly {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly full: boolean;
}[] = [
  { name: 'Failed', outcomes: ['fail'], full: true },
  { name: 'The suite broke on', outcomes: ['error'], full: true },
  { name: 'Warnings', outcomes: ['warn', 'known'], full: true },
  { name: 'Notes', outcomes: ['note'], full: false },
  { name: 'Passed', outcomes: ['pass'], full: false },
];

const unjudged: readonly Outcome[] = ['not-reached', 'not-applicable'];

function Row(props: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

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
      <Row name="Why">{why}</Row>
      <Row name="Fix">{fix}</Row>
      <Row name="Source">
        <SourceText line={sourceLine(source)} address={source.address} />
      </Row>
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

/** What only a whole run judges, named so that nobody takes silence for a pass. */
function Open({ rows }: { readonly rows: readonly NotJudged[] }): VNode {
  const reasons = [...new Set(rows.map(({ reason }) => reason))];
  return (
    <section aria-labelledby="verdicts-open">
      <h3 id="verdicts-open">
        Not judged here <span class="count">{rows.length}</span>
      </h3>
      {reasons.map((reason) => {
        const those = rows.filter((row) => row.reason === reason);
        return (
          <details class="row" key={reason}>
            <summary>
              <Mark outcome="not-reached" /> <span>{reason}</span>{' '}
              <span class="count">{those.length}</span>
            </summary>
            <ul class="inside plain">
              {those.map(({ id, title }) => (
                <li key={id} data-requirement={id}>
                  <code>{id}</code> {title}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </section>
  );
}

/** Every requirement that a handshake was judged by, what fell first; and those that it could not be judged by. */
export function VerdictList({ judged }: { readonly judged: HandshakeVerdicts }): VNode {
  const open = [
    ...judged.verdicts
      .filter(({ outcome }) => unjudged.includes(outcome))
      .map(({ id, title, actual = 'It was not judged.' }) => ({ id, title, reason: actual })),
    ...judged.notJudged,
  ];
  return (
    <>
      {parts.map(({ name, outcomes, full }) => {
        const those = judged.verdicts.filter(({ outcome }) => outcomes.includes(outcome));
        const heading = `verdicts-${outcomes[0] ?? ''}`;
        return those.length === 0 ? null : (
          <section key={name} aria-labelledby={heading}>
            <h3 id={heading}>
              {name} <span class="count">{those.length}</span>
            </h3>
            {those.map((verdict) =>
              full ? (
                <Finding key={verdict.id} verdict={verdict} />
              ) : (
                <Folded key={verdict.id} verdict={verdict} />
              ),
            )}
          </section>
        );
      })}
      {open.length === 0 ? null : <Open rows={open} />}
    </>
  );
}
