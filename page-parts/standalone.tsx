/** @jsxImportSource preact */
import { createHash } from 'node:crypto';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** A page that is one file: it asks the network for nothing, wherever it is opened from. */
export interface Standalone {
  readonly title: string;
  /** Of the picture in the browser's tab. */
  readonly tone: 'good' | 'bad' | 'open';
  readonly style: string;
  /** A classic script, run once the page stands. */
  readonly script: string;
  readonly children: ComponentChildren;
}

const pictures = {
  good: ['0f766e', 'm9 17 5 5 9-12'],
  bad: ['b42318', 'm10 10 12 12m0-12-12 12'],
  open: ['555d66', 'M9 16h14'],
} as const;

/** The tab's picture as an address of its own, so that nobody is asked for one. */
function icon(tone: Standalone['tone']): string {
  const [colour, path] = pictures[tone];
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%23${colour}'/%3E%3Cpath d='${path}' fill='none' stroke='%23fff' stroke-width='3'/%3E%3C/svg%3E`;
}

const hash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What the page may do: its one style, its one script, a picture that it brings along, and nothing else. */
const policy = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** Line ends as the HTML parser sees them: the hash is taken of what it sees. */
const parsed = (text: string): string => text.replaceAll('\r\n', '\n');

/** The page as HTML. Every value in it is escaped by the renderer, but for the style and the script, which are our own. */
export function renderStandalone(page: Standalone): string {
  const style = parsed(page.style);
  const script = parsed(page.script);
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy(style, script)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{page.title}</title>
        <link rel="icon" href={icon(page.tone)} />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        {page.children}
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>,
  );
  return `<!doctype html>\n${html}\n`;
}
