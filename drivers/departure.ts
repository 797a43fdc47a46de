import type { Stop } from '../protocol/exchange.js';
import type { Target } from '../protocol/visit.js';
import { stopAt } from './wording.js';

/** Out of the login flow: to the docs, elsewhere with a token, or to a place that is never contacted. */
export interface Departure {
  readonly to: 'docs' | 'away-with-token' | 'forbidden';
  /** Who sent the visitor: origin and path, or a few words. */
  readonly from: string;
  /** Where to: origin and path, or a few words. */
  readonly goal: string;
  readonly target: Pick<Target, 'docsOrigin' | 'client'>;
  /** True where the browser did not go there. */
  readonly blocked?: boolean;
}

/** Why a visit ends that was sent out of the login flow. */
export function departureStop({ to, from, goal, target, blocked }: Departure): Stop {
  const { docsOrigin } = target;
  const what = target.client === undefined ? 'token' : 'code';
  const but = blocked === true ? ', but the browser blocked that' : '';
  switch (to) {
    case 'docs':
      return stopAt('callback', `${from} sent the visitor to the docs${but}`);
    case 'away-with-token':
      return stopAt('left', `${from} sent the ${what} to ${goal} instead of ${docsOrigin}${but}`);
    case 'forbidden':
      return stopAt('left-without-token', `${from} sent the visitor to ${goal}, without a ${what}`);
  }
}
