/** @jsxImportSource preact */
import type { RefObject, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

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

/** A button that copies a text which stands on the page, and says what became of that. */
export function CopyButton(props: {
  readonly text: string;
  /** Where the text stands. */
  readonly shown: RefObject<HTMLElement | null>;
  readonly class: string;
}): VNode {
  const { text, shown } = props;
  const [said, say] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => say(''), saidForMs);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <>
      <button
        type="button"
        class={props.class}
        onClick={() => {
          void copy(text, shown.current).then(say);
        }}
      >
        Copy
      </button>{' '}
      <span role="status">{said}</span>
    </>
  );
}
