import { randomFillSync } from 'node:crypto';

/** Octets that are drawn at once: a draw takes as long for four thousand of them as for thirty, but for the octets. */
const drawn = 4_096;

let pool = Buffer.alloc(0);
let at = 0;

/**
 * A word that nobody guesses, in base64url. Its octets come from the generator of `node:crypto`, each for one word alone.
 *
 * @param octets how many random octets it holds; at most 4,096
 */
export function randomWord(octets: number): string {
  if (at + octets > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(drawn));
    at = 0;
  }
  const word = pool.toString('base64url', at, at + octets);
  // What a word was made of is nowhere but in the word.
  pool.fill(0, at, at + octets);
  at += octets;
  return word;
}
