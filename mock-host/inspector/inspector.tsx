/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';

import type { HandshakeRecord } from '../../protocol/handshake-record.js';
import { own } from '../routes/login-link.js';
import { Controls } from './controls.js';
import { HandshakeList, states } from './handshake-list.js';
import { HandshakeView } from './handshake/handshake-view.js';
import type { HostApi, HostState } from './host-api.js';
import { HostClock } from './now.js';
import { standingOf } from './spans.js';

/** What the inspector knows. */
export interface Known {
  readonly host: HostState;
  /** The latest first. */
  readonly handshakes: readonly HandshakeRecord[];
  /** False while the host does not answer. */
  readonly isLive: boolean;
  /** The handshake that the address names; undefined for the latest. */
  readonly chosen: number | undefined;
}

function Chip(props: {
  readonly name: string;
  readonly warns?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  const { name, warns = false, children } = props;
  return (
    <li class={warns ? 'warns' : undefined}>
      <span>{name}</span> {children}
    </li>
  );
}

function Top({ host, isLive }: Known): VNode {
  const armed = host.faults.filter(({ state }) => state === 'armed').length;
  return (
    <header class="top">
      <p class="brand">
        <img src={`${own}/icon.svg`} width="28" height="28" alt="" /> Docs handshake
        <span class={`live ${isLive ? 'on' : 'off'}`} role="status">
          {isLive ? 'live' : 'the host does not answer'}
        </span>
      </p>
      <ul class="chips" aria-label="The host">
        <Chip name="Docs">
          <a href={host.docsUrl} rel="noreferrer" target="_blank">
            {host.docsUrl}
          </a>
        </Chip>
        <Chip name="Rules">
          {host.handshake} {host.edition}
        </Chip>
        <Chip name="Clock" warns={host.clock.offsetMs !== 0}>
          {standingOf(host.clock.offsetMs)}
        </Chip>
        {armed === 0 ? null : (
          <Chip name="Faults" warns>
            {armed} ordered
          </Chip>
        )}
      </ul>
    </header>
  );
}

/** The latest of what happened, for those who do not see it happen. */
function Spoken({ handshakes }: Known): VNode {
  const latest = handshakes[0];
  const words =
    latest === undefined
      ? ''
      : `Handshake ${latest.id}: ${states[latest.state][1]}${latest.code === undefined ? '' : `, ${latest.code}`}`;
  return (
    <p class="unseen" role="status">
      {words}
    </p>
  );
}

function Gone({ id }: { readonly id: number }): VNode {
  return (
    <article class="view">
      <h1>Handshake {id} is not here</h1>
      <p>
        The host was started anew or reset, or keeps later ones in its place.{' '}
        <a href="#">Show the latest</a>
      </p>
    </article>
  );
}

/** True where the first reader was known: whoever serves has no more need of steps. */
const isThrough = ({ steps, session, oauth }: HostState): boolean =>
  oauth?.readerKnown ?? session?.readerIdentified ?? steps.tokenAccepted;

/** The whole page, once the host let it in. */
export function Inspector(props: {
  readonly known: Known;
  readonly api: HostApi;
  /** Shown until the first token is accepted. */
  readonly firstSteps: ComponentChildren;
  /** The host's clock, milliseconds since the epoch; stays the same function. */
  readonly clock: () => number;
  /** The host was told something: look again. */
  readonly onChange: () => void;
}): VNode {
  const { known, api, firstSteps, clock, onChange } = props;
  const { host, handshakes, chosen } = known;
  const record = chosen === undefined ? handshakes[0] : handshakes.find(({ id }) => id === chosen);
  return (
    <HostClock.Provider value={clock}>
      <a class="skip" href="#main">
        Skip to the handshake
      </a>
      <Top {...known} />
      <Spoken {...known} />
      <div class="columns">
        <div class="side">
          <HandshakeList
            handshakes={handshakes}
            shown={record?.id}
            isPinned={chosen !== undefined}
          />
          <aside aria-label="Controls">
            <Controls host={host} api={api} onChange={onChange} />
          </aside>
        </div>
        <main id="main" tabIndex={-1}>
          {record === undefined ? null : (
            <HandshakeView key={record.id} record={record} host={host} api={api} />
          )}
          {record === undefined && chosen !== undefined ? <Gone id={chosen} /> : null}
          {isThrough(host) && handshakes.length > 0 ? null : firstSteps}
        </main>
      </div>
    </HostClock.Provider>
  );
}
