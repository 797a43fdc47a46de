/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { HandshakeRecord, HandshakeState } from '../../protocol/handshake-record.js';
import { anchorOf } from './anchor.js';
import { useNow } from './now.js';
import { span } from '../../page-parts/span.js';
import { fromNow } from './spans.js';

/** The states in words, with their marks. */
export const states: Readonly<Record<HandshakeState, readonly [mark: string, words: string]>> = {
  left: ['…', 'At the login'],
  away: ['?', 'Not back'],
  accepted: ['✓', 'Taken'],
  refused: ['✗', 'Refused'],
  identified: ['✓', 'Known'],
  stranger: ['–', 'Nobody signed in'],
  failed: ['✗', 'Not known'],
};

/** How a state looks: as that of a token that was taken, or refused, where it ends as well, or as badly. */
export const lookOf = (state: HandshakeState): string =>
  state === 'identified' ? 'accepted' : state === 'failed' ? 'refused' : state;

/** Moves the focus up and down the list. */
function onKey(event: KeyboardEvent): void {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at + step];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}

function Item(props: { readonly record: HandshakeRecord; readonly isShown: boolean }): VNode {
  const { record, isShown } = props;
  const { id, state, page, leftAtMs, arrivedAtMs, code, location, faults, asked, calls } = record;
  const [mark, usual] = states[state];
  const words = state === 'accepted' && calls !== undefined ? 'Logged in' : usual;
  const now = useNow();
  const isOpen = state === 'left' || state === 'away';
  const lasted =
    leftAtMs === undefined || arrivedAtMs === undefined ? undefined : arrivedAtMs - leftAtMs;
  return (
    <li>
      <a
        href={anchorOf(id)}
        class={`item ${lookOf(state)}`}
        {...(isShown && { 'aria-current': 'true' as const })}
      >
        <span class="head">
          <span class="sign" aria-hidden="true">
            {mark}
          </span>
          <b>{words}</b>
          <span class="when">{fromNow(arrivedAtMs ?? leftAtMs ?? now, now)}</span>
        </span>
        <code class="page">{page ?? location ?? 'no page asked for'}</code>
        <span class="foot">
          <span>#{id}</span>
          {isOpen || code === undefined ? null : <code>{code}</code>}
          {isOpen ? <span>waiting for the reader</span> : null}
          {asked === undefined || asked.times === 1 ? null : (
            <span>{asked.times.toLocaleString('en')} times</span>
          )}
          {lasted === undefined ? null : <span>{span(lasted)} at the login</span>}
          {faults.length === 0 ? null : <span class="fault">fault {faults.join(', ')}</span>}
        </span>
      </a>
    </li>
  );
}

/** The handshakes, the latest first. */
export function HandshakeList(props: {
  readonly handshakes: readonly HandshakeRecord[];
  readonly shown: number | undefined;
  /** True where a handshake stays shown when there are later ones. */
  readonly isPinned: boolean;
}): VNode {
  const { handshakes, shown, isPinned } = props;
  return (
    <nav class="list" aria-labelledby="handshakes">
      <h2 id="handshakes">
        Handshakes <span class="count">{handshakes.length}</span>
      </h2>
      <ol onKeyDown={onKey} reversed>
        {handshakes.map((record) => (
          <Item key={record.id} record={record} isShown={record.id === shown} />
        ))}
      </ol>
      {isPinned && handshakes.length > 0 ? (
        <p class="follow">
          <a class="button quiet small" href="#">
            Follow the latest
          </a>
        </p>
      ) : null}
    </nav>
  );
}
