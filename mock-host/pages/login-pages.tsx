/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { Refusal } from '../../judge/arrival/judgement.js';

/**
 * The page that takes the token. Its script shows the first part, and the second where the token cannot be
 * handed over; without a script only the third is there.
 */
export function CallbackText(props: { readonly docs: string }): VNode {
  const link = (
    <p>
      <a class="button" href={props.docs}>
        To the docs
      </a>
    </p>
  );
  return (
    <article class="card center">
      <div data-part="waiting" hidden>
        <h1>Logging you in</h1>
        <p role="status">The docs host is looking at your token.</p>
      </div>
      <div data-part="failed" hidden>
        <h1>You are not logged in</h1>
        <p role="status" />
        {link}
      </div>
      <noscript>
        <h1>This login needs JavaScript</h1>
        <p>
          The token is in the part of the address that only a script can read. Switch JavaScript on,
          go to the docs and log in again.
        </p>
        {link}
      </noscript>
    </article>
  );
}

interface RefusedProps {
  readonly refusal: Refusal;
  readonly login: string;
  /** The page that the reader was on the way to, or the root of the docs. */
  readonly docs: string;
  /** Whether the refusal met a reader with a session, which it does not end. */
  readonly reader: 'known' | 'unknown' | 'ask-browser';
  /** True where only the reader's browser knows what was seen. */
  readonly isSeenInBrowser?: boolean;
  /** Where the inspector shows this handshake; undefined where there is none. */
  readonly inspector: string | undefined;
}

/** Why a login came to nothing, in the words of the catalogue, with ways on that only a hand can take. */
export function RefusedText(props: RefusedProps): VNode {
  const { refusal } = props;
  const browserDecides =
    props.reader === 'ask-browser' ? { 'data-for': 'known', hidden: true } : {};
  return (
    <article class="card refused">
      <p class="tag">
        Refused: <code>{refusal.code}</code>
      </p>
      <h1>This login was refused</h1>
      <p class="lead">
        {refusal.code === 'broken'
          ? 'The mock docs host is at fault here, not the login flow.'
          : `This was expected of the login flow: ${refusal.title}.`}
      </p>
      {props.reader === 'unknown' ? null : (
        <p {...browserDecides}>
          You are still logged in to the docs. <a href={props.docs}>Go on reading</a>
        </p>
      )}
      <dl>
        {refusal.expected !== undefined || props.isSeenInBrowser === true ? (
          <>
            <dt data-part-of="expected" hidden={refusal.expected === undefined}>
              Expected
            </dt>
            <dd
              data-part-of="expected"
              data-seen="expected"
              hidden={refusal.expected === undefined}
            >
              {refusal.expected}
            </dd>
          </>
        ) : null}
        <dt>Seen</dt>
        <dd data-seen="actual">{refusal.actual}</dd>
        <dt>Why it matters</dt>
        <dd>{refusal.why}</dd>
        <dt>How to fix it</dt>
        <dd>{refusal.fix}</dd>
        {refusal.advice === undefined ? null : (
          <>
            <dt>Or here</dt>
            <dd>{refusal.advice}</dd>
          </>
        )}
      </dl>
      <p>
        <a class="button" href={props.login}>
          Log in again
        </a>
        {props.inspector === undefined ? null : (
          <>
            {' '}
            <a class="button quiet" href={props.inspector}>
              Look at it in the inspector
            </a>
          </>
        )}
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
  /** What to do. */
  readonly more?: string;
  readonly link?: { readonly href: string; readonly text: string };
}): VNode {
  return (
    <article class="card center">
      <h1>{props.title}</h1>
      <p>{props.sentence}</p>
      {props.more === undefined ? null : <p>{props.more}</p>}
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

/** Where nothing tells whether somebody opened the page or another page asked for it: a hand has to say so. */
export function LogoutText(props: {
  readonly action: string;
  /** What only this page knows of the session. */
  readonly proof: string;
  readonly docs: string;
}): VNode {
  return (
    <article class="card center">
      <h1>Log out?</h1>
      <form method="post" action={props.action}>
        <input type="hidden" name="proof" value={props.proof} />
        <p>
          <button class="button" type="submit">
            Log out
          </button>
        </p>
      </form>
      <p>
        <a href={props.docs}>Go on reading</a>
      </p>
    </article>
  );
}

/** Between a protected page and the login: its script shows the second part where a token came along, else goes on. */
export function LookText(props: {
  readonly refusal: Refusal;
  readonly next: string;
  /** The path of the page. */
  readonly page: string;
  /** Where the inspector is; undefined where there is none. */
  readonly inspector: string | undefined;
}): VNode {
  return (
    <>
      <article class="card center" data-part="going">
        <h1>On to the login</h1>
        <p>
          <code>{props.page}</code> needs a login.
        </p>
        <p>
          <a class="button" href={props.next}>
            Log in
          </a>
        </p>
      </article>
      <div data-part="found" hidden>
        <RefusedText
          refusal={props.refusal}
          login={props.next}
          docs={props.page}
          reader="unknown"
          inspector={props.inspector}
        />
      </div>
    </>
  );
}
