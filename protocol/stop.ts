import type { Advice, StopParts } from './exchange.js';

/** The options that give the name and the password of a user; the first one where absent. */
export const credentialOptions = (user?: 'first' | 'second'): string =>
  user === 'second' ? '--second-username and --second-password' : '--username and --password';

function adviceWords(advice: Advice): string {
  switch (advice.on) {
    case 'credentials':
      return `check ${credentialOptions(advice.user)}`;
    case 'driver':
      return 'use --driver browser';
    case 'cookie':
    case 'page':
    case 'target':
      return advice.words;
  }
}

/** What was seen and what to change, in one sentence; words of others come with their own full stop, or without. */
function clause({ seen = '', said, advice }: StopParts): string {
  if (seen === '') return '';
  if (said !== undefined) return `${seen}: ${said}`;
  return advice === undefined ? `${seen}.` : `${seen}; ${adviceWords(advice)}.`;
}

/** The end of a visit in words: the one place where its parts are joined. Empty where nothing is known of it. */
export function sentenceOf(stop: StopParts): string {
  const { notes = [], because } = stop;
  const told = because === undefined ? '' : sentenceOf(because);
  return [clause(stop), ...notes, told].filter((part) => part !== '').join(' ');
}

/** The end of a visit that was made: of this one, or of the one for which this was not. */
export const endBehind = (stop: StopParts): StopParts =>
  stop.because === undefined ? stop : endBehind(stop.because);

/** For a visit that was not made: the end of the other one for which it was not, as a sentence. */
export const behind = (stop: StopParts): { readonly because?: string } =>
  stop.because === undefined ? {} : { because: sentenceOf(endBehind(stop)) };

/** The same end with one more sentence. */
export const withNote = <T extends StopParts>(stop: T, note: string): T => ({
  ...stop,
  notes: [...(stop.notes ?? []), note],
});

/** The same end without the advice that is found to be wrong, nor that of the end behind it. */
export function withoutAdvice<T extends StopParts>(stop: T, wrong: (advice: Advice) => boolean): T {
  const { advice, because, ...rest } = stop;
  const kept: StopParts = {
    ...(advice === undefined || wrong(advice) ? {} : { advice }),
    ...(because === undefined ? {} : { because: withoutAdvice(because, wrong) }),
  };
  return { ...rest, ...kept } as T;
}

/** The same end with every text changed that may come from outside. */
export function mapStop<T extends StopParts>(stop: T, change: (text: string) => string): T {
  const { seen, said, advice, notes, because } = stop;
  return {
    ...stop,
    ...(seen === undefined ? {} : { seen: change(seen) }),
    ...(said === undefined ? {} : { said: change(said) }),
    ...(advice !== undefined && 'words' in advice
      ? { advice: { ...advice, words: change(advice.words) } }
      : {}),
    ...(notes === undefined ? {} : { notes: notes.map(change) }),
    ...(because === undefined ? {} : { because: mapStop(because, change) }),
  };
}
