import type { Page } from 'playwright';
import type { CrossSitePost, Stop } from '../../protocol/exchange.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { trustedOrigins } from '../../protocol/url/destination.js';
import { loginUrlFor } from '../../protocol/visit.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { within } from '../chromium/stall.js';
import { endlessBodyMs } from '../http/endless-bodies.js';
import type { EndlessPaths } from '../http/endless-bodies.js';
import { place, shortened } from '../http/planned-hop.js';
import { confirmationLimit } from '../http/visit.js';
import { confirmationOn } from '../sign-in/confirmation.js';
import type { SignInState } from '../sign-in/dead-end.js';
import { asksForCode } from '../sign-in/form.js';
import { credentialOptions } from '../sign-in/password-refusal.js';
import type { SentForm } from '../sign-in/sent-form.js';
import { credentialsFor, isSecondAttempt } from '../sign-in/wrong-password.js';
import { endingOfPage } from './ending.js';
import type { View } from './ending.js';
import { faultStop, stalled } from './fault.js';
import { postFromElsewhere } from './form/cross-site.js';
import { confirmOn, fillForm, formShown } from './form/form-filling.js';
import { readShownForm, wanted } from './form/form-reader.js';
import type { ShownForm, Wanted } from './form/form-reader.js';
import type { PageRecord } from './record/record.js';
import { openSecondTab } from './second-tab.js';
import { runSignInScript } from './sign-in-script.js';
import type { Patience } from './waiting/patience.js';
import { rest, settle } from './waiting/rest.js';

/** Whose journey it is. */
export interface JourneyOptions {
  readonly target: Target;
  readonly visit: Visit;
  /** True where this visit answers a sign-in form, or runs the sign-in script. */
  readonly signsIn: boolean;
  /** True where an earlier sign-in showed that the form asks for the name alone. */
  readonly nameAlone?: boolean;
  /** True where this visitor, signed in, has confirmed something before: some login flows ask each time. */
  readonly confirms?: boolean;
  /** What is known of the paths of this run. */
  readonly endless: EndlessPaths;
  /** Milliseconds between the showing of a form and its sending. */
  readonly paceMs: number;
}

/** Pages of a sign-in that are filled in: identifier, password, and one more. */
const pageLimit = 3;
/** The most that a look at a form may take, in milliseconds. */
const lookMs = 5_000;

/** How a visitor fared until the visit was over. Where there was a hand-over, that is what counts. */
export interface Journey {
  readonly stop: Stop;
  readonly signIns: number;
  /** Values of hidden fields of the forms that were sent. */
  readonly hidden: readonly string[];
  /** What password fields held before anything was typed. */
  readonly given: readonly string[];
  readonly forms: readonly SentForm[];
  readonly crossSitePost?: CrossSitePost;
}

/** The form that the page shows at this moment; undefined where it shows none, or cannot be read. */
const formNow = (page: Page, asked: Wanted): Promise<ShownForm | undefined> =>
  within(lookMs, 'its form', page.evaluate(readShownForm, asked)).catch((): undefined => undefined);

