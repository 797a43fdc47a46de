/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { HandshakeRecord } from '../../../protocol/handshake-record.js';
import type { JsonObject } from '../../../protocol/json.js';
import { useNow } from '../now.js';
import { span } from '../../../page-parts/span.js';
import { fromNow } from '../spans.js';

const times = new Set(['iat', 'nbf', 'exp', 'expiresAt']);

/** Longest text of one claim, in characters; a token may bring much. */
const longest = 2_000;

const cut = (text: string): string =>
  text.length > longest
    ? `${text.slice(0, longest).toWellFormed()}… (${text.length.toLocaleString('en')} characters)`
    : text;

/** A list that short stands in one line. */
const shortest = 72;

/** A value as JSON, in one line where it is short. */
function textOf(value: unknown): string {
  const whole = JSON.stringify(value, null, 2) ?? 'null';
  if (!Array.isArray(value) || value.some((each) => typeof each === 'object')) return cut(whole);
  const line = `[${value.map((each) => JSON.stringify(each)).join(', ')}]`;
  return line.length > shortest ? cut(whole) : line;
}

/** Milliseconds since the epoch of a claim that names a time in seconds; undefined for any other. */
export function momentOf(name: string, value: unknown): number | undefined {
  if (!times.has(name) || typeof value !== 'number') return undefined;
  return Math.abs(value) < 8.64e12 ? value * 1000 : undefined;
}

function Moment(props: { readonly atMs: number; readonly arrivedAtMs: number | undefined }): VNode {
  const { atMs, arrivedAtMs } = props;
  const now = useNow();
  const apart = arrivedAtMs === undefined ? undefined : atMs - arrivedAtMs;
  return (
    <small>
      <b>{fromNow(atMs, now)}</b>
      {apart === undefined
        ? ''
        : Math.abs(apart) < 1000
          ? ', as it arrived'
          : `, ${span(apart)} ${apart < 0 ? 'before' : 'after'} it arrived`}
      {' · '}
      <time dateTime={new Date(atMs).toISOString()}>
        {new Date(atMs).toISOString().replace('.000', '')}
      </time>
    </small>
  );
}

function Members(props: {
  readonly caption: string;
  readonly members: JsonObject;
  readonly arrivedAtMs: number | undefined;
}): VNode {
  const { caption, members, arrivedAtMs } = props;
  return (
    <table>
      <caption>{caption}</caption>
      <tbody>
        {Object.keys(members).length === 0 ? (
          <tr>
            <td>none</td>
          </tr>
        ) : null}
        {Object.entries(members).map(([name, value]) => {
          const atMs = momentOf(name, value);
          return (
            <tr key={name}>
              <th scope="row">
                <code>{cut(name)}</code>
              </th>
              <td>
                <code class={typeof value === 'string' ? 'text' : 'value'}>{textOf(value)}</code>
                {atMs === undefined ? null : <Moment atMs={atMs} arrivedAtMs={arrivedAtMs} />}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** How much of its life a token had left when it came, as a bar. */
function Lifetime(props: {
  readonly claims: JsonObject;
  readonly arrivedAtMs: number;
}): VNode | null {
  const { claims, arrivedAtMs } = props;
  const exp = momentOf('exp', claims['exp']);
  const begins = momentOf('iat', claims['iat']) ?? momentOf('nbf', claims['nbf']) ?? arrivedAtMs;
  const now = useNow();
  if (exp === undefined || exp <= begins) return null;
  const left = exp - arrivedAtMs;
  return (
    <div class={`lifetime${now >= exp ? ' over' : ''}`}>
      <progress
        max={exp - begins}
        value={Math.min(exp - begins, Math.max(0, now - begins))}
        aria-label="How much of the token's life is over"
      />
      <p>
        {left <= 0
          ? `It came ${span(left)} after its end.`
          : `It came with ${span(left)} to live${begins === arrivedAtMs ? '' : ` of ${span(exp - begins)}`}.`}{' '}
        {now >= exp ? 'It is expired.' : `It expires ${fromNow(exp, now)}.`}
      </p>
    </div>
  );
}

/** The token of a handshake, decoded here, so that nobody pastes it into a page of somebody else. */
export function TokenView({ record }: { readonly record: HandshakeRecord }): VNode | null {
  const { token, arrivedAtMs } = record;
  if (token === undefined) return null;
  const { header, claims, masked } = token;
  return (
    <section class="panel token" aria-labelledby="token">
      <h2 id="token">The token</h2>
      <p class="masked">
        <code>{masked}</code>
      </p>
      {claims === undefined || arrivedAtMs === undefined ? null : (
        <Lifetime claims={claims} arrivedAtMs={arrivedAtMs} />
      )}
      {header === undefined ? (
        <p class="aside">Its header could not be read.</p>
      ) : (
        <Members caption="Header" members={header} arrivedAtMs={arrivedAtMs} />
      )}
      {claims === undefined ? (
        <p class="aside">Its payload could not be read, so no claim can be shown.</p>
      ) : (
        <Members caption="Claims" members={claims} arrivedAtMs={arrivedAtMs} />
      )}
    </section>
  );
}
