/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { AskedGroup, GroupAudit, NearMiss } from '../docs/group-audit.js';
import type { SeenGroup } from '../docs/groups-seen.js';
import { printable } from '../event-log.js';

/** A name as it stands, with blanks that one would not see otherwise. */
const Name = (props: { readonly name: string }): VNode => (
  <code class="group">{printable(props.name) || '(empty)'}</code>
);

const times = (count: number, one: string): string =>
  `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

const carried = ({ tokens, lastMs }: SeenGroup): string =>
  `${times(tokens, 'token')}, last ${new Date(lastMs).toISOString().slice(0, 19)}Z`;

type Page = AskedGroup['pages'][number];

/** Pages that a group opens: the first few by name. */
function Pages(props: { readonly pages: readonly Page[]; readonly base: string }): VNode {
  const { pages, base } = props;
  const few = pages.slice(0, 5);
  return (
    <>
      {few.map(({ title, path }, at) => (
        <span key={path}>
          {at === 0 ? '' : ', '}
          <a href={base + path}>{title}</a>
        </span>
      ))}
      {pages.length > few.length ? ` and ${pages.length - few.length} more` : ''}
    </>
  );
}

function NearMisses(props: { readonly misses: readonly NearMiss[] }): VNode | null {
  if (props.misses.length === 0) return null;
  return (
    <section class="card misses" aria-labelledby="misses">
      <h2 id="misses">Nearly the same</h2>
      <p>Groups are compared exactly. These may have been meant as one:</p>
      <ul>
        {props.misses.slice(0, 50).map(({ inPages, inTokens, differs }) => (
          <li key={`${inPages} ${inTokens}`}>
            pages ask for <Name name={inPages} />, tokens carry <Name name={inTokens} />: they
            differ {differs}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whether a group was in a token: the host's memory of all, or what the page's script knows of its own reader. */
function CarriedBy({
  group,
  inBrowser,
}: {
  readonly group: AskedGroup;
  readonly inBrowser: boolean;
}): VNode {
  const { name, seen } = group;
  if (inBrowser) {
    const wanted = JSON.stringify([name]);
    return (
      <>
        <span data-groups={wanted} hidden>
          your token
        </span>
        <strong class="never" data-but-groups={wanted}>
          not by a token in this browser
        </strong>
      </>
    );
  }
  return seen === undefined ? <strong class="never">no token yet</strong> : <>{carried(seen)}</>;
}

function Asked(props: {
  readonly asked: readonly AskedGroup[];
  readonly base: string;
  readonly inBrowser: boolean;
}): VNode {
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Groups that pages ask for">
      <table>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Opens</th>
            <th scope="col">Carried by</th>
          </tr>
        </thead>
        <tbody>
          {props.asked.map((group) => (
            <tr key={group.name}>
              <th scope="row">
                <Name name={group.name} />
              </th>
              <td>
                <Pages pages={group.pages} base={props.base} />
              </td>
              <td>
                <CarriedBy group={group} inBrowser={props.inBrowser} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Strays({ strays, tokens }: Pick<GroupAudit, 'strays' | 'tokens'>): VNode {
  if (tokens === 0) return <p>None yet.</p>;
  if (strays.length === 0) return <p>None: every group that a token carried opens a page.</p>;
  return (
    <ul>
      {strays.slice(-100).map((group) => (
        <li key={group.name}>
          <Name name={group.name} />, carried by {carried(group)}
        </li>
      ))}
    </ul>
  );
}

/** What the audit says first. */
function leadOf({ tokens, asked }: GroupAudit, inBrowser: boolean): string {
  if (inBrowser) {
    return 'Readers’ browsers judge the tokens of these docs, and their groups stay there. This page compares those of the pages with what this browser keeps of its own reader.';
  }
  if (tokens === 0) {
    return 'No token was accepted yet. Log in, and the groups of the token are compared with those of the pages.';
  }
  const never = asked.filter(({ seen }) => seen === undefined).length;
  const rest =
    never === 0
      ? 'Every group that a page asks for was in one of them.'
      : `${times(never, 'group')} that pages ask for ${never === 1 ? 'was' : 'were'} in none of them.`;
  return `${times(tokens, 'token')} accepted since the start. ${rest}`;
}

/** How the groups of pages and of tokens meet. It asks for nothing but its audit, so it can stand on any page. */
export function GroupAuditText(props: {
  readonly audit: GroupAudit;
  readonly base: string;
  /** True where the groups of tokens stay in readers' browsers. */
  readonly inBrowser: boolean;
  /** The module by which such a browser looks for names that are nearly the same. */
  readonly module?: string;
}): VNode {
  const { audit, base, inBrowser, module } = props;
  return (
    <article class="audit">
      <h1>Group audit</h1>
      <p class="lead">{leadOf(audit, inBrowser)}</p>
      <NearMisses misses={audit.nearMisses} />
      {inBrowser ? (
        <section
          class="card misses"
          aria-labelledby="misses"
          data-near-misses={JSON.stringify(audit.asked.map(({ name }) => name))}
          data-module={module}
          hidden
        >
          <h2 id="misses">Nearly the same</h2>
          <p>Groups are compared exactly. These may have been meant as one:</p>
          <ul />
        </section>
      ) : null}
      <h2>Groups that pages ask for</h2>
      {audit.asked.length === 0 ? (
        <p>None: every page is for all who are logged in.</p>
      ) : (
        <Asked asked={audit.asked} base={base} inBrowser={inBrowser} />
      )}
      {inBrowser ? (
        <>
          <h2>Groups of your token</h2>
          <p data-for="unknown">Nobody is logged in here.</p>
          <p data-for="known" hidden>
            <code class="group" data-user="groups" />
          </p>
        </>
      ) : (
        <>
          <h2>Groups of tokens that no page asks for</h2>
          <Strays strays={audit.strays} tokens={audit.tokens} />
        </>
      )}
      {audit.closed.length === 0 ? null : (
        <>
          <h2>Pages that nobody can see</h2>
          <p>
            Their list of groups is empty, or could not be read:{' '}
            <Pages pages={audit.closed} base={base} />.
          </p>
        </>
      )}
    </article>
  );
}
