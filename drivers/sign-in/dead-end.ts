import { STATUS_CODES } from 'node:http';
import type { Stop } from '../../protocol/exchange.js';
import { findTokens } from '../../protocol/jose/find-token.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import type { Target } from '../../protocol/visit.js';
import { fieldValue } from '../fields.js';
import { checkCredentials, pageStop, stopAt } from '../wording.js';
import { botCheckOf } from './bot-check.js';
import { asksToConfirm } from './confirmation.js';
import { asksForCode, asksToSignIn } from './form.js';
import type { SignInState } from './machine.js';
import { refreshesSoon } from './page.js';
import type { Page } from './page.js';
import { passwordRefusal } from './password-refusal.js';
import type { AfterPassword } from './password-refusal.js';

/** An answer that leads nowhere by itself, and what is known of it. */
export interface DeadEnd extends Omit<AfterPassword, 'asks'> {
  readonly state: SignInState;
  readonly target: Target;
  /** True where the answer is to the password itself, and not to what its answer led to. */
  readonly toPassword: boolean;
  /** True where a browser is what makes the visit: scripts and refreshes have had their time, and led nowhere. */
  readonly inBrowser?: true;
}

/** The same, with what several of its sentences say. */
interface ReadEnd extends DeadEnd, AfterPassword {
  /** True where the page may be quoted. */
  readonly quotes: boolean;
  /** ` titled “…”`; empty where there is no title, or none to be quoted. */
  readonly titled: string;
  /** Status and phrase. */
  readonly status: string;
}

/** Why a visit ends at an answer that is no redirect. */
export function endingOf(end: DeadEnd): Stop {
  const read = readEnd(end);
  return (
    signInEnding(read) ??
    statusEnding(read) ??
    askingEnding(read) ??
    signedInEnding(read) ??
    onwardEnding(read) ??
    pageEnding(read)
  );
}

function readEnd(end: DeadEnd): ReadEnd {
  const { answer, page, state } = end;
  // A password of a few characters cannot be found in what a page says, so nothing of that is repeated.
  const quotes = state === 'off' || (end.target.user?.password.reveal().length ?? 4) >= 4;
  const { reason = '' } = answer;
  // The phrase of the status line is free text: only the usual one is repeated.
  const usual = reason !== '' && reason === STATUS_CODES[answer.status];
  const changes = end.inBrowser !== true && page !== undefined && page.scripts > 0;
  return {
    ...end,
    asks: page !== undefined && asksToSignIn(page, changes),
    quotes,
    titled: page === undefined || page.title === '' || !quotes ? '' : ` titled “${page.title}”`,
    status: `${answer.status}${usual ? ` ${reason}` : ''}`,
  };
}

/** A sign-in that was refused, or that was not made. */
function signInEnding(end: ReadEnd): Stop | undefined {
  const { answer, page, where, state } = end;
  const refusal = end.toPassword && state === 'submitted' ? passwordRefusal(end) : undefined;
  if (refusal !== undefined) return refusal;
  if (end.asks && state === 'submitted' && answer.status < 500) {
    const message = page?.message ?? '';
    const said = message === '' || !end.quotes ? '' : ` and said “${message}”`;
    return stopAt(
      'sign-in-refused',
      `${where} showed the sign-in form again${said}`,
      checkCredentials(end.user),
    );
  }
  const opens = answer.status < 400 || answer.status === 401 || answer.status === 403;
  return end.asks && opens
    ? stopAt('sign-in-page', `${where} showed a sign-in page`, advice(end))
    : undefined;
}

/** What the status says, or the header. */
function statusEnding(end: ReadEnd): Stop | undefined {
  const { answer, page, where, status } = end;
  const check = botCheckOf(answer, page);
  if (check !== undefined) {
    return stopAt(
      'browser-needed',
      `${where} showed a check for machines (${check}), which only a browser may get past`,
      'use --driver browser, or let the login flow be reached without the check',
    );
  }
  if (answer.status >= 400) {
    const basic = answer.status === 401 && fieldValue(answer.fields, 'www-authenticate');
    const hint = basic
      ? "give --header 'Authorization: …' if a gateway asks for a password"
      : answer.status === 403 && end.inBrowser !== true
        ? "give --header 'User-Agent: …' if only browsers are let through"
        : undefined;
    const note = end.titled === '' ? '' : ` with a page${end.titled}`;
    return stopAt('status', `${where} answered ${status}${note}`, hint);
  }
  return [301, 302, 303, 307, 308].includes(answer.status)
    ? stopAt(
        'bad-location',
        `${where} answered ${status} without a Location, so a browser stays there`,
      )
    : undefined;
}

