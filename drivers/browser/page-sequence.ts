import type { Page } from 'playwright';
import type { CrossSitePost, Stop } from '../../protocol/exchange.js';
import { sessionOf } from '../../protocol/visit-kinds.js';
import { endlessBodyMs } from '../http/endless-bodies.js';
import { openSignIn } from '../sign-in/machine.js';
import type { SentForm } from '../sign-in/sent-form.js';
import type { View } from './ending.js';
import { faultStop, stalled } from './fault.js';
import { formShown } from './form/form-filling.js';
import { wanted } from './form/shown-form.js';
import { answerAtRest, answerForm, formNow } from './page-answer.js';
import type { FormSight, PageOptions, Pages, SentForHaste } from './page-answer.js';
import type { PageRecord } from './record/record.js';
import { runSignInScript } from './sign-in-script.js';
import type { Patience } from './waiting/patience.js';
import { rest, settle } from './waiting/rest.js';

/** How a visitor fared until the visit was over. Where there was a hand-over, that is what counts. */
export interface PageSequence {
  readonly stop: Stop;
  readonly signIns: number;
  /** Values of hidden fields of the forms that were sent. */
  readonly hidden: readonly string[];
  /** What password fields held before anything was typed. */
  readonly given: readonly string[];
  readonly forms: readonly SentForm[];
  readonly crossSitePost?: CrossSitePost;
  readonly sent?: SentForHaste;
}

/** Follows the visitor to the end, signing in on the way. */
export async function followPages(
  options: PageOptions,
  page: Page,
  record: PageRecord,
  patience: Patience,
): Promise<PageSequence> {
  const signIn = openSignIn(options);
  const state = { hidden: [], given: [], submittedOn: -1 };
  const pages: Pages = { options, page, record, patience, signIn, ...state };
  let stop = await signInByScript(pages);
  while (stop === undefined) stop = await answerNext(pages);
  const { hidden, given, crossSitePost, sent } = pages;
  return {
    stop,
    signIns: signIn.signIns(),
    hidden,
    given,
    forms: signIn.forms,
    ...(crossSitePost === undefined ? {} : { crossSitePost }),
    ...(sent === undefined ? {} : { sent }),
  };
}

/** Lets the customer's own script sign in; gives the end where it could not. */
async function signInByScript(pages: Pages): Promise<Stop | undefined> {
  const { options, page, record, patience, signIn } = pages;
  const { target, signsIn } = options;
  if (!signsIn || target.signIn.how !== 'script') return undefined;
  await record.watch.until(() => record.over() || record.pages() > 0, target.timeoutMs);
  if (record.over() || record.pages() === 0) return undefined;
  signIn.scripted();
  const { signIn: script } = target.signIn;
  const stop = await runSignInScript(page, script, target.user, record, target.timeoutMs);
  if (stop === undefined) patience.submitted();
  return stop;
}

/** Waits for what the page shows next, and answers it; gives the end where there is nothing to answer. */
async function answerNext(pages: Pages): Promise<Stop | undefined> {
  const { record, options } = pages;
  const shown = await nextShown(pages);
  if (record.over()) {
    const { fault } = record.navigations;
    return fault === undefined ? { code: 'page' } : faultStop(fault, options.target);
  }
  if (shown === 'stalled') return stalledStop(pages);
  if (shown !== undefined && 'form' in shown) return answerForm(pages, shown);
  return answerAtRest(pages, shown);
}

/** A form to fill in, or the page at rest; whichever comes first. */
async function nextShown(pages: Pages): Promise<FormSight | View | 'stalled' | undefined> {
  const { options, page, record, patience, signIn } = pages;
  const { target, visit } = options;
  const { timeoutMs } = target;
  const username = target.user?.username ?? '';
  const kind = signIn.wants();
  const anonymous = sessionOf(visit) === 'anonymous';
  const resting = rest(page, record, timeoutMs, pages.submittedOn, anonymous, patience);
  if (kind === undefined) return resting;
  const settled = (): Promise<unknown> => record.watch.quiet(settle.still, timeoutMs);
  const form = formShown(page, record, wanted(kind, username), settled);
  const first = await Promise.race([
    resting,
    form.then((found): FormSight => ({ form: found, seenAtMs: Date.now() })),
  ]);
  // A form that a script draws at the last moment is no end: the look at the page may be ahead of the reading of it.
  const asks = typeof first === 'object' && 'page' in first && first.asks;
  const late = asks ? await formNow(page, wanted('any', username)) : undefined;
  return late === undefined ? first : { form: late, seenAtMs: Date.now(), atRest: true };
}

/** The end at an answer that does not come, or that does not end. */
function stalledStop({ options, record }: Pages): Stop {
  const { target, endless } = options;
  const hop = record.awaited();
  const url = hop?.url ?? target.loginUrl;
  const known = endless.has(url);
  if (hop?.status === undefined) return stalled(url, target, { phase: 'before-head' });
  endless.add(url);
  return stalled(url, target, {
    phase: 'in-body',
    ...(known ? { bodyMs: endlessBodyMs } : {}),
  });
}
