import type { Stop } from '../../protocol/exchange.js';
import type { Visit } from '../../protocol/visit.js';
import type { Fields } from '../fields.js';
import { checkCredentials, stopAt } from '../wording.js';
import type { Page } from './page.js';

/** What is known of an answer without a page. */
export interface Answer {
  readonly status: number;
  /** The phrase of the status line, where it was seen. */
  readonly reason?: string;
  readonly fields: Fields;
  /** The body, where it is text. */
  readonly text?: string | undefined;
  /** True where the body was longer than what was read of it. */
  readonly truncated?: boolean;
}

/** The answer that ended a visit after a password was sent. */
export interface AfterPassword {
  readonly answer: Answer;
  readonly page?: Page;
  /** True where the page asks who the visitor is. */
  readonly asks: boolean;
  /** Origin and path, for the sentence. */
  readonly where: string;
  /** The page's referrer policy, where it made the browser send the form with `Origin: null`, and this is the answer to that. */
  readonly nullOrigin?: string | undefined;
  /** Which user signs in; the first one where absent. */
  readonly user?: Visit['user'] | undefined;
}

/** What a page says that refuses a request for where it comes from, or for its anti-forgery token. */
const strangeRequest =
  /csrf|xsrf|forger|cross[ -]?(?:site|origin)|\borigin\b|referr?er|same[ -]?(?:site|origin)|(?:page|session|form|token|request)(?: has| was)? (?:expired|mismatch|invalid)|invalid (?:form |security |authenticity )?token|authenticity|verification failed/i;
/** What a page says that refuses a name or a password. */
const wrongPassword =
  /(?:wrong|incorrect|invalid|bad|unknown|falsch|ungültig|incorrect[eo]|inválid|errat).{0,40}(?:name|user|e-?mail|login|credential|pass|kennwort|contrase|utilisateur|identifiant|usuario)|(?:credential|pass(?:word|wort)?|kennwort|contraseña|mot de passe|user).{0,40}(?:wrong|incorrect|invalid|not match|falsch|ungültig|incorrect[eo])/i;

/** Statuses that a request gets for what it is, and not for where it went to or how often. */
const refusing = (status: number): boolean =>
  status >= 400 && status < 500 && ![401, 404, 405, 408, 410, 413, 429, 431].includes(status);

/** What the answer says, as text: a page without its markup, or the body of anything else. */
function said({ page, answer }: AfterPassword): string {
  if (page !== undefined) return `${page.title} ${page.message} ${page.text}`;
  return answer.text?.slice(0, 2_000) ?? '';
}

/**
 * What the answer to a password says by its status: that it is refused, or that the form is, for an `Origin: null`
 * that the login flow's own page caused.
 *
 * @returns undefined where the status alone says neither
 */
export function passwordRefusal(end: AfterPassword): Stop | undefined {
  const { page, asks, where, nullOrigin } = end;
  const { status } = end.answer;
  if (status !== 401 && !refusing(status)) return undefined;
  const words = said(end);
  // A sign-in page speaks of passwords by its labels; only its message counts.
  const blames = wrongPassword.test(asks ? (page?.message ?? '') : words);
  const certain = status === 403 || (!asks && status !== 401);
  if (nullOrigin !== undefined && certain && !blames) {
    return stopAt(
      'status',
      `${where} answered ${status} to a form that browsers send with Origin: null, because the sign-in page says Referrer-Policy: ${nullOrigin}`,
      'let it say strict-origin-when-cross-origin',
    );
  }
  if (asks || (status !== 401 && status !== 403)) return undefined;
  if (status === 403 && strangeRequest.test(words) && !blames) return undefined;
  return stopAt(
    'sign-in-refused',
    `${where} answered ${status} to the password`,
    checkCredentials(end.user),
  );
}
