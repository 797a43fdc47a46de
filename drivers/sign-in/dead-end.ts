import { STATUS_CODES } from 'node:http';
import type { Stop } from '../../protocol/exchange.js';
import type { Target } from '../../protocol/visit.js';
import { fieldValue } from '../http/head.js';
import { originOf } from '../http/location.js';
import { botCheckOf } from './bot-check.js';
import { asksToConfirm } from './confirmation.js';
import { asksForCode, asksToSignIn } from './form.js';
import type { Page } from './page.js';
import { refreshesSoon } from './page.js';
import { credentialOptions, passwordRefusal } from './password-refusal.js';
import type { AfterPassword } from './password-refusal.js';
import { formsToken } from './posted-token.js';

/** How far the sign-in of a visit has come. `off`: this visit does not sign in. */
export type SignInState = 'off' | 'due' | 'identified' | 'submitted';

/** An answer that leads nowhere by itself, and what is known of it. */
export interface DeadEnd extends AfterPassword {
  readonly state: SignInState;
  readonly target: Target;
  /** True where the answer is to the password itself, and not to what its answer led to. */
  readonly toPassword: boolean;
  /** True where a browser is what makes the visit. */
  readonly inBrowser?: true;
}

/** An app shell: everything that a visitor would see is made by script. */
const isShell = (page: Page): boolean => page.scripts > 0 && page.text.length < 200;

/** Why a visit ends at an answer that is no redirect, in one sentence. */
export function endingOf(end: DeadEnd): Stop {
  const { answer, page, where, state } = end;
  // A password of a few characters cannot be found in what a page says, so nothing of that is repeated.
  const quotes = state === 'off' || (end.target.user?.password.reveal().length ?? 4) >= 4;
  const titled =
    page === undefined || page.title === '' || !quotes ? '' : ` titled “${page.title}”`;
  // The phrase of the status line is free text: only the usual one is repeated.
  const usual = answer.reason !== '' && answer.reason === STATUS_CODES[answer.status];
  const status = `${answer.status}${usual ? ` ${answer.reason}` : ''}`;
  const opens = answer.status < 400 || answer.status === 401 || answer.status === 403;
  const refusal = end.toPassword && state === 'submitted' ? passwordRefusal(end) : undefined;
  if (refusal !== undefined) return refusal;
  if (page !== undefined && state === 'submitted' && answer.status < 500 && asksToSignIn(page)) {
    const said = page.message === '' || !quotes ? '' : ` and said “${page.message}”`;
    return {
      code: 'sign-in-refused',
      sentence: `${where} showed the sign-in form again${said}; check ${credentialOptions(end.user)}.`,
    };
  }
  if (page !== undefined && opens && asksToSignIn(page)) {
    return { code: 'sign-in-page', sentence: `${where} showed a sign-in page; ${advice(end)}.` };
  }
  const check = botCheckOf(answer, page);
  if (check !== undefined) {
    return {
      code: 'browser-needed',
      sentence: `${where} showed a check for machines (${check}), which only a browser may get past; use --driver browser, or let the login flow be reached without the check.`,
    };
  }
  if (answer.status >= 400) {
    const basic = answer.status === 401 && fieldValue(answer.fields, 'www-authenticate');
    const hint = basic
      ? "; give --header 'Authorization: …' if a gateway asks for a password"
      : answer.status === 403 && end.inBrowser !== true
        ? "; give --header 'User-Agent: …' if only browsers are let through"
        : '';
    return { code: 'status', sentence: `${where} answered ${status}${pageNote(titled)}${hint}.` };
  }
  if (answer.status >= 300 && [301, 302, 303, 307, 308].includes(answer.status)) {
    return {
      code: 'bad-location',
      sentence: `${where} answered ${status} without a Location, so a browser stays there.`,
    };
  }
  if (page !== undefined && asksForCode(page)) {
    return {
      code: 'no-form',
      sentence: `${where} asks for a code besides the password; give --sign-in <file.ts> to enter it.`,
    };
  }
  const posts = page !== undefined && !page.scripted && formsToken(page, end.target.docsOrigin);
  if (posts) {
    return {
      code: 'page',
      sentence: `${where} puts the token into a form that is sent to the docs, which take no POST; redirect to the callback with 303, the token behind the #.`,
    };
  }
  const confirms = page !== undefined && !formsToken(page, end.target.docsOrigin);
  if (confirms && state === 'submitted' && asksToConfirm(page)) {
    return {
      code: 'no-form',
      sentence: `${where} asks${titled === '' ? '' : `, ${titled.trim()},`} to confirm something after the sign-in; give --sign-in <file.ts> to do that.`,
    };
  }
  if (refreshesSoon(fieldValue(answer.fields, 'refresh')) || page?.refreshes === true) {
    return {
      code: 'browser-needed',
      sentence: `${where} goes on by a refresh, which only a browser follows; use --driver browser.`,
    };
  }
  const toDocs = page?.links.some((link) => originOf(link) === end.target.docsOrigin) === true;
  const needsScript =
    page !== undefined &&
    (page.scripted ||
      isShell(page) ||
      // A script may follow the link for the visitor.
      (page.scripts > 0 && (state === 'due' || toDocs)));
  if (needsScript) {
    return {
      code: 'browser-needed',
      sentence: `${where} goes on by script, which only a browser runs; use --driver browser.`,
    };
  }
  if (state === 'identified') {
    return {
      code: 'no-form',
      sentence: `${where} answered the user name with ${status} and a page${titled} that asks for no password; give --sign-in <file.ts> if a link or a code comes next.`,
    };
  }
  if (state === 'due') {
    return {
      code: 'no-form',
      sentence: `${where} answered ${status} with a page${titled} without a sign-in form; correct the login URL, or give --sign-in <file.ts>, or --sign-in none if no sign-in is needed.`,
    };
  }
  if (toDocs) {
    return {
      code: 'page',
      sentence: `${where} shows a link to the docs${titled === '' ? '' : ` on a page${titled}`}; redirect the visitor there instead.`,
    };
  }
  const type = fieldValue(answer.fields, 'content-type')?.split(';', 1)[0];
  const kind = page === undefined ? (type === undefined ? 'an answer' : type) : 'a page';
  const size = answer.truncated ? ' of more than 2 MiB' : '';
  return {
    code: 'page',
    sentence: `${where} answered ${status} with ${kind}${size}${titled} that leads nowhere; redirect the visitor to the docs from there.`,
  };
}

const pageNote = (titled: string): string => (titled === '' ? '' : ` with a page${titled}`);

/** What to set so that the visitor gets past a sign-in page. */
function advice({ target, state }: DeadEnd): string {
  if (target.signIn.how === 'undeclared') {
    return 'give --sign-in form with --username and --password';
  }
  if (target.signIn.how === 'none') {
    return '--sign-in none says that it would not; give --sign-in form with --username and --password';
  }
  if (target.signIn.how === 'form' && target.user === undefined) {
    return 'give --username and --password';
  }
  if (target.signIn.how === 'script') {
    return 'the session that --sign-in made in the browser does not hold over plain HTTP';
  }
  return state === 'off' ? 'this visit does not sign in' : 'give --sign-in <file.ts>';
}
