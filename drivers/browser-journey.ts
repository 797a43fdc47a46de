import type { Page } from 'playwright';
import type { CrossSitePost, Stop } from '../protocol/exchange.js';
import { loginUrlFor } from '../protocol/visit.js';
import type { Target, Visit } from '../protocol/visit.js';
import { postFromElsewhere } from './browser-cross-site.js';
import { endingOfPage } from './browser-ending.js';
import { faultStop, stalled } from './browser-fault.js';
import { fillForm, formShown } from './browser-form.js';
import type { Patience } from './browser-patience.js';
import type { PageRecord } from './browser-record.js';
import { rest, settle } from './browser-rest.js';
import { runSignInScript } from './browser-script.js';
import { openSecondTab } from './browser-second-tab.js';
import { originOf } from './location.js';
import { credentialOptions } from './page-ending.js';
import type { SignInState } from './page-ending.js';
import { place, shortened } from './step.js';
import { credentialsFor, isSecondAttempt } from './wrong-password.js';

/** Whose journey it is. */
export interface JourneyOptions {
  readonly target: Target;
  readonly visit: Visit;
  /** True where this visit answers a sign-in form, or runs the sign-in script. */
  readonly signsIn: boolean;
  /** Milliseconds between the showing of a form and its sending. */
  readonly paceMs: number;
}

/** Pages of a sign-in that are filled in: identifier, password, and one more. */
const pageLimit = 3;

/** How a visitor fared until the visit was over. Where there was a hand-over, that is what counts. */
export interface Journey {
  readonly stop: Stop;
  readonly signIns: number;
  /** Values of hidden fields of the forms that were sent. */
  readonly hidden: readonly string[];
  readonly crossSitePost?: CrossSitePost;
}

/** Follows the visitor to the end, signing in on the way. */
export async function pursue(
  options: JourneyOptions,
  page: Page,
  record: PageRecord,
  patience: Patience,
): Promise<Journey> {
  const { target, visit, signsIn, paceMs } = options;
  const { signIn, user } = target;
  const trusted = new Set([originOf(target.loginUrl), ...target.signInOrigins]);
  const hidden: string[] = [];
  let state: SignInState = signsIn ? 'due' : 'off';
  let signIns = 0;
  let filledIn = 0;
  let submittedOn = -1;
  let crossSitePost: CrossSitePost | undefined;
  const pages = visit.wrongFirst === true ? 2 * pageLimit : pageLimit;
  const settled = (): Promise<unknown> => record.watch.quiet(settle.still, target.timeoutMs);
  const ended = (stop: Stop): Journey => ({
    stop,
    signIns,
    hidden,
    ...(crossSitePost === undefined ? {} : { crossSitePost }),
  });

  if (signsIn && signIn.how === 'script') {
    await record.watch.until(() => record.over() || record.pages() > 0, target.timeoutMs);
    if (!record.over() && record.pages() > 0) {
      signIns += 1;
      state = 'submitted';
      const stop = await runSignInScript(page, signIn.signIn, user, record, target.timeoutMs);
      if (stop !== undefined) return ended(stop);
      patience.submitted();
    }
  }
  for (;;) {
    const wanted = signIn.how === 'form' && (state === 'due' || state === 'identified');
    const next = await Promise.race([
      rest(page, record, target.timeoutMs, submittedOn, visit.session === 'anonymous', patience),
      ...(wanted && filledIn < pages
        ? [formShown(page, record, state === 'due' ? 'any' : 'password', settled)]
        : []),
    ]);
    if (record.over()) {
      const fault = record.course.fault;
      return ended(fault === undefined ? { code: 'page', sentence: '' } : faultStop(fault, target));
    }
    if (typeof next === 'object' && 'goal' in next && user !== undefined) {
      const before = record.pages();
      if (visit.postedFrom !== undefined) {
        const login = loginUrlFor(target, visit);
        const { postedFrom } = visit;
        crossSitePost = await postFromElsewhere(page, postedFrom, login, user, target, paceMs);
        signIns += crossSitePost.sent === true ? 1 : 0;
        state = 'off';
        await page.goto(login, { waitUntil: 'commit', timeout: 0 }).catch(() => undefined);
        continue;
      }
      if (visit.secondTab !== undefined && filledIn === 0) {
        const url = loginUrlFor(target, { ...visit, returnTo: visit.secondTab });
        await openSecondTab(page, url, target);
      }
      const given = credentialsFor(visit, user, signIns);
      if (paceMs > 0) await record.watch.until(record.over, paceMs);
      const filled = await fillForm(page, next, given, trusted, visit.formFields);
      if (filled.did === 'stopped') return ended(filled.stop);
      if (filled.did === 'gone') {
        // Whatever replaced it is looked at afresh.
        filledIn += 0.25;
        continue;
      }
      hidden.push(...filled.hidden);
      filledIn += 1;
      submittedOn = before;
      patience.submitted();
      state = filled.did === 'password' ? 'submitted' : 'identified';
      signIns += filled.did === 'password' ? 1 : 0;
      continue;
    }
    if (next === 'stalled') return ended(stalled(record.awaited()?.url ?? target.loginUrl, target));
    const view = typeof next === 'object' && 'page' in next ? next : undefined;
    if (submittedOn === record.pages() && view !== undefined && view.invalid !== '') {
      signIns = 0;
      return ended({
        code: 'sign-in-refused',
        sentence: `The sign-in form of ${place(view.url)} was not sent, because the browser says “${shortened(view.invalid)}”; check ${credentialOptions(visit.user)}.`,
      });
    }
    if (submittedOn === record.pages() && record.course.forbade !== undefined) {
      signIns = 0;
      return ended({
        code: 'no-form',
        sentence: `The browser did not send the sign-in form of ${place(view?.url ?? target.loginUrl)}: “${shortened(record.course.forbade)}” Let its Content-Security-Policy allow that.`,
      });
    }
    if (state === 'submitted' && isSecondAttempt(visit, signIns) && view?.asks === true) {
      state = 'due';
      continue;
    }
    // The identifier asked for again means that it was refused.
    if (state === 'identified' && view?.asks === true) state = 'submitted';
    return ended(patience.told(endingOfPage(record, view, state, target, visit)));
  }
}
