import * as patterns from '../../sign-in/words.js';

/** What a page's fields and buttons are counted by: the places of a `ShownForm`, and `Control.place`. */
export const controls = 'css:light=button, input, select';

/** A sign-in form as the page shows it. Places count `controls` in the page. */
export interface ShownForm {
  readonly password?: number;
  readonly user?: number;
  /** How the user is given: typed, or chosen where the page lists them; then the option's value, empty for none. */
  readonly userIs?: 'typed' | 'option' | 'radio' | 'button';
  readonly option?: string;
  readonly button?: number;
  /** Absolute URL that the form is sent to; empty where that is a script. */
  readonly goal: string;
  readonly posts: boolean;
  /** True where a script could be what sends it. */
  readonly scripted: boolean;
  readonly hidden: readonly string[];
  /** The values that password fields hold as they are shown; seen or not. */
  readonly given: readonly string[];
  /** What the password fields that are seen hold; absent where none is seen. */
  readonly passwordField?: 'empty' | 'prefilled';
}

/** What a pattern of `words.ts` is called, and its source. */
export type Words = Readonly<
  Record<
    'identifierName' | 'otherPurpose' | 'registration' | 'secretName' | 'signInWords' | 'turnsBack',
    string
  >
>;

/** The patterns that the page is read by, as their sources: they go along, since a page knows none of ours. */
const words: Words = {
  identifierName: patterns.identifierName.source,
  otherPurpose: patterns.otherPurpose.source,
  registration: patterns.registration.source,
  secretName: patterns.secretName.source,
  signInWords: patterns.signInWords.source,
  turnsBack: patterns.turnsBack.source,
};

/** What to look for: `password` wants a secret's field, `any` is content with a user's name alone. */
export interface Wanted {
  readonly kind: 'password' | 'any';
  readonly username: string;
  readonly words: Words;
}

/** What a page is asked for. */
export function wanted(kind: Wanted['kind'], username: string): Wanted {
  return { kind, username: username.trim().toLowerCase(), words };
}
