/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { Mark } from '../../../page-parts/finding.js';
import type { HandshakeRecord, SessionAsk } from '../../../protocol/handshake-record.js';
import type { HostState } from '../host-api.js';
import { FieldsToSet } from './fields-to-set.js';

/** Where a page's question went, and what a browser sends with it. */
function Request({ asked, host }: { readonly asked: SessionAsk; readonly host: HostState }): VNode {
  const { origin } = new URL(host.docsUrl);
  const isOwn = host.session?.site === 'same-origin';
  const fields: readonly (readonly [string, string])[] = [
    ['Accept', '*/*'],
    ...(isOwn ? [] : [['Origin', origin] as const]),
    ['Referer', isOwn ? 'the address of the page' : `${origin}/`],
    ['Sec-Fetch-Site', host.session?.site ?? ''],
    ['Sec-Fetch-Mode', 'cors'],
    ['Sec-Fetch-Dest', 'empty'],
    ['Cookie', 'what the browser lets go along; neither page nor docs host sees it'],
  ];
  return (
    <section class="panel token" aria-labelledby="request">
      <h2 id="request">What the page asks</h2>
      <p class="masked">
        <code>GET {asked.url}</code>
      </p>
      <table>
        <caption>Header fields of a browser</caption>
        <tbody>
          {fields.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>
                <code>{value}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The answer, as far as the page told of it, and what the host saw where it could not read one. */
function Answer({
  record,
  asked,
}: {
  readonly record: HandshakeRecord;
  readonly asked: SessionAsk;
}): VNode {
  const { status, ms, times, look, readable } = asked;
  const details = record.events.findLast(({ kind }) => kind !== 'fault')?.details ?? [];
  const fix = details.find((line) => line.startsWith('fix: '))?.slice('fix: '.length);
  return (
    <section class="panel" aria-labelledby="answer">
      <h2 id="answer">What came</h2>
      <dl>
        <dt>Status</dt>
        <dd>{status ?? 'none that the page could read'}</dd>
        <dt>Readable for the page</dt>
        <dd>{readable ? 'yes' : 'no'}</dd>
        <dt>Took</dt>
        <dd>
          {ms.toLocaleString('en')} ms{times === 1 ? '' : ', the last time'}
        </dd>
        <dt>So often</dt>
        <dd>
          {times === 1 ? 'once' : `${times.toLocaleString('en')} times in a row on this page`}
        </dd>
        {look === undefined ? null : (
          <>
            <dt>Why</dt>
            <dd>{look.sentence}</dd>
          </>
        )}
        {fix === undefined ? null : (
          <>
            <dt>Fix</dt>
            <dd>{fix}</dd>
          </>
        )}
      </dl>
      {look === undefined || look.set.length === 0 ? null : <FieldsToSet fields={look.set} />}
    </section>
  );
}

/** What the requirements say of the user; the values stay in the browser that was answered. */
function Rows({ asked }: { readonly asked: SessionAsk }): VNode {
  return (
    <section class="panel" aria-labelledby="rows">
      <h2 id="rows">What the page judged</h2>
      {asked.rows.length === 0 ? (
        <p class="aside">No user came, so nothing was judged.</p>
      ) : (
        <>
          <p class="aside">
            The data stay in the browser that was answered: its docs page says what stood there.
          </p>
          <ul class="plain asked-rows">
            {asked.rows.map(({ id, title, outcome }) => (
              <li key={id} data-requirement={id}>
                <Mark outcome={outcome} /> {title} <code>{id}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** A page's question to the session API: what it sends, what came, what was judged. */
export function AskView(props: {
  readonly record: HandshakeRecord;
  readonly asked: SessionAsk;
  readonly host: HostState;
}): VNode {
  const { record, asked, host } = props;
  return (
    <>
      <Answer record={record} asked={asked} />
      <Request asked={asked} host={host} />
      <Rows asked={asked} />
    </>
  );
}
