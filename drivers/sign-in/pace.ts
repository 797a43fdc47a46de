import type { Exchange } from '../../protocol/exchange.js';
import { withNote } from '../../protocol/stop.js';
import { sessionOf } from '../../protocol/visit-kinds.js';
import type { Visit } from '../../protocol/visit.js';
import { looksHasty, personMs } from './haste.js';

/** How long a visitor takes over a sign-in form. */
export interface Pace {
  /** Milliseconds between the showing of a form and its sending; 0 for as fast as it goes. */
  readonly ms: () => number;
  /**
   * The sign-in of a visit, made once more and slower where the first sign-in of the run seems to have been turned
   * away for its speed. What works keeps its pace for the rest of the run; there is never a third attempt.
   *
   * @param again makes the visit afresh, with an empty cookie jar
   */
  settle(visit: Visit, first: Exchange, again: () => Promise<Exchange>): Promise<Exchange>;
}

const seconds = personMs / 1000;

/** Opens the pace of one driver. */
export function openPace(): Pace {
  let ms = 0;
  let known = false;

  return {
    ms: () => ms,
    settle: async (visit, first, again) => {
      if (known || first.signIns === 0 || sessionOf(visit) !== 'signing-in') return first;
      known = true;
      if (!(await looksHasty(first))) return first;
      ms = personMs;
      const second = await again();
      const signIns = first.signIns + second.signIns;
      if (second.callback !== undefined) {
        const why = `The sign-in was made twice: sent at once, the form led nowhere; sent ${seconds} s after it was shown, it led on.`;
        return { ...second, signIns, stop: withNote(second.stop, why) };
      }
      ms = 0;
      const hint = `The form was sent again, ${seconds} s after it was shown, in case it turns away what comes too fast; that did not lead on, either.`;
      return { ...first, signIns, stop: withNote(first.stop, hint) };
    },
  };
}
