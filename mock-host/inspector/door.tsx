/** @jsxImportSource preact */
import type { VNode } from 'preact';

/** Where the page has no token, or one that the host does not take. */
export function Door(props: {
  readonly wasRefused: boolean;
  readonly onToken: (token: string) => void;
}): VNode {
  const { wasRefused, onToken } = props;
  return (
    <main class="door card center">
      <h1>The inspector is locked</h1>
      <p>
        {wasRefused
          ? 'The host takes another token: it was started anew, perhaps.'
          : 'It shows what logins carry, so it needs the token of this run.'}{' '}
        Open the inspector’s URL as <code>docs-handshake serve</code> printed it, or enter the token
        at its end.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem('token');
          if (field instanceof HTMLInputElement && field.value !== '') onToken(field.value.trim());
        }}
      >
        <label>
          <span>Token</span>
          <input type="password" name="token" autocomplete="off" required />
        </label>
        <button class="button">Open</button>
      </form>
    </main>
  );
}
