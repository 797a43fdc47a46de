import type { SignInTurn } from '../../protocol/driver.js';
import type { Visit } from '../../protocol/visit.js';

/**
 * Makes a visit when its turn has come, and says how many passwords it sent.
 *
 * @param turn undefined where the visit signs nobody in, or nobody counts
 */
export async function inTurn<T>(
  turn: SignInTurn | undefined,
  visit: Visit,
  make: () => Promise<T>,
  signIns: (made: T) => number,
): Promise<T> {
  if (turn === undefined) return make();
  const end = await turn(visit);
  try {
    const made = await make();
    end(signIns(made));
    return made;
  } catch (cause) {
    // What it sent before it broke, nobody knows.
    end();
    throw cause;
  }
}
