/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string';

import { own as files } from '../routes/login-link.js';

/** The page as the host sends it: without a script there is nothing to see, since nothing is told without the token. */
export function renderInspectorPage(): string {
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Docs handshake</title>
        <script src={`${files}/inspector.js`} defer />
        <link rel="icon" href={`${files}/icon.svg`} type="image/svg+xml" />
        <link rel="stylesheet" href={`${files}/inspector.css`} />
      </head>
      <body>
        <div id="inspector">
          <noscript>
            <p class="notice">The inspector asks the host by a script: switch JavaScript on.</p>
          </noscript>
        </div>
      </body>
    </html>,
  );
  return `<!doctype html>${html}`;
}
