/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { WayBackFinding } from '../../judge/arrival/way-back.js';

/** One finding as a paragraph of text, for a page that a browser makes out. */
export const wayBackWords = ({ code, expected, title, actual, fix }: WayBackFinding): string =>
  `The way back (${code}): ${actual} Expected: ${expected ?? `${title}.`} ${fix}`;

/** What became of the way back, above the page where the reader landed. */
export function WayBackNotice(props: {
  readonly findings: readonly WayBackFinding[];
}): VNode | null {
  if (props.findings.length === 0) return null;
  return (
    <div class="notice" role="status">
      {props.findings.map((finding) => (
        <p key={finding.code}>{wayBackWords(finding)}</p>
      ))}
    </div>
  );
}
