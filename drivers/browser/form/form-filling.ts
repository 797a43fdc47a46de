import type { Locator, Page } from 'playwright';
import type { Stop } from '../../../protocol/exchange.js';
import type { Credentials } from '../../../protocol/visit.js';
import { originOf } from '../../http/location.js';
import { hiddenValues, targetOf } from '../../sign-in/submission.js';
import type { FilledForm } from '../../sign-in/submission.js';
import { place, stopAt } from '../../wording.js';
import type { View } from '../ending.js';
import type { PageRecord } from '../record/record.js';
import { whenShown } from '../waiting/poll.js';
import { readShownForm } from './form-reader.js';
import { controls } from './shown-form.js';
import type { ShownForm, Wanted } from './shown-form.js';

/** For the pointer, which gives way to the keyboard. */
const pointer = { timeout: 1_500, noWaitAfter: true };

/** What became of a sign-in page. `gone`: it changed while it was filled in. */
export type Filled =
  | { readonly did: 'password' | 'identifier' | 'confirmation'; readonly hidden: readonly string[] }
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
  record: PageRecord,
  wanted: Wanted,
  settled: () => Promise<unknown>,
): Promise<ShownForm> {
  for (;;) {
    const form = await whenShown(page, record, readShownForm, wanted, record.over);
    if (form === undefined) return new Promise<never>(() => undefined);
    if (form.password !== undefined && form.posts && form.passwordField !== 'prefilled') {
      return form;
    }
    // Before its script has run, a form without POST would put the password into the URL, or holds what is taken away.
    await settled();
    const again = await page.evaluate(readShownForm, wanted).catch(() => undefined);
    if (again !== undefined) return { ...again, given: [...form.given, ...again.given] };
  }
}

/**
 * Fills in what the form asks for and submits it as a person would. Credentials go to trusted origins only.
 *
 * @param added fields that go along, without a trace in the page
 */
export async function fillForm(
  page: Page,
  form: ShownForm,
  user: Credentials,
  trusted: ReadonlySet<string>,
  added: readonly (readonly [name: string, value: string])[] = [],
): Promise<Filled> {
  const stop = refusal(page.url(), form, trusted);
  if (stop !== undefined) return { did: 'stopped', stop };
  const control = (at: number): Locator => page.locator(controls).nth(at);
  try {
    if (form.user !== undefined) await giveUser(control(form.user), form, user.username);
    if (form.password !== undefined) {
      await control(form.password).fill(user.password.reveal(), patience);
    }
    const field = control(form.password ?? form.user ?? 0);
    if (added.length > 0) await field.evaluate(addFields, added);
    if (form.button === undefined) await field.press('Enter', patience);
    else await press(control(form.button), field);
  } catch {
    return { did: 'gone' };
  }
  return {
    did: form.password === undefined ? 'identifier' : 'password',
    hidden: notAddresses(form.hidden),
  };
}

/** Addresses in hidden fields are no secrets. */
const notAddresses = (values: readonly string[]): readonly string[] =>
  values.filter((value) => !/^(?:\/|https?:)/i.test(value));

/** Types the user's name, or chooses it where the page lists its users. */
export async function giveUser(control: Locator, form: ShownForm, username: string): Promise<void> {
  if (form.userIs === 'option') await control.selectOption(form.option ?? '', patience);
  else if (form.userIs === 'radio') await control.check(patience);
  else if (form.userIs !== 'button') await control.fill(username, patience);
}

/** Presses a button. A banner may lie over it; the keyboard gets past that, as a reader would. */
async function press(button: Locator, field: Locator): Promise<void> {
  await button.click(pointer).catch(() => field.press('Enter', pointer));
}

/**
 * Presses the one button of a page that asks to confirm something after the password; undefined where the page or its
 * form belong to an origin that was not named.
 *
 * @param view as it was read; the page still stands there
 */
export async function confirmOn(
  page: Page,
  view: View,
  found: FilledForm,
  trusted: ReadonlySet<string>,
): Promise<Filled | undefined> {
  const goal = targetOf(found, view.page, view.url);
  if (goal === undefined || found.button === undefined) return undefined;
  if (![view.url, goal.url].every((url) => trusted.has(originOf(url)))) return undefined;
  const button = page.locator(controls).nth(found.button.place);
  try {
    await press(button, button);
  } catch {
    return { did: 'gone' };
  }
  return { did: 'confirmation', hidden: notAddresses(hiddenValues(found)) };
}

/** Adds fields to a form at the moment when it is sent, in the page. */
function addFields(
  field: HTMLElement | SVGElement,
  added: readonly (readonly [name: string, value: string])[],
): void {
  (field as HTMLInputElement).form?.addEventListener('formdata', (event) => {
    for (const [name, value] of added) event.formData.append(name, value);
  });
}

/** Why the form is left alone; undefined where it may have the credentials. */
function refusal(url: string, form: ShownForm, trusted: ReadonlySet<string>): Stop | undefined {
  const where = `The sign-in form of ${place(url)}`;
  // A script may stand in for the action; then only the page's own origin can be checked.
  const goals = form.goal === '' ? [originOf(url)] : [originOf(url), originOf(form.goal)];
  const foreign = goals.find((origin) => !trusted.has(origin));
  if (foreign !== undefined) {
    return stopAt(
      'no-form',
      `${where} belongs to ${foreign}, which was not named as a place for credentials`,
      `give --sign-in-origin ${foreign} if it is yours`,
    );
  }
  return form.password !== undefined && !form.posts && !form.scripted
    ? stopAt(
        'no-form',
        `${where} would put the password into the URL (method GET)`,
        'set method="post"',
      )
    : undefined;
}
