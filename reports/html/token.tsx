/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { span } from '../../page-parts/span.js';
import type { ReportMember, ReportToken } from '../../protocol/report.js';

const times = new Set(['iat', 'nbf', 'exp', 'expiresAt']);
const signatures = {
  verified: 'verified',
  failed: 'no known key verifies it',
  'not-judged': 'not judged',
} as const;

/** What a number of seconds means, and how far it is from the token's arrival; nothing for what is no such number. */
function moment({ name, value }: ReportMember, arrivedAt: string | undefined): string | undefined {
  const date = new Date(Number(value) * 1000);
  if (!times.has(name) || !/^\d{1,12}(?:\.\d+)?$/.test(value) || Number.isNaN(date.getTime())) {
    return undefined;
  }
  const at = date.toISOString().replace('.000', '');
  const arrived = Date.parse(arrivedAt ?? '');
  if (Number.isNaN(arrived)) return at;
  const seconds = (date.getTime() - arrived) / 1000;
  if (Math.abs(seconds) < 1) return `${at}, as it arrived`;
  return `${at}, ${span(seconds * 1000)} ${seconds < 0 ? 'before' : 'after'} it arrived`;
}

function Members(props: {
  readonly caption: string;
  readonly members: readonly ReportMember[];
  readonly arrivedAt: string | undefined;
}): VNode {
  const { caption, members, arrivedAt } = props;
  return (
    <table>
      <caption>{caption}</caption>
      <tbody>
        {members.map((member) => {
          const told = moment(member, arrivedAt);
          return (
            <tr key={member.name}>
              <th scope="row">
                <code>{member.name}</code>
              </th>
              <td>
                <code>{member.value}</code>
                {told === undefined ? null : <small>{told}</small>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A token, decoded: texts of readers are lengths, and the signature is a word. */
export function TokenView(props: { readonly token: ReportToken; readonly open: boolean }): VNode {
  const { token, open } = props;
  const { characters, header, claims, signature, arrivedAt } = token;
  return (
    <details class="token" open={open}>
      <summary>The token, decoded and masked</summary>
      <div>
        <Members caption="Header" members={header} arrivedAt={arrivedAt} />
        <Members caption="Claims" members={claims} arrivedAt={arrivedAt} />
        <p>
          Signature: <b class={signature}>{signatures[signature]}</b>. The token has {characters}{' '}
          characters{arrivedAt === undefined ? '' : ` and arrived at ${arrivedAt}`}. Of texts that
          may be a reader’s own only the length is kept.
        </p>
      </div>
    </details>
  );
}
