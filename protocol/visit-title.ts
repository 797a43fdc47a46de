/**
 * How a reader comes, which a run may change: where nobody keeps a session, a sign-in stands in for who would have come
 * back signed in. `back`: with a session, or with the form shown again. `at-all`: nobody has signed in.
 */
export type Coming = 'signed-in' | 'once-more' | 'back' | 'after-sign-in' | 'to-sign-in' | 'at-all';

const heads: Readonly<Record<Coming, string>> = {
  'signed-in': 'come back signed in, ',
  'once-more': 'come back once more, ',
  back: 'come back, ',
  'after-sign-in': 'come back after a sign-in, ',
  'to-sign-in': 'sign in: ',
  'at-all': 'come, ',
};

/** What a visit says of what it is for. */
export interface Titled {
  readonly comes?: Coming;
  readonly title: string;
}

/** What a visit is for, with how the reader comes: the one place where the two are joined. */
export const titleOf = ({ comes, title }: Titled): string =>
  comes === undefined ? title : heads[comes] + title;

/** The same for a reader who was shown the form again. */
export const titleAsked = (visit: Titled): string => `${titleOf(visit)}: asked to sign in again`;
