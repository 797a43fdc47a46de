/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { Refusal } from '../token-judge.js';

/** What the reader sees while the host looks at the token. */
export function CallbackText(): VNode {
  return (
    <article class="card center">
      <h1>Logging you in</h1>
      <p role="status">The docs host is looking at your token.</p>
      <noscript>
        <p>
          The token is in the part of the address that only a script can read. Switch JavaScript on
          and log in again.
        </p>
      </noscript>
    </article>
  );
}

/** Why nobody was logged in, in the words of the catalogue, with a way back that only a hand can take. */
export function RefusedText(props: { readonly refusal: Refusal; readonly login: string }): VNode {
  const { refusal } = props;
  return (
    <article class="card refused">
      <p class="tag">
        Refused: <code>{refusal.code}</code>
      </p>
      <h1>You are not logged in</h1>
      <p class="lead">This was expected of the login flow: {refusal.title}</p>
      <dl>
        <dt>Expected</dt>
        <dd>{refusal.expected}</dd>
        <dt>Seen</dt>
        <dd>{refusal.actual}</dd>
        <dt>Why it matters</dt>
        <dd>{refusal.why}</dd>
        <dt>How to fix it</dt>
        <dd>{refusal.fix}</dd>
      </dl>
      <p>
        <a class="button" href={props.login}>
          Log in again
        </a>
      </p>
    </article>
  );
}

/** Several login URLs: the reader chooses one. */
export function ChoiceText(props: {
  readonly title: string;
  readonly choices: readonly { readonly name: string; readonly link: string }[];
}): VNode {
  return (
    <article class="card center">
      <h1>{props.title}</h1>
      <ul class="choices">
        {props.choices.map((choice) => (
          <li key={choice.link}>
            <a class="button" href={choice.link}>
              {choice.name}
            </a>
          </li>
        ))}
      </ul>
    </article>
  );
}

/** A heading, a sentence and perhaps a link: errors, and the end of a session. */
export function NoteText(props: {
  readonly title: string;
  readonly sentence: string;
  readonly link?: { readonly href: string; readonly text: string };
}): VNode {
  return (
    <article class="card center">
      <h1>{props.title}</h1>
      <p>{props.sentence}</p>
      {props.link === undefined ? null : (
        <p>
          <a class="button" href={props.link.href}>
            {props.link.text}
          </a>
        </p>
      )}
    </article>
  );
}
