import { createInterface } from 'node:readline/promises';
import { Failure } from '../../protocol/failure.js';

/**
 * Asks one question on the terminal. It stands on standard error, so that standard output holds the files alone.
 *
 * @returns the line without its end
 * @throws Failure `usage` where the input ends first (Ctrl-D); an AbortError where the signal is aborted (Ctrl-C)
 */
export async function askOnTerminal(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // While a line is edited the terminal sends no signal: Ctrl-C is a key.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<never>((_resolve, reject) => {
    lines.once('close', () =>
      reject(new Failure('usage', 'The answers ended too early: nothing was written.')),
    );
  });
  try {
    return await Promise.race([lines.question(question, { signal }), ended]);
  } finally {
    lines.close();
    // Closing it rejects what nobody waits for any more.
    ended.catch(() => undefined);
  }
}
