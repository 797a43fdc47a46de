import type { Exchange, DriverName, Stop } from '../../protocol/exchange.js';
import type { Call } from '../../protocol/http/call.js';
import { userCall } from '../../protocol/http/answered-user.js';
import { corsSentence } from '../../protocol/http/cors/words.js';
import { withheld } from '../../protocol/secrecy/withheld.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { sentenceOf, withNote } from '../../protocol/stop.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { place, stopAt } from '../wording.js';
import type { AskingPage } from './asking-page.js';

/** What a page asked for, and what came of it. */
export interface AskedCalls {
  readonly page: AskingPage;
  /** In order, with their verdicts. */
  readonly calls: readonly Call[];
  /** The end where nothing came back. */
  readonly fault?: Stop;
}

/** The exchange of a visit without a navigation, before its page has asked. */
export const notEntered = (visit: Visit, driver: DriverName): Exchange => ({
  visit: visit.name,
  driver,
  startedAtMs: Date.now(),
  durationMs: 0,
  hops: [],
  navigations: [],
  stop: { code: 'asked' },
  signIns: 0,
  secrets: [],
});

/**
 * A sign-in that ended where the docs' own page would take over: what is a hand-over elsewhere is none here.
 *
 * @param signedIn true where the password went out, or nobody needs one
 */
export function asEntered(exchange: Exchange, signedIn: boolean): Exchange {
  const { callback: _callback, landing: _landing, ...rest } = exchange;
  const { stop } = exchange;
  if (stop.code !== 'callback' && stop.code !== 'left') return rest;
  const seen = stop.seen ?? 'The visitor was sent away';
  return {
    ...rest,
    stop: signedIn
      ? stopAt('signed-in', `The reader is signed in: ${seen}`)
      : stopAt(
          'no-form',
          `${seen}, and no sign-in form was shown before`,
          'correct --sign-in-url, or give --sign-in none if no sign-in is needed',
        ),
  };
}

/** True where a reader got so far that a page may ask in their name: an error behind the sign-in does not undo it. */
export function mayAsk({ stop, signIns, hops }: Exchange): boolean {
  const last = hops.at(-1);
  const behind = stop.code === 'status' && signIns > 0 && last?.cause === 'redirect';
  return stop.code === 'signed-in' || (behind && last.status !== 429 && last.status !== 503);
}

function whoAsks({ origin }: AskingPage, docsOrigin: string): string {
  if (origin === docsOrigin) return 'The docs page';
  return origin === 'null' ? 'A page of no origin (null)' : `A page of ${origin}`;
}

/** A reader who signed out behind the sign-in. */
export const asSignedOut = (exchange: Exchange, where: string): Exchange => ({
  ...exchange,
  stop: withNote(exchange.stop, `Then they signed out (${where}).`),
});

/** What became of the asking, as the end of a visit. */
function askedStop({ page, calls, fault }: AskedCalls, { docsOrigin }: Target): Stop {
  if (fault !== undefined) return fault;
  const call = userCall(calls);
  const who = whoAsks(page, docsOrigin);
  const where = place(call?.request.url.reveal() ?? docsOrigin);
  const seen = `${who} asked ${where}, which answered ${call?.response?.status ?? 'nothing'}`;
  const own = page.origin === docsOrigin && call?.readable === false;
  // What would let a page of another origin read it is nobody's to set.
  const { reason, about } = own ? (call.cors ?? {}) : {};
  const notes =
    reason === undefined
      ? []
      : [
          corsSentence(reason, {
            origin: call?.page?.origin ?? page.origin,
            ...(about === undefined ? {} : { about: mask(about.reveal()) }),
          }),
        ];
  return { code: 'asked', seen, ...(notes.length === 0 ? {} : { notes }) };
}

/** A visit with what its page asked for: where somebody signed in before, that stays its end. */
export function withCalls(begun: Exchange, came: AskedCalls, target: Target): Exchange {
  const end = askedStop(came, target);
  return withheld({
    ...begun,
    durationMs: Date.now() - begun.startedAtMs,
    calls: came.calls,
    stop: begun.stop.code === 'asked' ? end : withNote(begun.stop, sentenceOf(end)),
  });
}
