import type { Configuration } from '../../configuration/configuration.js';
import { maskSpelled } from '../../protocol/secrecy/masking.js';
import { secretsOf } from './secrets.js';

/** An error and those that it names as its causes. */
function chain(error: Error): readonly Error[] {
  const found: Error[] = [];
  for (let at: unknown = error; at instanceof Error && !found.includes(at); at = at.cause) {
    found.push(at);
  }
  return found;
}

/**
 * Takes what a run knows to be secret out of the words of an error, of its stack and of its causes: whoever prints it, or
 * keeps it in a file, knows less of that than the run.
 *
 * @returns the same value; what is no error as it is
 */
export function maskedError(cause: unknown, { target, keys }: Configuration): unknown {
  if (!(cause instanceof Error)) return cause;
  const { whole, forms } = secretsOf(target, keys, []);
  for (const error of chain(cause)) {
    for (const member of ['message', 'stack'] as const) {
      const text = error[member] ?? '';
      const value = maskSpelled(text, forms, whole);
      // Not assigned: some errors have their message from their prototype, which takes no other.
      if (value !== text) {
        Reflect.defineProperty(error, member, { value, configurable: true, writable: true });
      }
    }
  }
  return cause;
}
