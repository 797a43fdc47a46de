import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, Locator, Page, Request } from 'playwright';
import type { CrossSitePost } from '../../../protocol/exchange.js';
import type { Credentials, Target } from '../../../protocol/visit.js';
import { within } from '../../chromium/stall.js';
import { originOf } from '../../http/location.js';
import { addConfiguredHeaders } from '../configured-headers.js';
import { lookAt } from '../ending.js';
import { giveUser } from './form-filling.js';
import { readShownForm } from './form-reader.js';
import { controls, wanted } from './shown-form.js';
import type { ShownForm, Wanted } from './shown-form.js';

/** A form as it would be sent: everything that another site needs to send it, too. */
interface FormCopy {
  readonly action: string;
  readonly encoding: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** How long the scripts of the answer may do nothing before it counts as the end, in milliseconds. */
const stillMs = 600;
/** The most that a look at the answer may take, in milliseconds. */
const lookMs = 5_000;

const notSent = (sentence: string): CrossSitePost => ({ reachedDocs: false, sentence });
/** An identity provider's form is not the login flow's, whoever may have the password. */
const notOwn = (sentence: string): CrossSitePost => ({ ...notSent(sentence), foreign: true });

/**
 * Sends the login flow's sign-in form from a page of another site, as a stranger's page could: field names and
 * hidden values come from a session of the stranger's own, and the password is right where one is asked for.
 * Credentials go to trusted origins only.
 *
 * @param page the visitor's, whose cookies go along as far as the browser lets them
 * @param origin of the other site; the browser must lead there, and its pages must be empty
 */
export async function postFromElsewhere(
  page: Page,
  origin: string,
  loginUrl: string,
  user: Credentials,
  {
    target,
    nameAlone,
    paceMs,
  }: { readonly target: Target; readonly nameAlone?: boolean; readonly paceMs: number },
): Promise<CrossSitePost> {
  const login = originOf(loginUrl);
  const own = new Set([login, ...target.signInOrigins]);
  const shown = new URL(page.url());
  if (!own.has(shown.origin) || shown.hostname !== new URL(loginUrl).hostname) {
    return notOwn(`The sign-in form belongs to ${originOf(page.url())}, not to the login flow.`);
  }
  const context = page.context();
  const browser = context.browser();
  if (browser === null) return notSent('The browser has gone.');
  const userAgent = await page.evaluate(() => navigator.userAgent);
  const stranger = await browser.newContext({ userAgent });
  try {
    const copy = await copyForm(stranger, loginUrl, user, target, nameAlone === true);
    if (typeof copy === 'string') return notSent(copy);
    if (!own.has(originOf(copy.action))) {
      return notOwn(`The sign-in form is sent to ${originOf(copy.action)}, not the login flow.`);
    }
    if (paceMs > 0) await wait(paceMs);
    return await post(context, origin, copy, target);
  } catch {
    return notSent('The sign-in form could not be sent from another site.');
  } finally {
    await stranger.close().catch(() => undefined);
  }
}

/**
 * Reads the form in a session of its own, past a page that asks for the name first; or says why not.
 *
 * @param nameAlone true where no password is asked for behind the name
 */
async function copyForm(
  context: BrowserContext,
  loginUrl: string,
  user: Credentials,
  target: Target,
  nameAlone: boolean,
): Promise<FormCopy | string> {
  const url = `${originOf(target.loginUrl)}/`;
  const cookies = target.cookies.map(([name, value]) => ({ name, value: value.reveal(), url }));
  await context.addCookies(cookies);
  const page = await context.newPage();
  await addConfiguredHeaders(await context.newCDPSession(page), target);
  await page.goto(loginUrl, { timeout: target.timeoutMs });
  const shown = async (kind: Wanted['kind']): Promise<ShownForm | undefined> => {
    const asked = wanted(kind, user.username);
    const found = await page.waitForFunction(readShownForm, asked, { timeout: target.timeoutMs });
    return found.jsonValue();
  };
  const control = (at: number | undefined): Locator => page.locator(controls).nth(at ?? 0);
  const byScript = 'The sign-in form is sent by a script.';
  let form = await shown('any');
  if (form !== undefined && form.password === undefined && !nameAlone) {
    if (originOf(form.goal) !== originOf(url)) return byScript;
    await giveUser(control(form.user), form, user.username);
    await control(form.user).press('Enter');
    form = await shown('password');
  }
  if (form === undefined || !form.posts || form.goal === '') return byScript;
  if (form.user !== undefined) await giveUser(control(form.user), form, user.username);
  if (form.password !== undefined) await control(form.password).fill(user.password.reveal());
  const pressed = form.button === undefined ? null : await control(form.button).elementHandle();
  const read = await control(form.password ?? form.user).evaluate((field, button) => {
    const own = (field as HTMLInputElement).form;
    const sends = (button as HTMLButtonElement | null)?.form === own ? button : null;
    const data = own === null ? [] : [...new FormData(own, sends as HTMLElement | null).entries()];
    return {
      encoding: own?.enctype ?? '',
      fields: data.map(([name, value]) => [name, typeof value === 'string' ? value : ''] as const),
    };
  }, pressed);
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