/** Follows the visitor to the end, signing in on the way. */
export async function pursue(
  options: JourneyOptions,
  page: Page,
  record: PageRecord,
  patience: Patience,
): Promise<Journey> {
  const { target, visit, signsIn, paceMs } = options;
  const { signIn, user } = target;
  const trusted = (): ReadonlySet<string> => trustedOrigins(target, record.course.legs);
  const hidden: string[] = [];
  const heldBefore: string[] = [];
  const forms: SentForm[] = [];
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
    given: heldBefore,
    forms,
    ...(crossSitePost === undefined ? {} : { crossSitePost }),
  });

  /** What the password fields hold before anybody has typed. */
  const look = (form: ShownForm | undefined): void => {
    heldBefore.push(...(form?.given ?? []));
    const { shown } = record.course;
    if (shown === undefined || form?.passwordField === undefined) return;
    shown.passwordField ??= form.passwordField;
  };
  const username = user?.username ?? '';

  /** Presses the one button of a page after the password that asks for nothing else. */
  const confirmed = async (view: View): Promise<boolean> => {
    const past = forms.filter(({ typed }) => typed === 'nothing').length >= confirmationLimit;
    const refused = (record.course.shown?.status ?? 0) >= 400;
    if (past || refused || view.asks || asksForCode(view.page)) return false;
    const found = confirmationOn(view.page);
    const before = record.pages();
    const at = record.course.legs.length;
    const done = found && (await confirmOn(page, view, found, trusted()));
    if (done === undefined || done.did === 'stopped') return false;
    forms.push({ at, typed: 'nothing' });
    // Whatever replaced it is looked at afresh.
    if (done.did === 'gone') return true;
    hidden.push(...done.hidden);
    submittedOn = before;
    patience.submitted();
    return true;
  };

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
    const due = signIn.how === 'form' && (state === 'due' || state === 'identified');
    const first = await Promise.race([
      rest(page, record, target.timeoutMs, submittedOn, visit.session === 'anonymous', patience),
      ...(due && filledIn < pages
        ? [formShown(page, record, wanted(state === 'due' ? 'any' : 'password', username), settled)]
        : []),
    ]);
    // A form that a script draws at the last moment is no end: the look at the page may be ahead of the reading of it.
    const drawn = due && filledIn < pages && typeof first === 'object' && 'page' in first;
    const late = drawn && first.asks ? await formNow(page, wanted('any', username)) : undefined;
    const next = late ?? first;
    if (record.over()) {
      const fault = record.course.fault;
      return ended(fault === undefined ? { code: 'page', sentence: '' } : faultStop(fault, target));
    }
    if (typeof next === 'object' && 'goal' in next && user !== undefined) {
      const before = record.pages();
      if (signIns === 0) look(next);
      if (visit.postedFrom !== undefined) {
        const login = loginUrlFor(target, visit);
        crossSitePost = await postFromElsewhere(page, visit.postedFrom, login, user, {
          ...options,
          target: { ...target, signInOrigins: [...trusted()] },
        });
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
      const last = next.password !== undefined || options.nameAlone === true;
      const at = record.course.legs.length;
      const filled = await fillForm(page, next, given, trusted(), last ? visit.formFields : []);
      if (filled.did === 'stopped') return ended(filled.stop);
      if (filled.did === 'gone') {
        // Whatever replaced it is looked at afresh.
        filledIn += 0.25;
        continue;
      }
      hidden.push(...filled.hidden);
      forms.push({ at, typed: filled.did === 'password' ? 'secret' : 'name' });
      filledIn += 1;
      submittedOn = before;
      patience.submitted();
      state = filled.did === 'password' ? 'submitted' : 'identified';
      signIns += filled.did === 'password' ? 1 : 0;
      continue;
    }
    if (next === 'stalled') {
      const leg = record.awaited();
      const url = leg?.url ?? target.loginUrl;
      const known = options.endless.has(url);
      if (leg?.status === undefined) return ended(stalled(url, target, { phase: 'before-head' }));
      options.endless.add(url);
      const seen = { phase: 'in-body', ...(known ? { bodyMs: endlessBodyMs } : {}) } as const;
      return ended(stalled(url, target, seen));
    }
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
      record.course.unsent = mask(record.course.forbade);
      return ended({
        code: 'no-form',
        sentence: `The browser did not send the sign-in form of ${place(view?.url ?? target.loginUrl)}: “${shortened(record.course.forbade)}” Let its Content-Security-Policy allow that.`,
      });
    }
    if (view?.asks === true && (state === 'off' || state === 'due')) {
      look(await formNow(page, wanted('any', '')));
    }
    const asked = state === 'submitted' || (state === 'off' && options.confirms === true);
    if (asked && view !== undefined && (await confirmed(view))) continue;
    if (state === 'submitted' && isSecondAttempt(visit, signIns) && view?.asks === true) {
      state = 'due';
      continue;
    }
    // The identifier asked for again means that it was refused.
    if (state === 'identified' && view?.asks === true) state = 'submitted';
    return ended(patience.told(endingOfPage(record, view, state, target, visit)));
  }
}
