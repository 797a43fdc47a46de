import type { Hop, Stop } from '../../protocol/exchange.js';
import { lostWords } from '../../protocol/http/dropped-cookie.js';
import { withNote } from '../../protocol/stop.js';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The end of a visit whose sign-in was refused, with what became of the cookies from before the password: a form's
 * guard against forged requests is one of them, and without it no password is right, so none is to be checked.
 */
export function blamingCookies(stop: Stop, hops: readonly Hop[]): Stop {
  const at = hops.findIndex(({ credentials }) => credentials);
  if (at < 0 || !['sign-in-refused', 'status'].includes(stop.code)) return stop;
  const words = lostWords(hops.slice(0, at), hops.slice(at, at + 1));
  if (words === undefined) return stop;
  return stop.advice?.on === 'credentials'
    ? { ...stop, advice: { on: 'cookie', words } }
    : withNote(stop, `${capital(words)}.`);
}
