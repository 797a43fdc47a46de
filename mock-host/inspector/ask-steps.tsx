/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { StepCard } from '../first-run/first-steps.js';
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
  return (
    <StepCard
      steps={steps}
      title="From here to the first reader"
      doneTitle="Your session API works"
      docsUrl={host.docsUrl}
      opens="Open a page of the docs"
    >
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
    </StepCard>
  );
}
