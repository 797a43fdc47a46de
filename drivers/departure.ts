import type { Stop } from '../protocol/exchange.js';

/** Out of the login flow: to the docs, elsewhere with a token, or to a place that is never contacted. */
export interface Departure {
  readonly to: 'docs' | 'away-with-token' | 'forbidden';
  /** Who sent the visitor: origin and path, or a few words. */
  readonly from: string;
  /** Where to, for the sentence. */
  readonly goal: string;
  readonly docsOrigin: string;
  /** True where the browser did not go there. */
  readonly blocked?: boolean;
}

/** Why a visit ends that was sent out of the login flow, in one sentence. */
export function departureStop({ to, from, goal, docsOrigin, blocked }: Departure): Stop {
  const but = blocked === true ? ', but the browser blocked that' : '';
  switch (to) {
    case 'docs':
      return { code: 'callback', sentence: `${from} sent the visitor to the docs${but}.` };
    case 'away-with-token':
      return {
        code: 'left',
        sentence: `${from} sent the token to ${goal} instead of ${docsOrigin}${but}.`,
      };
    case 'forbidden':
      return {
        code: 'left-without-token',
        sentence: `${from} sent the visitor to ${goal}, without a token.`,
      };
  }
}
