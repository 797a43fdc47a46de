/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';

import type { Docs, DocsPage } from '../../protocol/docs/pages.js';
import type { JsonObject } from '../../protocol/json.js';
import type { MarkdownReading } from '../docs/markdown.js';
import { pageLink } from '../docs/page-link.js';
import { headingOf, type View } from '../docs/reader-view.js';
import { contentOf, lookUp, shownValue, splitAtUser } from '../docs/user-words.js';
import { AskCard, AskNotice, UserCard, type AskingPage } from '../session/session-card.js';
import { anchorsOf, MarkdownText, type Anchor } from './markdown.js';
import { Neighbours } from './navigation.js';
import type { At } from './page-template.js';
import { RequestCard } from './request-card.js';
import { TokenCard } from './token-card.js';

/** The reader of a page, as the server knows them. */
export interface Reader {
  readonly user: JsonObject;
  readonly groups: readonly string[];
  readonly endsAtMs: number;
  /** True where the login ended the session of another reader in the same browser. */
  readonly replacesAnother: boolean;
}

/** Whoever views a page: what differs between two who see the same of it. */
export interface Viewer {
  /** Path and query as asked for. */
  readonly here: string;
  /** Absent for a stranger. */
  readonly reader?: Reader;
}

/** The texts of a page that are its reader's. */
interface ReaderTexts {
  readonly here: string;
  readonly groups: string;
  readonly until: string;
  readonly content: string;
  /** A value of the reader; `written` is how the page asks for it. */
  readonly value: (path: readonly string[], written: string) => string;
}

const readerTexts = (at: At<Viewer>): ReaderTexts => ({
  here: at(({ here }) => here),
  groups: at(({ reader }) => reader?.groups.join(', ') || 'none'),
  until: at(({ reader }) => new Date(reader?.endsAtMs ?? 0).toISOString()),
  content: at(({ reader }) => JSON.stringify(reader?.user['content'] ?? {}, null, 2)),
  value: (path, written) =>
    at(({ reader }) => shownValue(lookUp(contentOf(reader?.user), path), written)),
});

