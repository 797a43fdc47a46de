/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { whyFailed } from './asked.js';
import type { FaultWish } from '../faults/faults.js';
import type { HostApi, HostState } from './host-api.js';
import { standingOf } from './spans.js';

/** What can be ordered, in the words of a choice. */
type Order = FaultWish & { readonly words: string };

const late: Order = { kind: 'slow', words: 'Answer 2 s late' };

/** Where the host keeps its readers' sessions. */
const ofSessions: readonly Order[] = [
  { kind: 'lose-session', words: 'Lose the session cookie' },
  { kind: 'expire-session', words: 'End the session of a reader' },
];

const ofTokens: readonly Order[] = [
  { kind: 'refuse-token', as: 'expired', words: 'Refuse a good token as expired' },
  { kind: 'refuse-token', as: 'bad-signature', words: 'Refuse a good token for its signature' },
  { kind: 'refuse-token', as: 'replay', words: 'Refuse a good token as used before' },
  { kind: 'rotate-key', words: 'Verify with a key that no login flow has' },
  late,
  { kind: 'callback-error', words: 'Answer 500 at the callback' },
  ...ofSessions,
  { kind: 'redirect', words: 'Send a hostile redirect to the login' },
];

/** Of a host whose pages ask a session API. */
const ofSessionApis: readonly Order[] = [
  { kind: 'lose-answer', words: 'Lose the answer of the session API' },
  late,
];

/** Of a client of an authorization server. */
const ofClients: readonly Order[] = [
  { kind: 'slow-token', words: 'Token endpoint answers 2 s late' },
  { kind: 'refuse-code', words: 'Refuse the code' },
  { kind: 'lose-info', words: 'Lose the answer of the Info API' },
  { kind: 'mix-state', words: 'Take the state for another browser’s' },
  late,
  { kind: 'callback-error', words: 'Answer 500 at the redirect URI' },
];

/** What a host can be told to get wrong. */
function ordersOf({ session, oauth }: HostState): readonly Order[] {
  if (oauth !== undefined) {
    return oauth.by === 'host' ? [...ofClients, ...ofSessions] : ofClients;
  }
  return session === undefined ? ofTokens : ofSessionApis;
}

const minute = 60_000;

/** Where the clock can be moved from where it stands, in milliseconds. */
const moves: readonly (readonly [words: string, byMs: number])[] = [
  ['− 1 min', -minute],
  ['+ 10 s', 10_000],
  ['+ 1 min', minute],
  ['+ 1 h', 60 * minute],
];

interface ControlProps {
  readonly host: HostState;
  readonly api: HostApi;
  /** Does what was ordered, and looks at the host again. */
  readonly act: (what: () => Promise<void>) => void;
}

function FaultControl({ host, api, act }: ControlProps): VNode {
  const [chosen, choose] = useState(0);
  const [stays, stay] = useState(false);
  const known = ordersOf(host);
  return (
    <fieldset>
      <legend>Faults on demand</legend>
      <form
        class="order"
        onSubmit={(event) => {
          event.preventDefault();
          const order = known[chosen];
          if (order === undefined) return;
          const { words: _words, ...wish } = order;
          act(() => api.addFault({ ...wish, times: stays ? 'until-cleared' : 'once' }));
        }}
      >
        <select
          aria-label="Fault"
          value={chosen}
          onChange={(event) => choose(Number(event.currentTarget.value))}
        >
          {known.map(({ words }, at) => (
            <option key={words} value={at}>
              {words}
            </option>
          ))}
        </select>
        <label class="tick">
          <input
            type="checkbox"
            checked={stays}
            onChange={(event) => stay(event.currentTarget.checked)}
          />
          until cleared
        </label>
        <button class="button">Order</button>
      </form>
      {host.faults.length === 0 ? (
        <p class="aside">None ordered: the host behaves.</p>
      ) : (
        <ul class="faults" aria-label="Ordered faults">
          {host.faults.map(({ id, sentence, state, count, times }) => (
            <li key={id} class={state}>
              <code>{id}</code> <span>{sentence}</span>{' '}
              <small>
                {state === 'spent' ? 'done' : times === 'once' ? 'once' : 'until cleared'}, happened{' '}
                {count === 1 ? 'once' : `${count} times`}
              </small>
              <button
                type="button"
                class="button quiet small"
                aria-label={`Clear fault ${id}`}
                onClick={() => act(() => api.clearFault(id))}
              >
                Clear
              </button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

function ClockControl({ host, api, act }: ControlProps): VNode {
  const { offsetMs } = host.clock;
  return (
    <fieldset>
      <legend>Clock</legend>
      <p>
        The host’s clock is <b>{standingOf(offsetMs)}</b>.{' '}
        {host.session === undefined && host.oauth === undefined
          ? 'Tokens, sessions and pages go'
          : 'expiresAt and pages go'}{' '}
        by it.
      </p>
      <div class="suppose">
        {moves.map(([words, byMs]) => (
          <button
            key={words}
            type="button"
            class="button quiet small"
            onClick={() => act(() => api.moveClock(offsetMs + byMs))}
          >
            {words}
          </button>
        ))}
        <button
          type="button"
          class="button quiet small"
          disabled={offsetMs === 0}
          onClick={() => act(() => api.moveClock(0))}
        >
          On time
        </button>
      </div>
    </fieldset>
  );
}

/** What the host can be told: to misbehave, what time it is, and to forget everything. */
export function Controls(props: {
  readonly host: HostState;
  readonly api: HostApi;
  /** The host changed: look again. */
  readonly onChange: () => void;
}): VNode {
  const { host, api, onChange } = props;
  const [failure, fail] = useState('');
  const act = (what: () => Promise<void>): void => {
    fail('');
    what().then(onChange, (error: unknown) => fail(whyFailed(error)));
  };
  return (
    <details class="controls">
      <summary>
        Faults, clock, reset
        {host.faults.some(({ state }) => state === 'armed') ? (
          <span class="badge warn">a fault is ordered</span>
        ) : null}
        {host.clock.offsetMs === 0 ? null : (
          <span class="badge warn">clock {standingOf(host.clock.offsetMs)}</span>
        )}
      </summary>
      <div class="inside">
        <FaultControl host={host} api={api} act={act} />
        <ClockControl host={host} api={api} act={act} />
        <fieldset>
          <legend>Reset</legend>
          <p>Ends every session, and forgets handshakes, tokens and events.</p>
          <button type="button" class="button" onClick={() => act(() => api.reset())}>
            Reset the host
          </button>
        </fieldset>
        <p role="status" class="failure">
          {failure}
        </p>
      </div>
    </details>
  );
}
