import type { Page } from 'playwright';
import type { CrossSitePost, Stop } from '../../protocol/exchange.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { trustedOrigins } from '../../protocol/url/destination.js';
import { loginUrlFor } from '../../protocol/url/login-url.js';
import type { Target } from '../../protocol/visit.js';
import { within } from '../chromium/stall.js';
import type { EndlessPaths } from '../http/endless-bodies.js';
import { confirmationOn } from '../sign-in/confirmation.js';
import { asksForCode } from '../sign-in/form.js';
import type { Move, SignInMachine, SignInPlan } from '../sign-in/machine.js';
import type { FilledForm } from '../sign-in/submission.js';
import { place, shortened, checkCredentials, stopAt } from '../wording.js';
import { addConfiguredHeaders } from './configured-headers.js';
import { endingOfPage, lookAt } from './ending.js';
import type { View } from './ending.js';
import { postFromElsewhere } from './form/cross-site.js';
import { confirmOn, fillForm } from './form/form-filling.js';
import { readShownForm } from './form/form-reader.js';
import { wanted } from './form/shown-form.js';
import type { ShownForm, Wanted } from './form/shown-form.js';
import type { PageRecord } from './record/record.js';
import type { Patience } from './waiting/patience.js';

/** How the pages of a visit are answered. */
export interface PageOptions extends SignInPlan {
  /** What is known of the paths of this run. */
  readonly endless: EndlessPaths;
  /** Milliseconds between the showing of a form and its sending. */
  readonly paceMs: number;
  /** True where it is to be seen whether a form was sent too fast. */
  readonly weighsHaste: boolean;
}

/** The pages of a visit that is under way. */
export interface Pages {
  readonly options: PageOptions;
  readonly page: Page;
  readonly record: PageRecord;
  readonly patience: Patience;
  readonly signIn: SignInMachine;
  readonly hidden: string[];
  readonly given: string[];
  /** The count of pages when a form was sent; -1 for never. */
  submittedOn: number;
  crossSitePost?: CrossSitePost;
  /** The last form with a password that was sent, where its haste is weighed. */
  sent?: SentForHaste;
}

/** A form with a password as it was sent. */
export interface SentForHaste {
  readonly at: number;
  /** Our clock when the form was seen, and when it was about to be filled in; in milliseconds since the epoch. */
  readonly seenAtMs: number;
  readonly begunAtMs: number;
  readonly before?: View;
  /** The page at the end. */
  after?: View | undefined;
}

/** A form that a page shows. `atRest`: the page has come to rest with it. */
export interface FormSight {
  readonly form: ShownForm;
  /** Our clock when it was seen, in milliseconds since the epoch. */
  readonly seenAtMs: number;
  readonly atRest?: true;
}

/** The most that a look at a form may take, in milliseconds. */
const lookMs = 5_000;

/** The form that the page shows at this moment; undefined where it shows none, or cannot be read. */
export const formNow = (page: Page, asked: Wanted): Promise<ShownForm | undefined> =>
  within(lookMs, 'its form', page.evaluate(readShownForm, asked)).catch((): undefined => undefined);

/** Origins to which credentials may go. */
const trustedIn = ({ options, record }: Pages): ReadonlySet<string> =>
  trustedOrigins(options.target, record.navigations.hops);

/** What the password fields hold before anybody has typed. */
function notePasswordFields({ record, given }: Pages, form: ShownForm | undefined): void {
  given.push(...(form?.given ?? []));
  const { shown } = record.navigations;
  if (shown === undefined || form?.passwordField === undefined) return;
  shown.passwordField ??= form.passwordField;
}

/** Answers a sign-in form, here or from another site; gives the end where that cannot be done. */
export async function answerForm(
  pages: Pages,
  { form, seenAtMs, ...more }: FormSight,
): Promise<Stop | undefined> {
  const { signIn } = pages;
  const before = pages.record.pages();
  if (signIn.signIns() === 0) notePasswordFields(pages, form);
  const hasPassword = form.password !== undefined;
  const move = signIn.next({ form: { hasPassword, ...more }, asks: true });
  if (move.does === 'send-from-elsewhere') return sendFromElsewhere(pages, move);
  if (move.does === 'fill-in') return fillIn(pages, { form, seenAtMs }, move, before);
  return endingHere(pages, undefined);
}

/** Lets another site's page send the form; the visitor asks for the login URL again. */
async function sendFromElsewhere(
  pages: Pages,
  { origin, user }: Extract<Move, { readonly does: 'send-from-elsewhere' }>,
): Promise<undefined> {
  const { options, page, signIn } = pages;
  const login = loginUrlFor(options.target, options.visit);
  const target = { ...options.target, signInOrigins: [...trustedIn(pages)] };
  pages.crossSitePost = await postFromElsewhere(page, origin, login, user, { ...options, target });
  signIn.sentFromElsewhere(pages.crossSitePost.sent === true);
  await page.goto(login, { waitUntil: 'commit', timeout: 0 }).catch(() => undefined);
}

