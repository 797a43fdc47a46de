import type { Exchange, Hop } from '../../protocol/exchange.js';

/** True for the request of the form that signed the visitor in, with a password or without. */
export function signsIn({ credentials, submission }: Hop): boolean {
  return credentials || submission === 'sign-in';
}

/** Index of the first request that signed the visitor in; -1 where no form was sent. */
export function signInAt({ hops }: Exchange): number {
  return hops.findIndex(signsIn);
}

/** Index of the request by which a person left the last page of the sign-in: its form, or a confirmation after it; -1 for none. */
export function lastAnswerAt({ hops }: Exchange): number {
  return hops.findLastIndex((hop) => signsIn(hop) || hop.submission !== undefined);
}

/** Indexes of the requests that the forms of the sign-in made, in order; those that a redirect repeated are left out. */
export function submissionsOf({ hops }: Exchange): readonly number[] {
  return hops.flatMap((hop, at) => (signsIn(hop) || hop.submission !== undefined ? [at] : []));
}
