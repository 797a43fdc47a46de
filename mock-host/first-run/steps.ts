import type { Milestones } from './milestones.js';

/** One step from an empty folder to the first login. */
export interface FirstStep {
  readonly id: 'key' | 'login-url' | 'visitor' | 'token' | 'accepted';
  readonly title: string;
  /** What is to be done, or what was seen, in one sentence. */
  readonly says: string;
  readonly isDone: boolean;
}

/** What the steps are told by. */
export interface StepsState extends Milestones {
  /** What verifies tokens: names and fingerprints, nothing that is secret. */
  readonly keys: readonly string[];
  /** The login URLs, without what is secret in them. */
  readonly loginUrls: readonly string[];
  /** Of the login URLs; absent where nobody has asked yet. */
  readonly answers?: boolean;
}

const keyStep = ({ keys }: StepsState): FirstStep => ({
  id: 'key',
  title: 'The host has a key',
  says: `It verifies with ${keys.join(', ')}. Set the private one in your login flow: it stands in the terminal alone, or in its file.`,
  isDone: keys.length > 0,
});

function loginStep({ loginUrls, answers, tokenCame }: StepsState): FirstStep {
  const title = 'Your login URL answers';
  const [first, ...more] = loginUrls;
  if (first === undefined) {
    const says =
      'There is none yet: start the host with --login-url and the URL of your login flow.';
    return { id: 'login-url', title, says, isDone: false };
  }
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const isDone = answers === true || tokenCame;
  const says =
    answers === true
      ? `${first}${others} answers.`
      : tokenCame
        ? 'A token came, so a login flow answers.'
        : answers === undefined
          ? `This page asks ${first}${others}.`
          : `${first}${others} does not answer: start your login flow. This page asks again.`;
  return { id: 'login-url', title, says, isDone };
}

/** The steps in their order. A later one may be done before an earlier one, and each says what it saw. */
export function stepsOf(state: StepsState): readonly FirstStep[] {
  const { visitorSent, tokenCame, tokenAccepted } = state;
  return [
    keyStep(state),
    loginStep(state),
    {
      id: 'visitor',
      title: 'Send the first visitor',
      says: visitorSent
        ? 'A visitor was sent to log in.'
        : 'Open a page of the docs that needs a login.',
      isDone: visitorSent,
    },
    {
      id: 'token',
      title: 'The first token comes',
      says: tokenCame
        ? 'A token came.'
        : 'Sign one and send the visitor on, as the snippets below do.',
      isDone: tokenCame,
    },
    {
      id: 'accepted',
      title: 'The first token is accepted',
      says: tokenAccepted
        ? 'Your login works.'
        : tokenCame
          ? 'It was refused: the handshake says why, and what to change.'
          : 'The host says here what became of it.',
      isDone: tokenAccepted,
    },
  ];
}
