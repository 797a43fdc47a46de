import type { DriverName, StopParts } from './exchange.js';
import { endBehind, sentenceOf } from './stop.js';

/** How much hangs on a requirement: a fallen `must` fails, a fallen `should` warns, `info` only notes. */
export type Level = 'must' | 'should' | 'info';

/**
 * The outcome words, the same everywhere. `known` is a fall that a baseline accepts; the last three never count as a
 * pass.
 */
export type Outcome =
  | 'pass'
  | 'fail'
  | 'warn'
  | 'note'
  | 'known'
  | 'not-reached'
  | 'not-applicable'
  | 'error';

/** Where a requirement comes from. Dates are ISO 8601; `to` is absent while the text still stands. */
export interface Source {
  readonly document: string;
  readonly section?: string;
  readonly from?: string;
  readonly to?: string;
  /** Where the text can be read: an absolute https URL; absent only where there is no public text. */
  readonly address?: string;
}

/** Document, section and the period in which it stands. */
export function sourceLine({ document, section, from, to }: Source): string {
  const place = section === undefined ? document : `${document}, ${section}`;
  if (from === undefined) return place;
  return `${place} (${to === undefined ? `since ${from}` : `${from} to ${to}`})`;
}

/** What kind of authority stands behind a requirement. */
export type SourceClass = 'documented' | 'published' | 'observed' | 'rfc' | 'practice' | 'policy';

/** What a user of the suite can give, so that a question arises that otherwise does not. */
export type Want = 'key' | 'second-user' | 'expect' | 'intrusive' | 'browser';

/** What one check found in one exchange. Values, not exceptions. */
export type Finding =
  | { readonly is: 'met'; readonly actual?: string }
  | { readonly is: 'noted'; readonly actual: string }
  | { readonly is: 'unmet'; readonly expected: string; readonly actual: string }
  | {
      readonly is: 'not-reached';
      readonly reason: string;
      /** The end of a visit that the reason tells, as a sentence; absent where it is the whole reason, or none. */
      readonly because?: string;
      readonly wants?: Want;
      /** One more visit would settle it. */
      readonly doubt?: true;
    }
  | {
      readonly is: 'not-applicable';
      readonly reason: string;
      /** As above. */
      readonly because?: string;
      /** What was not given; absent where nothing that could be given would change it. */
      readonly wants?: Want;
    };

/** Met, and nothing to say. */
export const met: Finding = { is: 'met' };
/** Met, with a figure that a reader may want to see. */
export const metWith = (actual: string): Finding => ({ is: 'met', actual });
/** Met, with something worth knowing. */
export const noted = (actual: string): Finding => ({ is: 'noted', actual });
/** Not met: one sentence each, the customer's words, never a token, cookie or key. */
export const unmet = (expected: string, actual: string): Finding => ({
  is: 'unmet',
  expected,
  actual,
});
/** An earlier stage did not happen, or this driver cannot see it. */
export const notReached = (reason: string, because?: string): Finding => ({
  is: 'not-reached',
  reason,
  ...(because === undefined ? {} : { because }),
});
/** The same, for where a visit ended, with whole sentences before and after it. */
export function notReachedFor(stop: StopParts, before: string = '', after: string = ''): Finding {
  const reason = [before, sentenceOf(stop), after].filter((part) => part !== '').join(' ');
  const because = sentenceOf(endBehind(stop));
  return { is: 'not-reached', reason, ...(because === reason ? {} : { because }) };
}
/** What one visit leaves open, and another one, made only then, would settle. */
export const inDoubt = (reason: string): Finding => ({ is: 'not-reached', reason, doubt: true });
/** The question does not arise: edition, missing second user, missing key. */
export const notApplicable = (reason: string, wants?: Want): Finding => ({
  is: 'not-applicable',
  reason,
  ...(wants === undefined ? {} : { wants }),
});

/** One requirement, judged. */
export interface Verdict {
  readonly id: string;
  readonly level: Level;
  readonly outcome: Outcome;
  readonly title: string;
  readonly expected?: string;
  /** What was seen; for `not-reached`, `not-applicable` and `error` the reason. */
  readonly actual?: string;
  /** The end of a visit for which it was not judged, as a sentence, where `actual` says more than that. */
  readonly because?: string;
  readonly why: string;
  readonly fix: string;
  readonly source: Source;
  /** The visits in which it was judged, or fell. */
  readonly visits: readonly string[];
  /** Visits that it would have judged, but that did not get through; absent for none. */
  readonly notThrough?: readonly string[];
  readonly drivers: { readonly [name in DriverName]?: Outcome };
  /** Present where the requirement is never off, skipped or in a baseline. */
  readonly essential?: true;
  /** Present where it fell and the configuration weighs it in its own way. */
  readonly weighs?: { readonly as: 'warn' | 'fail'; readonly reason?: string };
  /** Present where the outcome is `known`: what it would be, and what the baseline says of it. */
  readonly known?: {
    readonly fell: 'fail' | 'warn';
    readonly reason: string;
    readonly owner: string;
    /** The last day on which it is accepted, `YYYY-MM-DD`, UTC. */
    readonly expires: string;
  };
}
