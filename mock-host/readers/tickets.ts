import { randomWord } from './random-word.js';
import { openShelf, type Shelf, type ShelfLimits } from './shelf.js';

/** Values that a browser names by a word that nobody guesses. */
export interface Tickets<T> extends Pick<Shelf<T>, 'octets' | 'clear'> {
  /** Keeps a value and returns its ticket: 96 random bits. */
  readonly keep: (value: T) => string;
  /** The value of a ticket; undefined where it is unknown or was pushed out. */
  readonly find: (ticket: string) => T | undefined;
}

/** Opens a bounded store; the oldest value goes first. */
export function openTickets<T>(limits: ShelfLimits): Tickets<T> {
  const shelf = openShelf<T>(limits);
  return {
    keep: (value) => {
      const ticket = randomWord(12);
      shelf.put(ticket, value);
      return ticket;
    },
    find: shelf.get,
    octets: shelf.octets,
    clear: shelf.clear,
  };
}
