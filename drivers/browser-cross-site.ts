import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, Page, Request } from 'playwright';
import type { CrossSitePost } from '../protocol/exchange.js';
import type { Credentials, Target } from '../protocol/visit.js';
import { lookAt } from './browser-ending.js';
import { readShownForm } from './browser-form-reader.js';
import type { ShownForm, Wanted } from './browser-form-reader.js';
import { addConfiguredHeaders } from './browser-headers.js';
import { within } from './browser-stall.js';
import { originOf } from './location.js';

/** A form as it would be sent: everything that another site needs to send it, too. */
interface FormCopy {
  readonly action: string;
  readonly encoding: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** How long the scripts of the answer may stay silent before it counts as the end, in milliseconds. */
const stillMs = 600;
/** The most that a look at the answer may take, in milliseconds. */
const lookMs = 5_000;

const notSent = (sentence: string): CrossSitePost => ({ reachedDocs: false, sentence });

/**
 * Sends the login flow's sign-in form from a page of another site, as a stranger's page could: field names and
 * hidden values come from a session of the stranger's own, and the password is right. Credentials go to trusted
 * origins only.
 *
 * @param page the visitor's, whose cookies go along as far as the browser lets them
 * @param paceMs milliseconds between the showing of the form and its sending
 * @param origin of the other site; the browser must lead there, and its pages must be empty
 */
export async function postFromElsewhere(
  page: Page,
  origin: string,
  loginUrl: string,
  user: Credentials,
  target: Target,
  paceMs: number,
): Promise<CrossSitePost> {
  const login = originOf(loginUrl);
  if (originOf(page.url()) !== login) {
    return notSent(`The sign-in form belongs to ${originOf(page.url())}, not to the login flow.`);
  }
  const context = page.context();
  const browser = context.browser();
  if (browser === null) return notSent('The browser has gone.');
  const userAgent = await page.evaluate(() => navigator.userAgent);
  const stranger = await browser.newContext({ userAgent });
  try {
    const copy = await copyForm(stranger, loginUrl, user, target);
    if (typeof copy === 'string') return notSent(copy);
    if (![login, ...target.signInOrigins].includes(originOf(copy.action))) {
      return notSent(`The sign-in form is sent to ${originOf(copy.action)}, not the login flow.`);
    }
    if (paceMs > 0) await wait(paceMs);
    return await post(context, origin, copy, target);
  } catch {
    return notSent('The sign-in form could not be sent from another site.');
  } finally {
    await stranger.close().catch(() => undefined);
  }
}

/** Reads the form in a session of its own, past a page that asks for the name alone; or says why not. */
async function copyForm(
  context: BrowserContext,
  loginUrl: string,
  user: Credentials,
  target: Target,
): Promise<FormCopy | string> {
  const url = `${originOf(target.loginUrl)}/`;
  const cookies = target.cookies.map(([name, value]) => ({ name, value: value.reveal(), url }));
  await context.addCookies(cookies);
  const page = await context.newPage();
  await addConfiguredHeaders(await context.newCDPSession(page), target);
  await page.goto(loginUrl, { timeout: target.timeoutMs });
  const shown = async (wanted: Wanted): Promise<ShownForm | undefined> => {
    const found = await page.waitForFunction(readShownForm, wanted, { timeout: target.timeoutMs });
    return found.jsonValue();
  };
  const input = (at: number | undefined): ReturnType<Page['locator']> =>
    page.locator('css:light=input').nth(at ?? 0);
  let form = await shown('any');
  if (form !== undefined && form.password === undefined) {
    if (originOf(form.goal) !== originOf(url)) return 'The sign-in form is sent by a script.';
    await input(form.user).fill(user.username);
    await input(form.user).press('Enter');
    form = await shown('password');
  }
  if (form?.password === undefined || !form.posts || form.goal === '') {
    return 'The sign-in form is sent by a script.';
  }
  if (form.user !== undefined) await input(form.user).fill(user.username);
  await input(form.password).fill(user.password.reveal());
  const read = await input(form.password).evaluate((field) => {
    const own = (field as HTMLInputElement).form;
    const button = own?.querySelector<HTMLButtonElement>('button:not([type]), [type="submit"]');
    const data = own === null ? [] : [...new FormData(own, button).entries()];
    return {
      encoding: own?.enctype ?? '',
      fields: data.map(([name, value]) => [name, typeof value === 'string' ? value : ''] as const),
    };
  });
  return { action: form.goal, ...read };
}

/** Opens a page of the other site and lets it send the form; ends when the answer is at rest. */
async function post(
  context: BrowserContext,
  origin: string,
  copy: FormCopy,
  target: Target,
): Promise<CrossSitePost> {
  const page = await context.newPage();
  const patience = { timeout: target.timeoutMs };
  let reachedDocs = false;
  let first: number | undefined;
  const docsAsked = new Promise<void>((resolve) => {
    page.on('request', (request) => {
      if (!leads(request, page) || originOf(request.url()) !== target.docsOrigin) return;
      reachedDocs = true;
      resolve();
    });
  });
  page.on('response', (response) => {
    const answers = originOf(response.url()) !== origin && leads(response.request(), page);
    if (answers) first ??= response.status();
  });
  try {
    await addConfiguredHeaders(await context.newCDPSession(page), target);
    await page.goto(`${origin}/`, patience);
    // The end of a chain of redirects, however long it takes: a page, or an answer that is none.
    const ended = Promise.race([
      docsAsked,
      page.waitForURL((url) => url.origin !== origin, {
        ...patience,
        waitUntil: 'domcontentloaded',
      }),
      page.waitForEvent('requestfailed', {
        ...patience,
        predicate: (request) => leads(request, page),
      }),
    ]).catch(() => undefined);
    await page.evaluate(sendForm, copy);
    await ended;
    if (first === undefined) return notSent('The browser did not send the form from another site.');
    if (!reachedDocs) {
      const view = await lookAt(page, lookMs);
      const goesOn = view === undefined || view.lively || view.page.refreshes;
      if (goesOn) await within(stillMs, 'a way on', docsAsked).catch(() => undefined);
    }
    const ending = reachedDocs ? 'and the visitor was sent on to the docs' : 'which led nowhere';
    return {
      sent: true,
      reachedDocs,
      sentence: `The form sent from another site was answered with ${first}, ${ending}.`,
    };
  } finally {
    // Chromium takes many seconds to close a page whose navigation is under way, so nobody waits for that.
    page.close().catch(() => undefined);
  }
}

/** True for a request that takes the page itself elsewhere. */
function leads(request: Request, page: Page): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame();
}

/** Sends a form from the page that stands there, in the page. */
function sendForm({ action, encoding, fields }: FormCopy): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  form.enctype = encoding;
  for (const [name, value] of fields) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
  document.body.append(form);
  // A field may be called `submit`.
  HTMLFormElement.prototype.submit.call(form);
}
