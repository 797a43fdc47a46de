import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { dropOldest, sizeOf, type ShelfLimits } from '../readers/shelf.js';
import type { Later } from '../readers/departures.js';

/** What verdicts on a handshake follow from, the token included. */
export interface SealedArrival {
  /** Where the visitor came, token and all. */
  readonly location: Sealed;
  /** The page that they had been sent off from; absent where that is not certain. */
  readonly sent?: string;
  /** The host's clock, milliseconds since the epoch. */
  readonly atMs: number;
  /** The keys of that moment. */
  readonly keys: readonly VerificationKey[];
}

/** How long a token is kept, in milliseconds. */
export const keptForMs = 60_000;

/** Tokens of the latest handshakes, for a minute: for verdicts and what-ifs, never to be shown. */
export interface SealedTokens {
  readonly keep: (handshake: number, arrival: SealedArrival) => void;
  readonly find: (handshake: number) => SealedArrival | undefined;
  /** Is called with each that was kept for its time, before it is gone; the last one set counts. */
  readonly onEnd: (act: (handshake: number, arrival: SealedArrival) => void) => void;
  readonly octets: () => number;
  readonly clear: () => void;
}

/** Opens a store; the oldest go first. */
export function openSealedTokens(timer: Later, { most, mostOctets }: ShelfLimits): SealedTokens {
  const kept = new Map<number, { readonly arrival: SealedArrival; readonly stop: () => void }>();
  let ends: (handshake: number, arrival: SealedArrival) => void = () => undefined;
  let octets = 0;
  const cost = ({ location, sent = '' }: SealedArrival): number =>
    600 + sizeOf(location.reveal()) + sizeOf(sent);
  const isFull = (): boolean => kept.size > most || octets > mostOctets;
  const drop = (handshake: number): void => {
    const one = kept.get(handshake);
    if (one === undefined) return;
    one.stop();
    octets -= cost(one.arrival);
    kept.delete(handshake);
  };
  return {
    keep: (handshake, arrival) => {
      drop(handshake);
      const stop = timer(() => {
        drop(handshake);
        ends(handshake, arrival);
      }, keptForMs);
      kept.set(handshake, { arrival, stop });
      octets += cost(arrival);
      dropOldest(kept, isFull, drop);
    },
    find: (handshake) => kept.get(handshake)?.arrival,
    onEnd: (act) => void (ends = act),
    octets: () => octets,
    clear: () => {
      for (const handshake of kept.keys()) drop(handshake);
    },
  };
}
