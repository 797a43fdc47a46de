import type { Page } from 'playwright';
import type { Stop } from '../protocol/exchange.js';
import type { Credentials } from '../protocol/visit.js';
import { readShownForm } from './browser-form-reader.js';
import type { ShownForm, Wanted } from './browser-form-reader.js';
import { originOf } from './location.js';
import { place } from './step.js';

/** What became of a sign-in page. `gone`: it changed while it was filled in. */
export type Filled =
  | { readonly did: 'password' | 'identifier'; readonly hidden: readonly string[] }
  | { readonly did: 'gone' }
  | { readonly did: 'stopped'; readonly stop: Stop };

/** For one step in the page; a page that goes away in between is no fault. */
const patience = { timeout: 5_000, noWaitAfter: true };

/**
 * Waits until the page shows a form to fill in, however late a script makes it; never ends where it does not.
 *
 * @param settled waits until the page is at rest: a lone identifier may be joined by a password field
 */
export async function formShown(
  page: Page,
  wanted: Wanted,
  settled: () => Promise<unknown>,
): Promise<ShownForm> {
  try {
    const handle = await page.waitForFunction(readShownForm, wanted, { timeout: 0 });
    const form = await handle.jsonValue();
    if (form !== undefined && form.password !== undefined && form.posts) return form;
    // Before its script has run, a form without POST would put the password into the URL.
    await settled();
    const again = await page.evaluate(readShownForm, wanted);
    if (again !== undefined) return again;
  } catch {
    // The page is closed, or went on; whoever waits looks at what came of it.
  }
  return new Promise<never>(() => undefined);
}

/** Fills in what the form asks for and submits it as a person would. Credentials go to trusted origins only. */
export async function fillForm(
  page: Page,
  form: ShownForm,
  user: Credentials,
  trusted: ReadonlySet<string>,
): Promise<Filled> {
  const stop = refusal(page.url(), form, trusted);
  if (stop !== undefined) return { did: 'stopped', stop };
  const input = (at: number): ReturnType<Page['locator']> =>
    page.locator('css:light=input').nth(at);
  try {
    if (form.user !== undefined) await input(form.user).fill(user.username, patience);
    if (form.password !== undefined) {
      await input(form.password).fill(user.password.reveal(), patience);
    }
    const field = form.password ?? form.user ?? 0;
    if (form.button === undefined) await input(field).press('Enter', patience);
    else await page.locator('css:light=button, input').nth(form.button).click(patience);
  } catch {
    return { did: 'gone' };
  }
  return {
    did: form.password === undefined ? 'identifier' : 'password',
    // Addresses in hidden fields are no secrets.
    hidden: form.hidden.filter((value) => !/^(?:\/|https?:)/i.test(value)),
  };
}

/** Why the form is left alone; undefined where it may have the credentials. */
function refusal(url: string, form: ShownForm, trusted: ReadonlySet<string>): Stop | undefined {
  const where = `The sign-in form of ${place(url)}`;
  // A script may stand in for the action; then only the page's own origin can be checked.
  const goals = form.goal === '' ? [originOf(url)] : [originOf(url), originOf(form.goal)];
  const foreign = goals.find((origin) => !trusted.has(origin));
  if (foreign !== undefined) {
    return {
      code: 'no-form',
      sentence: `${where} belongs to ${foreign}, which was not named as a place for credentials; give --sign-in-origin ${foreign} if it is yours.`,
    };
  }
  return form.password !== undefined && !form.posts && !form.scripted
    ? {
        code: 'no-form',
        sentence: `${where} would put the password into the URL (method GET); set method="post".`,
      }
    : undefined;
}
