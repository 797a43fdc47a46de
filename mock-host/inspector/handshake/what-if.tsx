/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import type { HandshakeVerdicts } from '../../../protocol/handshake-record.js';
import type { Verdict } from '../../../protocol/verdict.js';
import { whyFailed } from '../asked.js';
import type { WhatIf as Supposition } from '../../control/verdicts.js';
import type { HostApi, HostState } from '../host-api.js';

/** What was supposed, in words, and what the host answered. */
interface Answer {
  readonly question: string;
  readonly judged?: HandshakeVerdicts;
  readonly failure?: string;
}

/** The requirements that fall. */
const fallen = ({ verdicts }: HandshakeVerdicts): readonly Verdict[] =>
  verdicts.filter(({ outcome }) => outcome === 'fail');

function Judged(props: {
  readonly question: string;
  readonly judged: HandshakeVerdicts;
  readonly before: ReadonlySet<string>;
}): VNode {
  const { question, judged, before } = props;
  const falls = fallen(judged);
  const held = judged.verdicts.length - falls.length;
  return (
    <div class={`answer ${falls.length === 0 ? 'good' : 'bad'}`}>
      <p>
        <b>{question}:</b>{' '}
        {falls.length === 0
          ? `✓ nothing falls of ${held} requirements.`
          : `✗ ${falls.length === 1 ? 'one requirement falls' : `${falls.length} requirements fall`}, ${held} do not.`}
      </p>
      {falls.map(({ id, actual, title, fix }) => (
        <p key={id}>
          <code>{id}</code>
          {before.has(id) ? ' (as it came, too)' : ''}: {actual ?? title} <b>Fix:</b> {fix}
        </p>
      ))}
    </div>
  );
}

/** The same token under other circumstances, for as long as the host remembers it. */
export function WhatIf(props: {
  readonly id: number;
  readonly host: HostState;
  readonly api: HostApi;
  /** The verdicts on it as it came; undefined where there are none. */
  readonly judged: HandshakeVerdicts | undefined;
}): VNode {
  const { id, host, api, judged } = props;
  const before = new Set((judged === undefined ? [] : fallen(judged)).map((one) => one.id));
  const [answers, add] = useState<readonly Answer[]>([]);
  const [docsHost, name] = useState('');
  const [edition, choose] = useState('');
  const others = host.editions.filter((one) => one !== host.edition);
  const ask = (question: string, supposition: Supposition): void => {
    const told = (answer: Omit<Answer, 'question'>): void =>
      add((all) => [{ question, ...answer }, ...all.filter((one) => one.question !== question)]);
    api.whatIf(id, supposition).then(
      (judged) => told({ judged }),
      (error: unknown) => told({ failure: whyFailed(error) }),
    );
  };
  const chosen = edition === '' ? others.at(-1) : edition;
  return (
    <section class="panel" aria-labelledby="what-if">
      <h2 id="what-if">What if</h2>
      <p class="aside">
        The same token, judged once more as it arrived, and nothing else happens. The host keeps it
        in memory for 60 s at most.
      </p>
      <div class="suppose">
        {[5, 15].map((seconds) => (
          <button
            key={seconds}
            type="button"
            class="button quiet"
            onClick={() => ask(`${seconds} s later`, { laterSeconds: seconds })}
          >
            {seconds} s later
          </button>
        ))}
        {chosen === undefined ? null : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              ask(`Under edition ${chosen}`, { edition: chosen });
            }}
          >
            <label>
              <span>Edition</span>
              <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
                {others.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            </label>
            <button class="button quiet">Under it</button>
          </form>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (docsHost.trim() !== '')
              ask(`For ${docsHost.trim()}`, { docsHost: docsHost.trim() });
          }}
        >
          <label>
            <span>Docs host</span>
            <input
              type="text"
              placeholder="docs.example.com"
              autocomplete="off"
              spellcheck={false}
              value={docsHost}
              onInput={(event) => name(event.currentTarget.value)}
            />
          </label>
          <button class="button quiet">For it</button>
        </form>
      </div>
      <div role="log" aria-label="Answers">
        {answers.map(({ question, judged, failure }) =>
          judged === undefined ? (
            <p key={question} class="answer">
              <b>{question}:</b> {failure}
            </p>
          ) : (
            <Judged key={question} question={question} judged={judged} before={before} />
          ),
        )}
      </div>
    </section>
  );
}
