import type { Hop, Stop } from '../../protocol/exchange.js';
import { lostWords } from '../../protocol/http/dropped-cookie.js';
import { withNote } from '../../protocol/stop.js';

/**
 * The end of a visit whose sign-in was refused, with what became of the cookies from before the password: a form's
 * guard against forged requests is one of them, and without it no password is right, so none is to be checked.
 */
export function blamingCookies(stop: Stop, hops: readonly Hop[]): Stop {
  const at = hops.findIndex(({ credentials }) => credentials);
  if (at < 0 || !['sign-in-refused', 'status'].includes(stop.code)) return stop;
  const inAdvice = stop.advice?.on === 'credentials';
  const place = inAdvice ? 'clause' : 'sentence';
  const words = lostWords(hops.slice(0, at), hops.slice(at, at + 1), place);
  if (words === undefined) return stop;
  return inAdvice ? { ...stop, advice: { on: 'cookie', words } } : withNote(stop, `${words}.`);
}
