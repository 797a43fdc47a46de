/** @jsxImportSource preact */
import type { VNode } from 'preact';

/**
 * A token that the reader's browser judged by itself, decoded: the page's script fills it in, and no server has what stands
 * in it.
 */
export function TokenCard(props: { readonly of: 'accepted' | 'refused' }): VNode {
  return (
    <details class="card token" data-token={props.of} open={props.of === 'refused'} hidden>
      <summary>
        <h2>The token that you brought</h2>
        <span data-token-part="counts" />
      </summary>
      <p>
        Decoded and judged in this browser, with the public key. The docs host was told ids of
        requirements and their outcomes: token and claims never left this page.
      </p>
      <div class="halves">
        <section aria-labelledby="token-header">
          <h3 id="token-header">Header</h3>
          <pre data-token-part="header" tabIndex={0} />
        </section>
        <section aria-labelledby="token-claims">
          <h3 id="token-claims">Claims</h3>
          <pre data-token-part="claims" tabIndex={0} />
        </section>
      </div>
      <h3>Requirements that one token shows</h3>
      <ul class="rows" data-token-part="rows" />
    </details>
  );
}
