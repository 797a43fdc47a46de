/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { mask } from '../../protocol/secrecy/masking.js';
import type { LoginChoice } from '../site.js';

/** What a page knows of the session API before it has asked. */
export interface AskingPage {
  /** The session API. */
  readonly url: string;
  /** Where its cookies go along: one sentence. */
  readonly cookies: string;
  /** Where somebody may sign in; empty where nobody said. */
  readonly logins: readonly LoginChoice[];
}

/** Links to where somebody may sign in. */
function LoginLinks({ logins }: Pick<AskingPage, 'logins'>): VNode {
  return (
    <>
      {logins.map(({ name, url }) => (
        <a key={url} class="button" href={url} rel="noreferrer">
          {logins.length === 1 ? 'Log in' : `Log in: ${name}`}
        </a>
      ))}
    </>
  );
}

/** Log in, for a stranger; where to log out only the company knows. */
export function AskTools({ logins }: Pick<AskingPage, 'logins'>): VNode | null {
  return logins.length === 0 ? null : (
    <div class="tools" data-for="unknown">
      <LoginLinks logins={logins} />
    </div>
  );
}

/** What the page says of the answer, above its text; its script fills it in. */
export function AskNotice({ logins }: Pick<AskingPage, 'logins'>): VNode {
  return (
    <div class="notice ask" role="status" data-ask-notice hidden>
      <div data-ask="words" />
      {logins.length === 0 ? null : (
        <p data-ask-login hidden>
          <LoginLinks logins={logins} />
        </p>
      )}
    </div>
  );
}

/** Who reads, by whose word: the last answer, beside the text. */
export function AskCard({ url, cookies }: AskingPage): VNode {
  return (
    <section class="card ask" aria-labelledby="who-reads">
      <h2 id="who-reads">Who reads</h2>
      <dl>
        <dt>Asked</dt>
        <dd>
          <code>GET {mask(url)}</code>, with the cookies of this browser
        </dd>
        <dt>Answer</dt>
        <dd data-ask="answer">is awaited</dd>
        <dt>It means</dt>
        <dd data-ask="means">–</dd>
        <dt>Readable for this page</dt>
        <dd data-ask="readable">–</dd>
        <dt>Took</dt>
        <dd data-ask="took">–</dd>
        <dt>Cookies</dt>
        <dd>A page does not see them. {cookies}</dd>
      </dl>
    </section>
  );
}

/** What the requirements say of the user in the answer; the page's script fills it in, and no server has what it says. */
export function UserCard(): VNode {
  return (
    <details class="card token" data-ask-rows hidden>
      <summary>
        <h2>The user in the answer</h2>
        <span data-ask="counts" />
      </summary>
      <p>
        Judged in this browser. The docs host was told the ids below and their outcomes: the answer
        never left this page.
      </p>
      <ul class="rows" />
    </details>
  );
}
