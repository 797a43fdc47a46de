/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** How long a button says that it did what it does, in milliseconds. */
const saidForMs = 2_000;

/** Copies; where the browser has no clipboard for this page, the text is marked for the keys. */
async function copy(text: string, shown: HTMLElement | null): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    if (shown !== null) getSelection()?.selectAllChildren(shown);
    return 'Marked: press Ctrl+C';
  }
}

/** The command that judges the whole login flow, to be copied. */
export function CheckLine({ command }: { readonly command: string }): VNode {
  const line = useRef<HTMLElement>(null);
  const [said, say] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => say(''), saidForMs);
    return () => clearTimeout(timer);
  }, [said]);
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
        <button
          type="button"
          class="button"
          onClick={() => {
            void copy(command, line.current).then(say);
          }}
        >
          Copy
        </button>
        <span role="status">{said}</span>
      </div>
    </section>
  );
}
