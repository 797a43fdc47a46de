/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { Step } from '../first-run/first-steps.js';
import { cookieWords } from '../session/session-api.js';
import { FieldsToSet } from './handshake/fields-to-set.js';
import type { HostState } from './host-api.js';

/** From a session API to the first reader: steps that tick themselves off, and the fields to set. */
export function AskSteps(props: {
  readonly host: HostState;
  readonly session: NonNullable<HostState['session']>;
}): VNode {
  const { host, session } = props;
  const { url, site, pageAsked, answerRead, readerIdentified } = session;
  const { origin } = new URL(host.docsUrl);
  const steps = [
    {
      id: 'asked',
      title: 'Open a page of the docs',
      says: pageAsked ? `A page asked ${url}.` : `It asks ${url} who reads.`,
      isDone: pageAsked,
    },
    {
      id: 'read',
      title: 'The page can read the answer',
      says: answerRead
        ? 'An answer could be read.'
        : 'The answer lets the docs origin in, with credentials, whether somebody is signed in or not.',
      isDone: answerRead,
    },
    {
      id: 'identified',
      title: 'The answer names a reader',
      says: readerIdentified
        ? 'A reader was known.'
        : 'Sign in at the session API in the same browser, and load the page anew.',
      isDone: readerIdentified,
    },
  ];
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <article class="first-steps" aria-labelledby="first-steps">
      <h1 id="first-steps" tabIndex={-1}>
        {done === steps.length ? 'Your session API works' : 'From here to the first reader'}
      </h1>
      <p class="lead" role="status">
        {done} of {steps.length} steps are done.
      </p>
      <ol class="steps">
        {steps.map((step, at) => (
          <Step key={step.id} step={step} at={at + 1} />
        ))}
      </ol>
      <p>
        <a class="button" href={`${host.docsUrl}/quickstart`} rel="noreferrer" target="_blank">
          Open a page of the docs
        </a>
      </p>
      <FieldsToSet
        fields={[
          ...(site === 'same-origin'
            ? []
            : [
                `Access-Control-Allow-Origin: ${origin}`,
                'Access-Control-Allow-Credentials: true',
                'Vary: Origin',
              ]),
          'Cache-Control: private, no-store',
        ]}
      />
      <p class="aside">{cookieWords[site]}</p>
    </article>
  );
}
