import type { Exchange, Hop } from '../../protocol/exchange.js';

/** A form that the visitor sent. */
export interface SentForm {
  /** Index of the first request after it was sent. */
  readonly at: number;
  readonly typed: 'name' | 'secret' | 'nothing';
}

/** What the forms of a visit come to. */
export type SignInFacts = Pick<Exchange, 'hops' | 'signIns' | 'typed'>;

/**
 * Marks the requests of the forms that were sent. A user name alone was a sign-in where it led to the hand-over;
 * otherwise it is the first half of one.
 *
 * @param signIns passwords that were sent
 */
export function withSubmissions(
  hops: readonly Hop[],
  forms: readonly SentForm[],
  signIns: number,
  arrived: boolean,
): SignInFacts {
  const secret = forms.some(({ typed }) => typed === 'secret');
  const names = forms.filter(({ typed }) => typed === 'name');
  const nameAlone = arrived && !secret && signIns === 0 ? names.at(-1) : undefined;
  const marks = new Map<number, Hop['submission']>();
  for (const form of forms) {
    const next = forms.find(({ at }) => at > form.at)?.at ?? hops.length;
    const at = hops.findIndex((hop, index) => index >= form.at && hop.cause === 'form');
    if (at < 0 || at >= next) continue;
    if (form.typed === 'nothing') marks.set(at, 'confirmation');
    else if (form.typed === 'secret' || form === nameAlone) marks.set(at, 'sign-in');
  }
  const typed = secret ? 'secret' : names.length > 0 ? 'name' : undefined;
  return {
    hops: hops.map((hop, index) => {
      const submission = marks.get(index);
      return submission === undefined ? hop : { ...hop, submission };
    }),
    signIns: nameAlone === undefined ? signIns : 1,
    ...(typed === undefined ? {} : { typed }),
  };
}
