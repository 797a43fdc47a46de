import type { DriverName } from '../../../protocol/exchange.js';

/** A visit with a return value as it is sent, octet by octet; with a session or without. */
export interface RawVisit<K extends 'odd-return' | 'odd-stranger'> {
  readonly kind: K;
  readonly drivers: readonly DriverName[];
  readonly name: string;
  readonly title: string;
  readonly rawReturnTo: string;
}

/**
 * What visits with a raw return value have in common.
 *
 * @param family begins their names
 * @param says begins their titles
 * @returns makes one of them, with the value percent-encoded as it is sent
 */
export const rawValues =
  (drivers: readonly DriverName[], family: string, says: string) =>
  <K extends 'odd-return' | 'odd-stranger'>(
    kind: K,
    name: string,
    rawReturnTo: string,
    title: string,
  ): RawVisit<K> => ({
    kind,
    drivers,
    name: `${family}-${name}`,
    title: `${says}: ${title}`,
    rawReturnTo,
  });
