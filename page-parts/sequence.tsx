/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';

/** One party of a sequence picture. The visitor stands first. */
export interface Lane {
  readonly name: string;
  /** Its host, or what else tells it from others. */
  readonly host?: string;
}

/** One arrow between the visitor and another party. */
export interface Arrow {
  /** The other party: its place in the lanes, from 1 to 4. */
  readonly lane: number;
  /** `out` leaves the visitor, `back` comes to the visitor. */
  readonly way: 'out' | 'back';
  /** A method, a status, or a word. */
  readonly head: string;
  /** An address or a sentence, after the head. */
  readonly text?: string;
  /** What goes along, such as `sets` and the names of cookies. */
  readonly notes: readonly (readonly [label: string, text?: string])[];
  /** `planned`: nobody was to follow it; `stopped`: it was to be followed, and something forbade it. */
  readonly tone: 'plain' | 'good' | 'bad' | 'planned' | 'stopped';
}

/** A sequence picture as data. */
export interface Sequence {
  /** What the picture is called for those who do not see it. */
  readonly label: string;
  /** Two to five. */
  readonly lanes: readonly Lane[];
  readonly arrows: readonly Arrow[];
  readonly children?: ComponentChildren;
}

function ArrowStep(props: { readonly arrow: Arrow; readonly to: string }): VNode {
  const { arrow, to } = props;
  const { lane, way, head, text, notes, tone } = arrow;
  return (
    <li class={`arrow to-${lane} ${way} ${tone}`}>
      <div class="said">
        <span class="unseen">{way === 'out' ? `To ${to}: ` : `From ${to}: `}</span>
        <b>{head}</b>
        {text === undefined ? null : (
          <>
            {' '}
            <code>{text}</code>
          </>
        )}
        {notes.map(([label, words]) => (
          <span class="aside" key={label}>
            {label}
            {words === undefined ? null : (
              <>
                {' '}
                <code>{words}</code>
              </>
            )}
          </span>
        ))}
      </div>
      <div class="shaft" aria-hidden="true" />
    </li>
  );
}

/** Draws who sent what to whom, top to bottom: an ordered list, which the style sheet makes a picture. */
export function SequencePicture(props: Sequence): VNode {
  const { label, lanes, arrows, children } = props;
  return (
    <div class={`sequence lanes-${lanes.length}`} role="group" aria-label={label}>
      <ul class="lanes" aria-label="Parties">
        {lanes.map(({ name, host }) => (
          <li key={`${name} ${host ?? ''}`}>
            <b>{name}</b>
            {host === undefined ? null : <code>{host}</code>}
          </li>
        ))}
      </ul>
      <ol class="arrows">
        {arrows.map((arrow, index) => (
          // The same answer may come twice in a row: only its place tells an arrow from another.
          <ArrowStep key={index} arrow={arrow} to={lanes[arrow.lane]?.name ?? ''} />
        ))}
      </ol>
      {children}
    </div>
  );
}
