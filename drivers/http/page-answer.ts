import { setTimeout as wait } from 'node:timers/promises';
import { confirmationOn, refusalOn } from '../sign-in/confirmation.js';
import { endingOf } from '../sign-in/dead-end.js';
import { asksForCode, asksToSignIn, findSignInForm } from '../sign-in/form.js';
import type { Move, SignInMachine } from '../sign-in/machine.js';
import { readPage } from '../sign-in/page.js';
import type { Page } from '../sign-in/page.js';
import { hiddenValues } from '../sign-in/submission.js';
import type { FilledForm, SignInForm } from '../sign-in/submission.js';
import { place } from '../wording.js';
import { answerConfirmation, answerForm } from './form-answer.js';
import { bodyText, isHtml } from './head.js';
import type { Ending, Next, PlannedHop } from './planned-hop.js';
import type { Visitor } from './request.js';
import { originFor } from './same-site.js';
import type { VisitLog } from './visit-log.js';
import type { WireAnswer } from './wire/response.js';

/** How forms are sent. */
export interface FormOptions {
  /** Called before each form that is filled in. */
  readonly beforeForm?: () => Promise<void>;
  /** Milliseconds between the showing of a form and its sending. */
  readonly paceMs: number;
}

/** An answer that is no redirect, and the visit that it was given to. */
export interface ShownPage {
  readonly planned: PlannedHop;
  readonly answer: WireAnswer;
  readonly visit: Pick<Visitor, 'target' | 'visit'> & FormOptions;
  readonly log: VisitLog;
  readonly signIn: SignInMachine;
  /** Opens the login URL with another return value in another tab of the same visitor. */
  readonly openSecondTab: (returnTo: string) => Promise<void>;
}

/** What an answer leads to that is no redirect: the sending of a form, or the end. */
export async function answerPage(shown: ShownPage): Promise<Next> {
  const { planned, answer, visit, log, signIn } = shown;
  const text = bodyText(answer);
  const html = text !== undefined && isHtml(answer, text);
  const page = html ? await readPage(text, planned.url) : undefined;
  if (page === undefined) return endingAt(shown, text, undefined);
  const found = findSignInForm(page, visit.target.user?.username);
  if (signIn.state() !== 'submitted') log.notePasswordFields(page);
  const move = signIn.next({
    asks: found !== undefined,
    status: answer.status,
    ...(found === undefined ? {} : { form: { hasPassword: found.password !== undefined } }),
    confirmation: () =>
      page.refreshes || asksToSignIn(page) || asksForCode(page) ? undefined : confirmationOn(page),
  });
  if (move.does === 'fill-in' && found !== undefined) return fillIn(shown, page, found, move);
  // A reader who does not want to be known says no where everybody else says yes.
  const pressed = visit.visit.kind === 'denial' ? refusalOn(page) : undefined;
  const confirmation =
    move.does === 'confirm' ? await confirm(shown, page, pressed ?? move.found) : undefined;
  return confirmation === undefined ? endingAt(shown, text, page) : { planned: confirmation };
}

/** Fills in the sign-in form and sends it. */
async function fillIn(
  { planned, answer, visit, log, signIn, openSecondTab }: ShownPage,
  page: Page,
  found: SignInForm,
  move: Extract<Move, { readonly does: 'fill-in' }>,
): Promise<Next> {
  // The second tab adds hops of its own.
  const from = log.hops.length - 1;
  const shownAtMs = log.hops[from]?.receivedAtMs ?? Date.now();
  if (move.secondTab !== undefined) await openSecondTab(move.secondTab);
  const next = await answerForm({
    planned,
    answer,
    page,
    found,
    trusted: log.trusted(),
    user: move.credentials,
    added: move.added,
  });
  if (!('planned' in next)) return next;
  const left = shownAtMs + visit.paceMs - Date.now();
  if (visit.paceMs > 0 && left > 0) await wait(left);
  await visit.beforeForm?.();
  signIn.sent(next.planned.credentials ? 'secret' : 'name', log.hops.length);
  log.hide(hiddenValues(found));
  log.sentTo(next.planned.url, 'form', Date.now(), from);
  return next;
}

/** Presses the one button of a page after the password; undefined where that must not be done. */
async function confirm(
  { planned, answer, log, signIn }: ShownPage,
  page: Page,
  found: FilledForm,
): Promise<PlannedHop | undefined> {
  const next = await answerConfirmation({ planned, answer, page, found, trusted: log.trusted() });
  if (next === undefined) return undefined;
  signIn.sent('nothing', log.hops.length);
  log.hide(hiddenValues(found));
  log.sentTo(next.url, 'form', Date.now());
  return next;
}

/** Why the visit ends at an answer. */
function endingAt(shown: ShownPage, text: string | undefined, page: Page | undefined): Ending {
  const { planned, answer, visit, signIn } = shown;
  const { status, reason, fields, truncated } = answer;
  return {
    stop: endingOf({
      answer: { status, reason, fields, truncated, text },
      where: place(planned.url),
      state: signIn.state(),
      target: visit.target,
      toPassword: planned.credentials,
      nullOrigin: nullOriginOf(planned),
      user: visit.visit.user,
      ...(page === undefined ? {} : { page }),
    }),
  };
}

/** The policy of the page behind a form, where it makes browsers send `Origin: null` with it; undefined otherwise. */
function nullOriginOf(planned: PlannedHop): string | undefined {
  const { method, cause, tainted, page, url, policy } = planned;
  const own = method === 'POST' && cause === 'form' && !tainted;
  return own && originFor(page, url, policy) === 'null' ? policy : undefined;
}
