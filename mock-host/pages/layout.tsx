/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** What every page needs to know. */
export interface PageFrame {
  readonly title: string;
  /** The docs subpath; empty for none. */
  readonly base: string;
  /** The handshake's and the edition's names, for the banner. */
  readonly playing: string;
  /** What the host was told to do as it would not by itself: a sentence each; empty for nothing. */
  readonly toldOtherwise: readonly string[];
  /** How far the host's clock was moved, in milliseconds. */
  readonly clockOffsetMs: number;
  /** What the docs are called. */
  readonly brand: string;
  /** What the first script does with a fragment; see `page-scripts/take.ts`. */
  readonly mode: 'callback' | 'page' | 'strip' | 'look';
  /** Where a page goes on to that looked at its own fragment and found no token. */
  readonly next?: string;
  /** Said where a token comes to a page that takes none. */
  readonly stray?: string;
  /** What became of a token, for machines: `accepted` or `refused:<code>`. */
  readonly outcome?: string;
  /** True where the browser must forget the reader. */
  readonly signedOut?: boolean;
  /** True where the page shows what the browser keeps of the reader. */
  readonly personalized?: boolean;
  readonly sidebar?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly children?: ComponentChildren;
}

function Layout(frame: PageFrame): VNode {
  const files = `${frame.base}/_docs-handshake`;
  const signedOut = frame.signedOut === true ? { 'data-signed-out': '' } : {};
  const moved = frame.clockOffsetMs === 0 ? {} : { 'data-clock-offset': frame.clockOffsetMs };
  return (
    <html lang="en" {...signedOut} {...moved}>
      <head>
        <meta charset="utf-8" />
        <script
          src={`${files}/take.js`}
          data-mode={frame.mode}
          data-files={files}
          {...(frame.stray === undefined ? {} : { 'data-stray': frame.stray })}
          {...(frame.next === undefined ? {} : { 'data-next': frame.next })}
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {frame.outcome === undefined ? null : (
          <meta name="docs-handshake-outcome" content={frame.outcome} />
        )}
        <title>{`${frame.title} · mock docs host`}</title>
        <link rel="icon" href={`${files}/icon.svg`} type="image/svg+xml" />
        <link rel="stylesheet" href={`${files}/pages.css`} />
        {frame.personalized === true ? <script src={`${files}/personalize.js`} defer /> : null}
      </head>
      <body class={frame.sidebar === undefined ? 'narrow' : 'wide'}>
        <a class="skip" href="#main">
          Skip to the text
        </a>
        <aside class="banner" aria-label="About this host">
          <strong>Mock docs host</strong>
          <span>{frame.playing}. For development and tests, not for readers.</span>
          <a href={`${files}/groups`}>Group audit</a>
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
            <img src={`${files}/icon.svg`} width="28" height="28" alt="" />
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
