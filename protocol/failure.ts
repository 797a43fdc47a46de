/** What can be wrong before or around a judgement. What a login flow gets wrong is a verdict, not one of these. */
export type FailureCode =
  | 'usage' // a wrong option or configuration: exit 2
  | 'key' // a key that cannot be read or does not fit: exit 2
  | 'unreachable' // no usable HTTP from the target: exit 3
  | 'sign-in' // the sign-in could not be made: exit 3
  | 'browser' // no browser, or it broke: exit 3
  | 'port' // a port is in use: exit 2
  | 'broken'; // the suite itself broke: exit 3

/** The one error class: a closed code and one sentence that names the setting to change. */
export class Failure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, sentence: string, options?: { cause: unknown }) {
    super(sentence, options);
    this.name = 'Failure';
    this.code = code;
  }
}

/** The exit code of a failure (2: usage or configuration; 3: could not judge). */
export function exitCodeOf(code: FailureCode): 2 | 3 {
  return code === 'usage' || code === 'key' || code === 'port' ? 2 : 3;
}