/** Fills in a sign-in form and sends it. */
async function fillIn(
  pages: Pages,
  { form, seenAtMs }: FormSight,
  { credentials, added, secondTab }: Extract<Move, { readonly does: 'fill-in' }>,
  before: number,
): Promise<Stop | undefined> {
  const { options, page, record, patience, signIn } = pages;
  const { target, visit, paceMs } = options;
  if (secondTab !== undefined) {
    await openSecondTab(
      page,
      loginUrlFor(target, {
        ...visit,
        name: `${visit.name}, second tab`,
        returnTo: secondTab,
      }),
      target,
    );
  }
  if (paceMs > 0) await record.watch.until(record.over, paceMs);
  const weighs = options.weighsHaste && form.password !== undefined;
  const shown = weighs ? await lookAt(page, lookMs) : undefined;
  const at = record.navigations.hops.length;
  const begunAtMs = Date.now();
  const filled = await fillForm(page, form, credentials, trustedIn(pages), added);
  if (filled.did === 'stopped') return filled.stop;
  if (filled.did === 'gone') {
    signIn.changed();
    return undefined;
  }
  pages.hidden.push(...filled.hidden);
  signIn.sent(filled.did === 'password' ? 'secret' : 'name', at);
  if (weighs) {
    pages.sent = { at, seenAtMs, begunAtMs, ...(shown === undefined ? {} : { before: shown }) };
  }
  pages.submittedOn = before;
  patience.submitted();
  return undefined;
}

/** Answers a page at rest that shows no form to fill in; gives the end where there is nothing to answer. */
export async function answerAtRest(
  pages: Pages,
  view: View | undefined,
): Promise<Stop | undefined> {
  const { page, record, signIn } = pages;
  const unsent = pages.submittedOn === record.pages() ? unsentStop(pages, view) : undefined;
  if (unsent !== undefined) {
    signIn.unsent();
    return unsent;
  }
  if (view === undefined) return endingHere(pages, undefined);
  const state = signIn.state();
  if (view.asks && (state === 'off' || state === 'due')) {
    notePasswordFields(pages, await formNow(page, wanted('any', '')));
  }
  const status = record.navigations.shown?.status;
  const move = signIn.next({
    asks: view.asks,
    ...(status === undefined ? {} : { status }),
    confirmation: () =>
      view.asks || asksForCode(view.page) ? undefined : confirmationOn(view.page),
  });
  if (move.does === 'look-again') return undefined;
  if (move.does === 'confirm' && (await confirm(pages, view, move.found))) return undefined;
  return endingHere(pages, view);
}

/** Why the browser did not send the form that was filled in; undefined where it did. */
function unsentStop({ options, record }: Pages, view: View | undefined): Stop | undefined {
  const { target, visit } = options;
  if (view !== undefined && view.invalid !== '') {
    return stopAt(
      'sign-in-refused',
      `The sign-in form of ${place(view.url)} was not sent, because the browser says “${shortened(view.invalid)}”`,
      checkCredentials(visit.user),
    );
  }
  const { forbade } = record.navigations;
  if (forbade === undefined) return undefined;
  record.navigations.unsent = mask(forbade);
  return {
    code: 'no-form',
    seen: `The browser did not send the sign-in form of ${place(view?.url ?? target.loginUrl)}`,
    said: `“${shortened(forbade)}”`,
    notes: ['Let its Content-Security-Policy allow that.'],
  };
}

/** Presses the one button of a page after the password that asks for nothing else; false where that must not be done. */
async function confirm(pages: Pages, view: View, found: FilledForm): Promise<boolean> {
  const { page, record, patience, signIn } = pages;
  const before = record.pages();
  const at = record.navigations.hops.length;
  const done = await confirmOn(page, view, found, trustedIn(pages));
  if (done === undefined || done.did === 'stopped') return false;
  signIn.sent('nothing', at);
  // Whatever replaced it is looked at afresh.
  if (done.did === 'gone') return true;
  pages.hidden.push(...done.hidden);
  pages.submittedOn = before;
  patience.submitted();
  return true;
}

/** Why the visit ends at the page that is shown. */
function endingHere(pages: Pages, view: View | undefined): Stop {
  const { options, record, patience, signIn } = pages;
  const { target, visit } = options;
  if (pages.sent !== undefined) pages.sent.after = view;
  return patience.withWait(endingOfPage(record, view, signIn.state(), target, visit));
}

/**
 * Opens an address in another tab of the same browser context, waits until it is loaded, and closes it. What it
 * shows is not answered; where it does not load, the visit goes on without it.
 */
async function openSecondTab(page: Page, url: string, target: Target): Promise<void> {
  const context = page.context();
  const other = await context.newPage();
  try {
    await addConfiguredHeaders(await context.newCDPSession(other), target);
    await other.goto(url, { timeout: target.timeoutMs });
  } catch {
    // The first tab shows what became of the sign-in.
  } finally {
    await other.close().catch(() => undefined);
  }
}
