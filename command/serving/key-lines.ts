import type { MadeKey } from '../../api/service.js';
import { keyVariable } from '../../mock-host/first-run/snippets/setup.js';

/** A login flow that runs elsewhere is told by two lines of its env file. */
export interface KeyLines {
  readonly key: MadeKey;
  /** The docs that the host plays: origin and subpath. */
  readonly docsUrl: string;
  /** True where only machines listen: the private key is for the terminal alone. */
  readonly isForMachines: boolean;
}

/**
 * What to set in one's login flow, a line each: the one place where `serve` shows a private key, because nobody else
 * has it.
 */
export function keyLines({ key, docsUrl, isForMachines }: KeyLines): readonly string[] {
  const { keyOut, text } = key;
  if (isForMachines) {
    return keyOut === undefined
      ? [
          'The key was made at this start, and --json shows none: keep it with --key-out <file>, or give one with --key.',
        ]
      : [`The private key is in ${keyOut}.`];
  }
  const kept =
    keyOut === undefined
      ? 'The key is new with every start; --key-out <file> keeps it.'
      : `${keyOut} keeps the key: from now on start with --key ${keyOut}.`;
  return [
    '',
    'Set these two lines in your login flow:',
    '',
    `DOCS_ORIGIN=${docsUrl}`,
    `${keyVariable}="${text.reveal().replaceAll('\n', '\\n')}"`,
    '',
    `${kept} Login flows to copy: docs/login-flow.md.`,
    '',
  ];
}
