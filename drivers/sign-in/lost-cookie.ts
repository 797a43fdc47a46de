import type { Hop, Stop } from '../../protocol/exchange.js';
import { lostWords } from '../../protocol/http/dropped-cookie.js';

/** The advice of a refused sign-in, which is wrong where the form's own cookie did not come back. */
const passwordAdvice = /; check --(?:second-)?username and --(?:second-)?password\.$/;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The end of a visit whose sign-in was refused, with what became of the cookies from before the password: a form's
 * guard against forged requests is one of them, and without it no password is right.
 */
export function blamingCookies(stop: Stop, hops: readonly Hop[]): Stop {
  const at = hops.findIndex(({ credentials }) => credentials);
  if (at < 0 || !['sign-in-refused', 'status'].includes(stop.code)) return stop;
  const words = lostWords(hops.slice(0, at), hops.slice(at, at + 1));
  if (words === undefined) return stop;
  return passwordAdvice.test(stop.sentence)
    ? { ...stop, sentence: stop.sentence.replace(passwordAdvice, `; ${words}.`) }
    : { ...stop, sentence: `${stop.sentence} ${capital(words)}.` };
}
