/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

import type { PageClock } from '../clock.js';
import { own } from '../routes/login-link.js';
import type { Assets } from './assets.js';

/** What every page needs to know. */
export interface PageFrame {
  readonly title: string;
  /** The docs subpath; empty for none. */
  readonly base: string;
  /** The names of the files that pages load. */
  readonly assets: Assets['names'];
  /** The handshake's and the edition's names, for the banner. */
  readonly playing: string;
  /** What the host was told to do as it would not by itself: a sentence each; empty for nothing. */
  readonly toldOtherwise: readonly string[];
  /** Where the inspector is; absent where there is none. */
  readonly inspector?: string | undefined;
  /** The global object that tells scripts who reads; absent for none. */
  readonly readerGlobal?: string | undefined;
  /** What the docs are called. */
  readonly brand: string;
  /** What the first script does with a fragment; see `page-scripts/take.ts`. */
  readonly mode: 'callback' | 'page' | 'strip' | 'look' | 'fragment' | 'answer';
  /** Where a page goes on to that looked at its own fragment and found no token. */
  readonly next?: string;
  /** Said where a token comes to a page that takes none. */
  readonly stray?: string;
  /** What became of a token, for machines: `accepted` or `refused:<code>`. */
  readonly outcome?: string;
  /** True where the browser must forget the reader. */
  readonly signedOut?: boolean;
  /** Present where the page shows what the browser keeps of the reader. */
  readonly clock?: PageClock;
  /** The data of a reader whom the server knows, for scripts of the page: JSON, `null` for a stranger. */
  readonly content?: string;
  /** Present where the page asks an API who reads: what its script is told. */
  readonly ask?: Readonly<Record<string, string | undefined>>;
  /** Present where the page redeems a code: what its module is told. */
  readonly redeem?: Readonly<Record<string, string | undefined>>;
  /** Present where the page goes on to an authorization server: what its script is told. */
  readonly depart?: Readonly<Record<string, string | undefined>>;
  readonly sidebar?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** What a script is told, as attributes of its own element: absent ones are left out. */
const told = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`data-${name}`, value]],
    ),
  );

/** The script that shows a reader whom the browser keeps, and tells other scripts who reads. */
function ReaderScript({
  frame,
  files,
}: {
  readonly frame: PageFrame;
  readonly files: string;
}): VNode | null {
  const { clock, content, readerGlobal } = frame;
  if (clock === undefined && content === undefined) return null;
  const values = told({
    global: readerGlobal,
    clock: clock && JSON.stringify(clock),
    content,
  });
  return <script src={`${files}/${frame.assets.personalize}`} defer {...values} />;
}

/** A module that asks in the name of the page, by its id; nothing where the page has none. */
function ModuleScript(props: {
  readonly name: 'ask' | 'redeem';
  readonly values: Readonly<Record<string, string | undefined>> | undefined;
  readonly assets: Assets['names'];
  readonly files: string;
}): VNode | null {
  const { name, values, assets, files } = props;
  const file = assets[name];
  return values === undefined || file === undefined ? null : (
    <script
      type="module"
      id={`docs-handshake-${name}`}
      src={`${files}/${file}`}
      {...told({ ...values, files })}
    />
  );
}

function Layout(frame: PageFrame): VNode {
  const files = frame.base + own;
  const { assets, mode, outcome } = frame;
  const signedOut = frame.signedOut === true ? { 'data-signed-out': '' } : {};
  const style = `${files}/${assets.style}`;
  // A callback that only hands over is gone before anybody sees it: its script dresses it where it stays.
  const isPassing = mode === 'callback';
  const values = told({
    mode,
    files,
    stray: frame.stray,
    clock: frame.clock && JSON.stringify(frame.clock),
    next: frame.next,
    style: isPassing ? style : undefined,
    judge: mode === 'page' && assets.judge !== undefined ? `${files}/${assets.judge}` : undefined,
  });
  const styleLink = <link rel="stylesheet" href={style} />;
  return (
    <html lang="en" {...signedOut}>
      <head>
        <meta charset="utf-8" />
        <script src={`${files}/${assets.take}`} {...values} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {outcome === undefined ? null : <meta name="docs-handshake-outcome" content={outcome} />}
        <title>{`${frame.title} · mock docs host`}</title>
        <link rel="icon" href={`${files}/${assets.icon}`} type="image/svg+xml" />
        {isPassing ? <noscript>{styleLink}</noscript> : styleLink}
        <ReaderScript frame={frame} files={files} />
        <ModuleScript name="ask" values={frame.ask} assets={assets} files={files} />
        <ModuleScript name="redeem" values={frame.redeem} assets={assets} files={files} />
        {frame.depart === undefined || assets.depart === undefined ? null : (
          <script src={`${files}/${assets.depart}`} defer {...told({ ...frame.depart, files })} />
        )}
      </head>
      <body class={frame.sidebar === undefined ? 'narrow' : 'wide'}>
        <a class="skip" href="#main">
          Skip to the text
        </a>
        <aside class="banner" aria-label="About this host">
          <strong>Mock docs host</strong>
          <span>{frame.playing}. For development and tests, not for readers.</span>
          <a href={`${files}/groups`}>Group audit</a>
          {frame.inspector === undefined ? null : <a href={frame.inspector}>Inspector</a>}
        </aside>
        {frame.toldOtherwise.length === 0 ? null : (
          <aside class="notice told" aria-label="On demand">
            {frame.toldOtherwise.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </aside>
        )}
        <header class="top">
          <a class="brand" href={`${frame.base}/`}>
            <img
              src={`${files}/${assets.icon}`}
              width="28"
              height="28"
              alt=""
              {...(isPassing ? { loading: 'lazy' as const } : {})}
            />
            {frame.brand}
          </a>
          {frame.tools ?? null}
        </header>
        <div class="columns">
          {frame.sidebar ?? null}
          <main id="main" tabIndex={-1}>
            {frame.children}
          </main>
        </div>
      </body>
    </html>
  );
}

/** A whole page as HTML; every value in it is escaped by the renderer. */
export function renderPage(frame: PageFrame): string {
  return `<!doctype html>${renderToString(<Layout {...frame} />)}`;
}
