import type { Exchange } from '../../protocol/exchange.js';
import { withNote } from '../../protocol/stop.js';
import { sessionOf } from '../../protocol/visit-kinds.js';
import type { Visit } from '../../protocol/visit.js';
import { looksHasty, personMs } from './haste.js';
import { shownOverHttp } from './sent-sight.js';
import type { SentSight } from './sent-sight.js';

/** How long a visitor takes over a sign-in form. */
export interface Pace {
  /** Milliseconds between the showing of a form and its sending; 0 for as fast as it goes. */
  readonly ms: () => number;
  /** True until a sign-in has shown whether its speed is a matter. */
  readonly isOpen: () => boolean;
  /**
   * The sign-in of a visit, made once more and slower where the first sign-in of the run seems to have been turned
   * away for its speed. What works keeps its pace for the rest of the run; there is never a third attempt.
   *
   * @param again makes the visit afresh, with an empty cookie jar
   * @param sight what a page showed before and after the form was sent; absent where no page was shown
   */
  settle(
    visit: Visit,
    first: Exchange,
    again: () => Promise<Exchange>,
    sight?: SentSight,
  ): Promise<Exchange>;
}

const seconds = personMs / 1000;
/** A form that is let in sooner than this has no time trap, in milliseconds. */
const quickMs = 1_000;

/** Opens the pace of one driver. */
export function openPace(): Pace {
  let ms = 0;
  let known = false;

  return {
    ms: () => ms,
    isOpen: () => !known,
    settle: async (visit, first, again, sight) => {
      // A wrong password is given once: a second one could lock the account.
      const isDue = sessionOf(visit) === 'signing-in' && visit.kind !== 'wrong-password';
      if (known || first.signIns === 0 || !isDue) return first;
      const shownMs = sight?.shownMs ?? shownOverHttp(first) ?? 0;
      // What was let in slowly, on a busy machine, may be turned away when it is fast.
      known = first.callback === undefined || shownMs < quickMs;
      if (!(await looksHasty(first, sight))) return first;
      ms = personMs;
      const second = await again();
      const signIns = first.signIns + second.signIns;
      if (second.callback !== undefined || second.stop.code === 'signed-in') {
        const why = `The sign-in was made twice: sent at once, the form led nowhere; sent ${seconds} s after it was shown, it led on.`;
        return { ...second, signIns, stop: withNote(second.stop, why) };
      }
      ms = 0;
      const hint = `The form was sent again, ${seconds} s after it was shown, in case it turns away what comes too fast; that did not lead on, either.`;
      return { ...first, signIns, stop: withNote(first.stop, hint) };
    },
  };
}
