import { isObject } from '../../protocol/json.js';
import type { Site } from '../site.js';
import type { HostJudge } from './verdicts.js';

/** What a call works on. */
export interface ApiParts {
  readonly site: Site;
  readonly judge: HostJudge;
}

/** A call of the API. */
export interface ApiCall {
  /** What stands in the place of `{…}` in its path. */
  readonly values: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body as it was read from JSON; undefined for none. */
  readonly body: unknown;
  /** Ends when whoever asked is gone. */
  readonly closed: AbortSignal;
}

/** What is answered. */
export interface ApiAnswer {
  readonly status: number;
  /** JSON as text, or what JSON is made of; undefined for an empty body. */
  readonly body?: unknown;
  readonly fields?: readonly (readonly [name: string, value: string])[];
}

/** A call that came to nothing: a word for programs, and a sentence. */
export const problem = (status: number, error: string, message: string): ApiAnswer => ({
  status,
  body: { error, message },
});

/** An answer with a body. */
export const answer = (body: unknown, status: number = 200): ApiAnswer => ({ status, body });

/** The members of a body; an answer where it is no object, or has a member that nobody reads. */
export function membersOf(
  body: unknown,
  known: readonly string[],
): Readonly<Record<string, unknown>> | ApiAnswer {
  if (!isObject(body)) {
    return problem(400, 'malformed', 'The body must be a JSON object.');
  }
  const stray = Object.keys(body).find((name) => !known.includes(name));
  if (stray === undefined) return body;
  return problem(400, 'unknown-member', `The body may have ${known.join(', ')}, and no other.`);
}

/** True for an answer that `membersOf` gives in place of members. */
export const isAnswer = (value: object): value is ApiAnswer =>
  'status' in value && typeof value.status === 'number' && 'body' in value;