/** A page that asks for more than a name and a password. */
function askingEnding({
  page,
  where,
  state,
  titled,
  target,
  inBrowser,
}: ReadEnd): Stop | undefined {
  if (page === undefined) return undefined;
  if (asksForCode(page)) {
    return stopAt(
      'no-form',
      `${where} asks for a code besides the password`,
      'give --sign-in <file.ts> to enter it',
    );
  }
  const forms = formsToken(page, target.docsOrigin);
  if (forms && (inBrowser === true || !page.scripted)) {
    return pageStop(
      `${where} puts the token into a form that is sent to the docs, which take no POST`,
      'redirect to the callback with 303, the token behind the #',
    );
  }
  const whose = titled === '' ? '' : `, ${titled.trim()},`;
  return !forms && state === 'submitted' && asksToConfirm(page)
    ? stopAt(
        'no-form',
        `${where} asks${whose} to confirm something after the sign-in`,
        'give --sign-in <file.ts> to do that',
      )
    : undefined;
}

/** True for a page with a form that is sent to the docs with a token in one of its fields. */
function formsToken(page: Page, docsOrigin: string): boolean {
  return page.forms.some(
    ({ action, method, controls }) =>
      method === 'post' &&
      parseUrl(action, page.base)?.origin === docsOrigin &&
      controls.some(({ value }) => findTokens(value).length > 0),
  );
}

/** An app shell: everything that a visitor would see is made by script. */
const isShell = (page: Page): boolean => page.scripts > 0 && page.text.length < 200;

const linksToDocs = ({ page, target }: ReadEnd): boolean =>
  page?.links.some((link) => parseUrl(link)?.origin === target.docsOrigin) === true;

/** Where the docs' pages ask who reads, a sign-in ends at whatever page comes after the password. */
function signedInEnding({ target, state, where, status, titled }: ReadEnd): Stop | undefined {
  if (target.endpoints === undefined) return undefined;
  const entered = state === 'submitted' || target.signIn.how === 'none';
  const page = titled === '' ? '' : ` with a page${titled}`;
  return entered
    ? stopAt('signed-in', `The reader is signed in: ${where} answered ${status}${page}`)
    : undefined;
}

/** A page that goes on in a way that only a browser goes along with. */
function onwardEnding(end: ReadEnd): Stop | undefined {
  const { answer, page, where, state } = end;
  if (end.inBrowser === true) return undefined;
  if (refreshesSoon(fieldValue(answer.fields, 'refresh')) || page?.refreshes === true) {
    return stopAt('browser-needed', `${where} goes on by a refresh, which only a browser follows`, {
      on: 'driver',
    });
  }
  const needsScript =
    page !== undefined &&
    (page.scripted ||
      isShell(page) ||
      // A script may follow the link for the visitor.
      (page.scripts > 0 && (state === 'due' || linksToDocs(end))));
  return needsScript
    ? stopAt('browser-needed', `${where} goes on by script, which only a browser runs`, {
        on: 'driver',
      })
    : undefined;
}

/** A page that asks for nothing and leads nowhere. */
function pageEnding(end: ReadEnd): Stop {
  const { answer, page, where, state, status, titled } = end;
  if (state === 'identified') {
    return stopAt(
      'no-form',
      `${where} answered the user name with ${status} and a page${titled} that asks for no password`,
      'give --sign-in <file.ts> if a link or a code comes next',
    );
  }
  if (state === 'due') {
    return stopAt(
      'no-form',
      `${where} answered ${status} with a page${titled} without a sign-in form`,
      'correct the login URL, or give --sign-in <file.ts>, or --sign-in none if no sign-in is needed',
    );
  }
  if (linksToDocs(end)) {
    return pageStop(
      `${where} shows a link to the docs${titled === '' ? '' : ` on a page${titled}`}`,
      'redirect the visitor there instead',
    );
  }
  const type = fieldValue(answer.fields, 'content-type')?.split(';', 1)[0];
  const kind = page === undefined ? (type === undefined ? 'an answer' : type) : 'a page';
  const size = answer.truncated === true ? ' of more than 2 MiB' : '';
  return pageStop(
    `${where} answered ${status} with ${kind}${size}${titled} that leads nowhere`,
    'redirect the visitor to the docs from there',
  );
}

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
