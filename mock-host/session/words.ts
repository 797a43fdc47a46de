/** What page, terminal and inspector say of a question to the session API that came to nothing: one code, the same words. */

/** Why an answer that a page could read says of no user. */
export type AnswerCode =
  | 'other-status'
  | 'redirected'
  | 'no-body'
  | 'too-long'
  | 'html-page'
  | 'not-utf-8'
  | 'json-array'
  | 'json-null'
  | 'json-value'
  | 'not-json'
  | 'wrapped';

/** The same, and why there was no answer that it could read. */
export type AskCode = AnswerCode | 'not-readable' | 'no-answer' | 'answer-lost';

/** What is known of it. */
export interface AskedAbout {
  /** Absent where no answer could be read. */
  readonly status?: number;
}

/** Seconds that a page waits for an answer. */
export const patienceSeconds = 10;

interface Words {
  /** What came, one sentence. */
  readonly says: (status: string) => string;
  /** What to change, one sentence. */
  readonly fix: string;
}

const user =
  'Answer 200 with the User object at the top of a JSON body for a reader who is signed in, and 401 for anybody else.';
const middleware =
  'Leave this path out of the middleware that leads to the login page, and answer 401 where nobody is signed in.';

const words: Readonly<Record<AskCode, Words>> = {
  'not-readable': {
    says: () => 'The browser did not let the page read an answer of the session API.',
    fix: 'Let the docs origin read it, with credentials, and let the API answer by itself.',
  },
  'no-answer': {
    says: () => `The session API gave no answer within ${patienceSeconds} s.`,
    fix: 'Let it answer: every page of the docs asks, and shows its reader only then.',
  },
  'answer-lost': {
    says: () => 'On demand the page did as if no answer had come.',
    fix: 'There is nothing to mend: clear the fault where it was ordered.',
  },
  'other-status': {
    says: (status) =>
      `The session API answered ${status}, which says neither who reads nor that nobody does.`,
    fix: user,
  },
  redirected: {
    says: (status) =>
      `The session API redirected the page, and what came with ${status} in the end is no user.`,
    fix: middleware,
  },
  'no-body': {
    says: (status) => `The session API answered ${status} without a body, so it names nobody.`,
    fix: user,
  },
  'too-long': {
    says: (status) => `The session API answered ${status} with more than 64 KiB.`,
    fix: 'Send the User object alone: every page of the docs loads it.',
  },
  'html-page': {
    says: (status) => `The session API answered ${status} with an HTML page.`,
    fix: middleware,
  },
  'not-utf-8': {
    says: (status) => `The session API answered ${status} with a text that is not UTF-8.`,
    fix: 'Send JSON in UTF-8: a page reads it in no other charset (RFC 8259 §8.1).',
  },
  'json-array': {
    says: (status) => `The session API answered ${status} with a JSON array.`,
    fix: user,
  },
  'json-null': {
    says: (status) => `The session API answered ${status} with null.`,
    fix: user,
  },
  'json-value': {
    says: (status) => `The session API answered ${status} with a JSON value that is no object.`,
    fix: user,
  },
  'not-json': {
    says: (status) => `The session API answered ${status} with a body that is not JSON.`,
    fix: user,
  },
  wrapped: {
    says: (status) =>
      `The session API answered ${status} with the User object inside another object.`,
    fix: 'Put expiresAt, groups, content and apiPlaygroundInputs at the top of the answer: inside a member such as data they are not read.',
  },
};

/** True for one of the codes. */
export const isAskCode = (code: unknown): code is AskCode =>
  typeof code === 'string' && Object.hasOwn(words, code);

/** What a code says, and what to change. */
export function askWords(
  code: AskCode,
  { status }: AskedAbout,
): { readonly sentence: string; readonly fix: string } {
  const { says, fix } = words[code];
  return { sentence: says(status === undefined ? 'something' : String(status)), fix };
}

/** What is said of a visitor whom the API does not know. */
export const strangerWords = (status: number): string =>
  `The session API answered ${status}: nobody is signed in.`;

/** What is said of a reader. */
export const identifiedWords = (status: number): string =>
  `The session API answered ${status} with a user, whom the page knows now. The data stay in the browser.`;
