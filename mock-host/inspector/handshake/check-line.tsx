/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';

import { CopyButton } from '../copy-button.js';

/** The command that judges the whole login flow, to be copied. */
export function CheckLine({ command }: { readonly command: string }): VNode {
  const line = useRef<HTMLElement>(null);
  return (
    <section class="panel check" aria-labelledby="check">
      <h2 id="check">Judge all of it</h2>
      <p>
        One handshake shows a part. This makes every visit, and judges every requirement of the
        edition:
      </p>
      <div class="command">
        <pre tabIndex={0} role="group" aria-label="Command">
          <code ref={line}>{command}</code>
        </pre>
        <CopyButton text={command} shown={line} class="button" />
      </div>
    </section>
  );
}
