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
  /** Who asks, where it is not the visitor: a place in the lanes, to the right of the other party or the same. */
  readonly from?: number;
  /** `out` leaves the visitor, or who asks; `back` comes back. */
  readonly way: 'out' | 'back';
  /** A method, a status, or a word. */
  readonly head: string;
  /** An address or a sentence, after the head. */
  readonly text?: string;
  /** What goes along, such as `sets` and the names of cookies. */
  readonly notes: readonly (readonly [label: string, text?: string])[];
  /** `planned`: nobody was to follow it; `stopped`: it was to be followed, and something forbade it. */
  readonly tone: 'plain' | 'good' | 'bad' | 'planned' | 'stopped';
  /** When, in a word or two. */
  readonly at?: string;
}

/** A time in which nobody saw what went on between the visitor and another party. */
export interface Gap {
  /** The other party: its place in the lanes, from 1 to 4. */
  readonly unseen: number;
  readonly head: string;
  /** How long, and other words. */
  readonly text: string;
  /** True while it lasts. */
  readonly open: boolean;
}

/** A sequence picture as data. */
export interface Sequence {
  /** What the picture is called for those who do not see it. */
  readonly label: string;
  /** Two to five. */
  readonly lanes: readonly Lane[];
  readonly arrows: readonly (Arrow | Gap)[];
  readonly children?: ComponentChildren;
}

function ArrowStep(props: {
  readonly arrow: Arrow;
  readonly to: string;
  readonly by?: string;
}): VNode {
  const { arrow, to, by } = props;
  const { lane, from, way, head, text, notes, tone, at } = arrow;
  const between = from === undefined ? '' : ` leftward from-${from}`;
  const other = from === lane ? 'itself' : to;
  const spoken = [by, way === 'out' ? 'to' : 'from', other]
    .filter((word) => word !== undefined)
    .join(' ');
  return (
    <li class={`arrow to-${lane}${between} ${way} ${tone}`}>
      <div class="said">
        <span
          class={from === undefined ? 'unseen' : 'asker'}
        >{`${spoken.charAt(0).toUpperCase()}${spoken.slice(1)}: `}</span>
        {at === undefined ? null : <span class="at">{at}</span>}
        <b>{head}</b>
        {text === undefined ? null : (
          <>
            {' '}
            <code>{text}</code>
          </>
        )}
        {notes.map(([label, words], index) => (
          // A field may come twice, with the same name.
          <span class="aside" key={index}>
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
      {from === lane ? null : <div class="shaft" aria-hidden="true" />}
    </li>
  );
}

function GapStep({ gap }: { readonly gap: Gap }): VNode {
  return (
    <li class={`gap to-${gap.unseen}${gap.open ? ' open' : ''}`}>
      <div>
        <b>{gap.head}</b> <span>{gap.text}</span>
      </div>
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
        {arrows.map((step, index) =>
          // The same answer may come twice in a row: only its place tells a step from another.
          'unseen' in step ? (
            <GapStep key={index} gap={step} />
          ) : (
            <ArrowStep
              key={index}
              arrow={step}
              to={lanes[step.lane]?.name ?? ''}
              {...(step.from === undefined ? {} : { by: lanes[step.from]?.name ?? '' })}
            />
          ),
        )}
      </ol>
      {children}
    </div>
  );
}
