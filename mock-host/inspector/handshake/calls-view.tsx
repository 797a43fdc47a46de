/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { EndpointCall } from '../../../protocol/handshake-record.js';
import { FieldsToSet } from './fields-to-set.js';

const called: Readonly<Record<EndpointCall['role'], string>> = {
  token: 'The token endpoint',
  info: 'The Info API',
};

/** Header fields of one message. */
function Fields(props: {
  readonly caption: string;
  readonly fields: EndpointCall['headers'];
}): VNode | null {
  const { caption, fields } = props;
  if (fields.length === 0) return null;
  return (
    <table>
      <caption>{caption}</caption>
      <tbody>
        {fields.map(([name, value], at) => (
          // A field may come twice.
          <tr key={at}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>{value === '' ? 'not told' : <code>{value}</code>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether the page could read an answer; the host reads what it gets. */
const readableWords = ({ readable }: EndpointCall): string | undefined =>
  readable === undefined ? undefined : readable ? 'yes' : 'no';

function CallPart({ call, at }: { readonly call: EndpointCall; readonly at: number }): VNode {
  const { role, by, method, url, headers, fields, status, ms, answered, says, set } = call;
  const readable = readableWords(call);
  const id = `call-${at}`;
  return (
    <section class="panel token" aria-labelledby={id} data-call={role}>
      <h2 id={id}>{called[role]}</h2>
      <p class="masked">
        <code>
          {method} {url}
        </code>
      </p>
      <dl>
        <dt>Asked by</dt>
        <dd>{by === 'host' ? "the docs host's server" : 'the page of the docs'}</dd>
        {fields.length === 0 ? null : (
          <>
            <dt>In the form</dt>
            <dd>
              <code>{fields.join(', ')}</code>
            </dd>
          </>
        )}
        <dt>Status</dt>
        <dd>{status ?? 'none that could be read'}</dd>
        {readable === undefined ? null : (
          <>
            <dt>Readable for the page</dt>
            <dd>{readable}</dd>
          </>
        )}
        <dt>Took</dt>
        <dd>{ms.toLocaleString('en')} ms</dd>
        {says === undefined ? null : (
          <>
            <dt>What came</dt>
            <dd>{says}</dd>
          </>
        )}
      </dl>
      {set === undefined || set.length === 0 ? null : <FieldsToSet fields={set} />}
      <details>
        <summary>Header fields</summary>
        <Fields caption="Sent" fields={headers} />
        <Fields
          caption={by === 'host' ? 'Answered' : 'Answered, as far as a page may read them'}
          fields={answered}
        />
      </details>
    </section>
  );
}

/** What a code was redeemed with: each request, its answer, and what to set. */
export function CallsView({ calls }: { readonly calls: readonly EndpointCall[] }): VNode {
  return (
    <>
      {calls.map((call, at) => (
        // The same endpoint may be asked twice.
        <CallPart key={at} call={call} at={at} />
      ))}
    </>
  );
}
