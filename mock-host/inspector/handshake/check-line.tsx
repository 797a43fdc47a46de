/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';

import { CopyButton } from '../copy-button.js';

/** A text with a button that copies it. */
export function CopyLine({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): VNode {
  const line = useRef<HTMLElement>(null);
  return (
    <div class="command">
      <pre tabIndex={0} role="group" aria-label={label}>
        <code ref={line}>{text}</code>
      </pre>
      <CopyButton text={text} shown={line} class="button" />
    </div>
  );
}

/** The command that judges the whole login flow, to be copied. */
export function CheckLine({ command }: { readonly command: string }): VNode {
  return (
    <section class="panel check" aria-labelledby="check">
      <h2 id="check">Judge all of it</h2>
      <p>
        One handshake shows a part. This makes every visit, and judges every requirement of the
        edition:
      </p>
      <CopyLine text={command} label="Command" />
    </section>
  );
}
