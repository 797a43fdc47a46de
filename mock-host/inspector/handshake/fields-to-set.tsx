/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { CopyLine } from './check-line.js';

/** Header fields that the session API has to send, to be copied. */
export function FieldsToSet({ fields }: { readonly fields: readonly string[] }): VNode {
  return (
    <>
      <h3>Set</h3>
      <CopyLine text={fields.join('\n')} label="Header fields" />
    </>
  );
}
