/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { SequencePicture } from '../../../page-parts/sequence.js';
import type { HandshakeRecord } from '../../../protocol/handshake-record.js';
import { useAsked } from '../asked.js';
import { AskView } from './ask-view.js';
import { CallsView } from './calls-view.js';
import { CheckLine } from './check-line.js';
import { lookOf, states } from '../handshake-list.js';
import type { HostApi, HostState } from '../host-api.js';
import { useNow } from '../now.js';
import { pictureOf } from './picture.js';
import { span } from '../../../page-parts/span.js';
import { clockTime, fromNow } from '../spans.js';
import { TokenView } from './token-view.js';
import { VerdictList } from './verdict-list.js';
import { WhatIf } from './what-if.js';

interface Viewed {
  readonly record: HandshakeRecord;
  readonly host: HostState;
}

/** What happened, in one line. */
function headline({ record, host }: Viewed, nowMs: number): string {
  const { state, leftAtMs, arrivedAtMs } = record;
  const [, words] = states[state];
  if (state === 'accepted') {
    return host.oauth === undefined ? 'The token was taken' : 'The reader is logged in';
  }
  if (state === 'refused') return 'The login was refused';
  if (state === 'identified') return 'The reader is known';
  if (state === 'stranger') return 'Nobody is signed in';
  if (state === 'failed') return 'The reader is not known';
  if (leftAtMs === undefined) return words;
  const away = span(Math.floor(Math.max(0, nowMs - leftAtMs) / 1000) * 1000);
  if (arrivedAtMs !== undefined) return 'Back, and not decided yet';
  return state === 'away' ? `Not back for ${away}` : `At the login flow for ${away}`;
}

function Headline(viewed: Viewed): VNode {
  const { record, host } = viewed;
  const { id, state, code, sentence, leftAtMs, arrivedAtMs, faults } = record;
  const now = useNow();
  const atMs = arrivedAtMs ?? leftAtMs;
  return (
    <header class={`hero ${lookOf(state)}`}>
      <span class="sign" aria-hidden="true">
        {states[state][0]}
      </span>
      <div>
        <p class="which">
          Handshake {id}
          {atMs === undefined ? '' : ` · ${clockTime(atMs)} · ${fromNow(atMs, now)}`}
        </p>
        <h1 id="shown" tabIndex={-1}>
          {headline(viewed, now)}
        </h1>
        <p class="why">
          {code === undefined ? null : (
            <>
              <code class="badge fail">{code}</code>{' '}
            </>
          )}
          {sentence ??
            `The docs host waits for the visitor to come back with a ${host.oauth === undefined ? 'token' : 'code'}.`}
        </p>
        {faults.length === 0 ? null : (
          <p class="notice">Touched by the fault on demand {faults.join(', ')}.</p>
        )}
      </div>
    </header>
  );
}

function Picture({ record, host }: Viewed): VNode {
  const now = useNow();
  const flowName = host.oauth === undefined ? 'Login flow' : 'Authorization server';
  return (
    <section aria-labelledby="picture">
      <h2 id="picture">
        {record.asked === undefined ? 'What the docs host saw' : 'What the page told the docs host'}
      </h2>
      <SequencePicture {...pictureOf(record, host.docsUrl, now, flowName)} />
    </section>
  );
}

function Events({ record }: { readonly record: HandshakeRecord }): VNode | null {
  if (record.events.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="events">
      <h2 id="events">What the host said</h2>
      <ol class="events">
        {record.events.map(({ atMs, kind, sentence, details = [] }, at) => (
          // Two events may be the same but for their place.
          <li key={at}>
            <time dateTime={new Date(atMs).toISOString()}>{clockTime(atMs)}</time>
            <div>
              <b>{kind}</b> {sentence}
              {details.map((detail) => (
                <small key={detail}>{detail}</small>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the verdicts on a handshake follow from, as one word. */
const stageOf = ({ id, state, arrivedAtMs = 0, events }: HandshakeRecord): string =>
  [id, state, arrivedAtMs, events.length].join(' ');

/** What a handshake carried, and what `check` says of it. */
function Judged({ record, host, api }: Viewed & { readonly api: HostApi }): VNode {
  const judged = useAsked(stageOf(record), () => api.verdicts(record.id));
  const isBack = record.arrivedAtMs !== undefined;
  return (
    <>
      <TokenView record={record} />
      {record.calls === undefined ? null : <CallsView calls={record.calls} />}
      <section aria-labelledby="verdicts">
        <h2 id="verdicts">What check says of it</h2>
        {judged.is === 'waiting' ? <p class="aside">Judging…</p> : null}
        {judged.is === 'failed' ? <p class="aside">{judged.why}</p> : null}
        {judged.is === 'here' ? <VerdictList judged={judged.value} /> : null}
      </section>
      {isBack && record.token !== undefined ? (
        <WhatIf
          id={record.id}
          host={host}
          api={api}
          judged={judged.is === 'here' ? judged.value : undefined}
        />
      ) : null}
    </>
  );
}

/** One handshake: what happened, what was seen, what it carried, and what `check` says of it. */
export function HandshakeView(props: Viewed & { readonly api: HostApi }): VNode {
  const { record, host } = props;
  const { asked } = record;
  return (
    <article class="view" aria-labelledby="shown">
      <Headline record={record} host={host} />
      <Picture record={record} host={host} />
      {asked === undefined ? (
        <Judged {...props} />
      ) : (
        <AskView record={record} asked={asked} host={host} />
      )}
      <Events record={record} />
      <CheckLine command={host.command} />
    </article>
  );
}
