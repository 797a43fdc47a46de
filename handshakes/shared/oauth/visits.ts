import type { ClientWays } from '../../../protocol/oauth/client-ways.js';
import type { Parameter } from '../../../protocol/oauth/client.js';
import type { VisitOf } from '../../../protocol/visit.js';

/** The visits that only handshakes have in which a code is handed over. */

/** A reader who is signed in, and a client that goes about it oddly. Plain HTTP alone: a browser sees no more. */
export const oddly = (name: string, title: string, client: ClientWays): VisitOf<'odd-return'> => ({
  kind: 'odd-return',
  drivers: ['http'],
  name,
  title,
  client,
});

/** The code is of no interest. */
const unspent: ClientWays = { redeems: [], informs: [] };

/** A request with some parameters changed; what comes of it is not redeemed. */
export const asking = (
  name: string,
  title: string,
  parameters: NonNullable<ClientWays['parameters']>,
): VisitOf<'odd-return'> => oddly(name, title, { ...unspent, parameters });

/** The parameters with one replaced. */
export const replaced = (
  usual: readonly Parameter[],
  name: string,
  value: string,
): readonly Parameter[] => usual.map((pair) => (pair[0] === name ? [name, value] : pair));

/** A request with a challenge, although the driver may have learned that the server takes none. */
export const withChallenge: VisitOf<'return'> = {
  kind: 'return',
  drivers: ['http'],
  name: 'with-challenge',
  comes: 'signed-in',
  title: 'with a code challenge',
  client: { challenge: 'S256' },
};

/** The same without one. */
export const withoutChallenge: VisitOf<'return'> = {
  kind: 'return',
  drivers: ['http'],
  name: 'without-challenge',
  comes: 'signed-in',
  title: 'without a code challenge',
  client: { challenge: 'none' },
};
