/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { StepCard } from '../first-run/first-steps.js';
import { FieldsToSet } from './handshake/fields-to-set.js';
import { CopyLine } from './handshake/check-line.js';
import type { HostState } from './host-api.js';

/** From an authorization server to the first reader: what to register, and steps that tick themselves off. */
export function ClientSteps(props: {
  readonly host: HostState;
  readonly client: NonNullable<HostState['oauth']>;
}): VNode {
  const { host, client } = props;
  const { by, clientId, scopes, redirectUri, tokenUrl, infoUrl } = client;
  const [login] = host.loginUrls;
  const who = by === 'browser' ? 'The page' : 'The docs host';
  const asked = infoUrl === undefined ? tokenUrl : `${tokenUrl} and ${infoUrl}`;
  const steps = [
    {
      id: 'sent',
      title: 'Log in from a page of the docs',
      says: client.readerSent ? 'A reader was sent there.' : `It leads to ${login?.url ?? ''}.`,
      isDone: client.readerSent,
    },
    {
      id: 'back',
      title: 'Your server sends the reader back',
      says: client.readerBack
        ? 'Somebody came back.'
        : `It ends at ${redirectUri}, with code and state.`,
      isDone: client.readerBack,
    },
    {
      id: 'asked',
      title: `${who} redeems the code`,
      says: client.endpointAsked ? 'It was tried.' : `It asks ${asked}.`,
      isDone: client.endpointAsked,
    },
    {
      id: 'known',
      title: 'The reader is known',
      says: client.readerKnown
        ? 'A reader was let in.'
        : 'The Info API answers with the User object.',
      isDone: client.readerKnown,
    },
  ];
  const { origin } = new URL(host.docsUrl);
  return (
    <StepCard
      steps={steps}
      title="From here to the first reader"
      doneTitle="Your authorization server works"
      docsUrl={host.docsUrl}
      opens="Open a page of the docs"
    >
      <h2>Register</h2>
      <CopyLine
        text={[
          `client_id: ${clientId}`,
          `redirect_uri: ${redirectUri}`,
          ...(scopes.length === 0 ? [] : [`scope: ${scopes.join(' ')}`]),
        ].join('\n')}
        label="Registration"
      />
      {by === 'browser' ? (
        <FieldsToSet
          fields={[
            `Access-Control-Allow-Origin: ${origin}`,
            'Access-Control-Allow-Headers: authorization',
          ]}
        />
      ) : null}
    </StepCard>
  );
}
