/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { JsonObject } from '../../protocol/json.js';
import { docsPages, docsSections, type DocsPage } from './docs-content.js';

/** The reader of a page, as the server knows them. */
export interface Reader {
  readonly user: JsonObject;
  readonly groups: readonly string[];
  readonly endsAtMs: number;
  /** True where the login ended the session of another reader in the same browser. */
  readonly replacesAnother: boolean;
}

interface SidebarProps {
  readonly base: string;
  readonly current: string;
  /** True where the browser decides what is seen. */
  readonly personalized: boolean;
  readonly groups: readonly string[];
}

/** The list of pages. Personalization hides and shows entries in the browser; authentication leaves out what answers 404. */
export function Sidebar(props: SidebarProps): VNode {
  const seen = (page: DocsPage): boolean =>
    props.personalized ||
    page.groups === undefined ||
    page.groups.some((group) => props.groups.includes(group));
  const limits = (page: DocsPage): object =>
    props.personalized && page.groups !== undefined
      ? { 'data-groups': JSON.stringify(page.groups), hidden: true }
      : {};
  return (
    <nav class="sidebar" aria-label="Pages">
      <ul>
        {docsPages.filter(seen).map((page) => (
          <li key={page.path} {...limits(page)}>
            <a
              href={props.base + page.path}
              {...(page.path === props.current ? { 'aria-current': 'page' as const } : {})}
            >
              {page.title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Log in and log out, for a host whose server knows the reader. */
export function SessionTools(props: {
  readonly base: string;
  /** The login page. */
  readonly login: string;
  readonly reader?: Reader;
}): VNode {
  return props.reader === undefined ? (
    <a class="button" href={props.login}>
      Log in
    </a>
  ) : (
    <a class="button quiet" href={`${props.base}/logout`}>
      Log out
    </a>
  );
}

/** Log in and log out, for a host whose browser knows the reader. */
export function BrowserTools(props: {
  readonly base: string;
  /** The login page. */
  readonly login: string;
  /** Its parameter for the page to come back to. */
  readonly returnParam: string;
}): VNode {
  return (
    <div class="tools">
      <a
        class="button"
        data-for="unknown"
        data-login={`${props.login}?${props.returnParam}=`}
        href={props.login}
      >
        Log in
      </a>
      <a class="button quiet" data-for="known" hidden href={`${props.base}/logout`}>
        Log out
      </a>
    </div>
  );
}

const replaced =
  'This login replaced the session of a reader with other data in this browser. Where that was not you, log out: a link can carry anybody’s token.';

const shown = (data: unknown): string => JSON.stringify(data ?? {}, null, 2);

function ReaderCard(props: { readonly reader: Reader }): VNode {
  const { reader } = props;
  return (
    <section class="card" aria-labelledby="reader">
      <h2 id="reader">You are logged in</h2>
      {reader.replacesAnother ? <p class="notice">{replaced}</p> : null}
      <dl>
        <dt>Groups</dt>
        <dd>{reader.groups.join(', ') || 'none'}</dd>
        <dt>Session until</dt>
        <dd>{new Date(reader.endsAtMs).toISOString()}</dd>
        <dt>Content</dt>
        <dd>
          <pre tabIndex={0}>{shown(reader.user['content'])}</pre>
        </dd>
      </dl>
    </section>
  );
}

function BrowserCard(): VNode {
  return (
    <section class="card" aria-label="You">
      <div data-for="unknown">
        <h2>Hello, stranger</h2>
        <p>These docs are public. Log in to see them made out to you.</p>
      </div>
      <div data-for="known" hidden>
        <h2>
          Hello, <span data-user="name">reader</span>
        </h2>
        <p class="notice" data-replaced hidden>
          {replaced}
        </p>
        <dl>
          <dt>Groups</dt>
          <dd data-user="groups" />
          <dt>Kept until</dt>
          <dd data-user="until" />
          <dt>Content</dt>
          <dd>
            <pre data-user="content" tabIndex={0} />
          </dd>
        </dl>
      </div>
    </section>
  );
}

interface DocsPageProps {
  readonly page: DocsPage;
  /** Path and query as asked for. */
  readonly here: string;
  readonly personalized: boolean;
  readonly reader?: Reader;
}

/** The text of a docs page. */
export function DocsText(props: DocsPageProps): VNode {
  const { page } = props;
  const limited = props.personalized && page.groups !== undefined;
  return (
    <article>
      <h1>{page.title}</h1>
      <p class="lead">{props.personalized ? (page.personalLead ?? page.lead) : page.lead}</p>
      <p class="here">
        You are at <code>{props.here}</code>
      </p>
      {props.personalized ? <BrowserCard /> : null}
      {props.reader === undefined ? null : <ReaderCard reader={props.reader} />}
      {limited ? (
        <p class="card" data-groups={JSON.stringify(page.groups)} hidden>
          You see this paragraph because of your groups.
        </p>
      ) : null}
      {docsSections.map((section) => (
        <section key={section.anchor} class="step" aria-labelledby={section.anchor}>
          <h2 id={section.anchor}>
            {section.heading}
            <a
              class="anchor"
              href={`#${section.anchor}`}
              aria-label={`Link to: ${section.heading}`}
            >
              #
            </a>
          </h2>
          <p>{section.text}</p>
        </section>
      ))}
    </article>
  );
}