/** Log in and log out, for a host whose server knows the reader. */
export function SessionTools(props: {
  readonly base: string;
  /** The login page. */
  readonly login: string;
  readonly isKnown: boolean;
}): VNode {
  return !props.isKnown ? (
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

function ReaderCard({ here, groups, until, content }: ReaderTexts): VNode {
  return (
    <section class="card" aria-labelledby="reader">
      <h2 id="reader">You are logged in</h2>
      <dl>
        <dt>Groups</dt>
        <dd>{groups}</dd>
        <dt>Session until</dt>
        <dd>{until}</dd>
        <dt>You are at</dt>
        <dd>
          <code>{here}</code>
        </dd>
        <dt>Content</dt>
        <dd>
          <pre tabIndex={0}>{content}</pre>
        </dd>
      </dl>
    </section>
  );
}

function StrangerCard(props: { readonly here: string }): VNode {
  return (
    <section class="card" aria-labelledby="reader">
      <h2 id="reader">Nobody is logged in</h2>
      <dl>
        <dt>You are at</dt>
        <dd>
          <code>{props.here}</code>
        </dd>
      </dl>
    </section>
  );
}

function BrowserCard(props: { readonly here: string }): VNode {
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
        <dl>
          <dt>Groups</dt>
          <dd data-user="groups" />
          <dt>Kept until</dt>
          <dd data-user="until" />
          <dt>You are at</dt>
          <dd>
            <code>{props.here}</code>
          </dd>
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
  readonly docs: Docs;
  readonly page: DocsPage;
  readonly reading: MarkdownReading;
  /** The docs subpath. */
  readonly base: string;
  readonly view: View;
  readonly at: At<Viewer>;
  /** Whoever reads it; of other readers who see the same, what is no text is the same. */
  readonly reader: Reader | undefined;
  /** Present where the page asks an API who reads. */
  readonly asking?: AskingPage;
}

interface PartProps extends DocsPageProps {
  readonly texts: ReaderTexts;
}

/** Text with the reader's values in it: by the server where it knows them, else by the page's script. */
function readerWords({ view, texts }: PartProps): (text: string) => ComponentChildren {
  return (text) =>
    splitAtUser(text).map((piece) => {
      if (typeof piece === 'string') return piece;
      const { path, written } = piece;
      return view.personalized ? (
        <span data-user-path={JSON.stringify(path)} data-written={written} />
      ) : (
        texts.value(path, written)
      );
    });
}

function Body(props: PartProps & { readonly anchors: ReturnType<typeof anchorsOf> }): VNode {
  const { page, reading, base, view, anchors } = props;
  const around = {
    link: (href: string) => pageLink(href, page, base),
    words: readerWords(props),
  };
  const text =
    'plain' in reading ? (
      <>
        <p class="notice">{reading.plain}</p>
        <pre tabIndex={0}>{page.text}</pre>
      </>
    ) : (
      <MarkdownText tokens={reading.tokens} anchors={anchors} around={around} />
    );
  const limited = view.personalized && page.groups !== undefined;
  if (!limited) return <div class="prose">{text}</div>;
  const groups = JSON.stringify(page.groups);
  return (
    <>
      <p class="card" data-but-groups={groups}>
        The rest of this page is for readers of {page.groups.join(', ') || 'no group at all'}.
      </p>
      <div class="prose" data-groups={groups} hidden>
        {text}
      </div>
    </>
  );
}

function Contents(props: { readonly anchors: readonly Anchor[] }): VNode | null {
  const shownAnchors = props.anchors.filter(({ depth }) => depth <= 3);
  if (shownAnchors.length < 2) return null;
  return (
    <nav class="contents" aria-labelledby="contents">
      <p id="contents">On this page</p>
      <ul>
        {shownAnchors.map(({ anchor, heading, depth }) => (
          <li key={anchor} {...(depth === 3 ? { class: 'lower' } : {})}>
            <a href={`#${anchor}`}>{heading}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ReplacedNotice(props: DocsPageProps): VNode | null {
  if (props.view.personalized) {
    return (
      <p class="notice" data-replaced hidden>
        {replaced}
      </p>
    );
  }
  return props.reader?.replacesAnother === true ? <p class="notice">{replaced}</p> : null;
}

/** A docs page: its text, and beside it who reads it and what it holds. */
export function DocsText(props: DocsPageProps): VNode {
  const { docs, page, reading, base, view, reader, asking } = props;
  const texts = readerTexts(props.at);
  const anchors = 'plain' in reading ? new Map() : anchorsOf(reading.tokens);
  const heading = headingOf(docs.navigation, page.path);
  const card = view.personalized ? (
    <BrowserCard here={texts.here} />
  ) : reader === undefined ? (
    <StrangerCard here={texts.here} />
  ) : (
    <ReaderCard {...texts} />
  );
  return (
    <div class="page">
      <article>
        <ReplacedNotice {...props} />
        {asking === undefined ? null : <AskNotice logins={asking.logins} />}
        {heading === undefined ? null : <p class="eyebrow">{heading}</p>}
        <h1>{page.title}</h1>
        {page.description === undefined ? null : <p class="lead">{page.description}</p>}
        {page.endpoint === undefined ? null : (
          <RequestCard
            endpoint={page.endpoint}
            user={reader?.user}
            personalized={view.personalized}
          />
        )}
        <Body {...props} texts={texts} anchors={anchors} />
        {asking === undefined ? null : <UserCard />}
        {view.personalized && asking === undefined ? <TokenCard of="accepted" /> : null}
        <Neighbours docs={docs} base={base} current={page.path} view={view} />
      </article>
      <aside class="rail" aria-label="This page and its reader">
        {card}
        {asking === undefined ? null : <AskCard {...asking} />}
        <Contents anchors={[...anchors.values()]} />
      </aside>
    </div>
  );
}
