/** @jsxImportSource preact */
import type { VNode } from 'preact';

/** Pages of a login that the reader's browser makes by itself. */

interface LinkProps {
  readonly docs: string;
}

function ToDocs({ docs }: LinkProps): VNode {
  return (
    <p>
      <a class="button" href={docs}>
        To the docs
      </a>
    </p>
  );
}

/** On the way to the authorization server: its script makes state and code challenge, and goes on. */
export function DepartText(
  props: LinkProps & {
    /** Where the reader goes, without its query. */
    readonly server: string;
    /** Reasons to stay, by the codes that the script knows: a sentence, and what to do. */
    readonly reasons: readonly {
      readonly code: string;
      readonly sentence: string;
      readonly fix: string;
    }[];
  },
): VNode {
  const { docs, server, reasons } = props;
  return (
    <article class="card center">
      <div data-part="waiting">
        <h1>On to the login</h1>
        <p role="status">
          This page makes a state and a code challenge, keeps both in this tab, and goes on to{' '}
          <code>{server}</code>.
        </p>
      </div>
      {reasons.map(({ code, sentence, fix }) => (
        <div key={code} data-part={code} hidden>
          <h1>You are not logged in</h1>
          <p role="status">{sentence}</p>
          <p>{fix}</p>
          <ToDocs docs={docs} />
        </div>
      ))}
      <noscript>
        <p>This login needs JavaScript: the page itself is the client that redeems the code.</p>
        <ToDocs docs={docs} />
      </noscript>
    </article>
  );
}

/** Back from it: its module redeems the code, and fills in what came where the page stays. */
export function RedeemText({ docs }: LinkProps): VNode {
  return (
    <>
      <article class="card center" data-part="waiting">
        <h1>Logging you in</h1>
        <p role="status">This page redeems the code, and asks the Info API who you are.</p>
        <noscript>
          <p>This login needs JavaScript: the page itself is the client that redeems the code.</p>
          <ToDocs docs={docs} />
        </noscript>
      </article>
      <article class="card refused" data-part="failed" hidden>
        <p class="tag">
          Refused: <code data-redeem="code" />
        </p>
        <h1>This login was refused</h1>
        <p class="lead" data-redeem="title" />
        <dl data-redeem="words" />
        <p data-redeem="links">
          <a class="button" href={docs} data-redeem="again">
            Log in again
          </a>
        </p>
      </article>
      <details class="card token" data-redeem-rows hidden>
        <summary>
          <h2>What was judged</h2>
          <span data-redeem="counts" />
        </summary>
        <p>
          Judged in this browser. The docs host was told the ids below and their outcomes: token and
          answer never left this page.
        </p>
        <ul class="rows" />
      </details>
    </>
  );
}
