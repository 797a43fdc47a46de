import type { Locator, Page as BrowserPage } from 'playwright';
import type { Stop } from '../protocol/exchange.js';
import type { Credentials } from '../protocol/visit.js';
import { originOf } from './location.js';
import { place } from './step.js';

/** What became of a sign-in page. `gone`: it changed while it was filled in. */
export type Filled =
  | { readonly did: 'password' | 'identifier'; readonly hidden: readonly string[] }
  | { readonly did: 'gone' }
  | { readonly did: 'stopped'; readonly stop: Stop };

/** Milliseconds for one step in the page; a page that goes away in between is no fault. */
const patience = { timeout: 5_000 };
const passwordField = 'input[type="password"]:visible:not([readonly]):not([disabled])';
const text = (more: string): string =>
  ['input[type="text"]', 'input[type="email"]', 'input[type="tel"]', 'input:not([type])']
    .map((input) => `${input}${more}:visible:not([readonly]):not([disabled])`)
    .join(', ');
const named = ['user', 'login', 'log-in', 'ident', 'account', 'mail', 'uid']
  .flatMap((word) => [`[name*="${word}" i]`, `[id*="${word}" i]`])
  .join(', ');
/** In the order of preference, as in the HTTP driver: `autocomplete`, type, name. */
const userFields = [
  text('[autocomplete~="username" i]'),
  'input[type="email"]:visible:not([readonly]):not([disabled])',
  text('[autocomplete~="email" i]'),
  text(`:is(${named})`),
];
const submitButtons =
  'button[type="submit"]:visible, button:not([type]):visible, input[type="submit"]:visible, input[type="image"]:visible';
const elsewhere = /search|suche|newsletter|subscri|regist|sign-?up|create|forgot|reset|recover/i;

/** The fields that show a sign-in page, whatever they are called. */
export const passwordOf = (page: BrowserPage): Locator => page.locator(passwordField);

/** The field that asks who the visitor is, on a page without a password field. */
export function identifierOf(page: BrowserPage): Locator {
  const form = page.locator('form').filter({ hasNot: page.locator('input[type="password"]') });
  return form.locator(userFields.join(', '));
}

async function first(scope: Locator, selectors: readonly string[]): Promise<Locator | undefined> {
  for (const selector of selectors) {
    const found = scope.locator(selector).first();
    if ((await found.count()) > 0) return found;
  }
  return undefined;
}

/** The form around a field; the whole page where there is none, as in an app. */
async function scopeOf(page: BrowserPage, field: Locator): Promise<Locator> {
  const form = field.locator('xpath=ancestor::form[1]');
  return (await form.count()) > 0 ? form : page.locator('body');
}

/**
 * Fills in what the page asks for and submits it as a person would. Credentials go to trusted origins only.
 *
 * @param settled waits until the page has loaded, for forms that only a script sends
 */
export async function fillForm(
  page: BrowserPage,
  user: Credentials,
  trusted: ReadonlySet<string>,
  settled: () => Promise<unknown>,
): Promise<Filled> {
  try {
    const passwords = passwordOf(page);
    const password = (await passwords.count()) > 0 ? passwords.first() : undefined;
    const field = password ?? identifierOf(page).first();
    if ((await field.count()) === 0) return { did: 'gone' };
    const scope = await scopeOf(page, field);
    const words = `${(await scope.getAttribute('id')) ?? ''} ${(await scope.getAttribute('action')) ?? ''}`;
    if (password === undefined && elsewhere.test(words)) return { did: 'gone' };
    const stop = await refusal(page, scope, password !== undefined, trusted);
    if (stop !== undefined) return { did: 'stopped', stop };
    const posts = /^post$/i.test((await scope.getAttribute('method')) ?? '');
    // Before its script has run, such a form would put the password into the URL.
    if (!posts) await settled();
    const hidden = await scope
      .locator('input[type="hidden"]')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    const name = await first(scope, password === undefined ? userFields : [...userFields, text('')]);
    if (name !== undefined) await name.fill(user.username, patience);
    if (password !== undefined) await password.fill(user.password.reveal(), patience);
    await submit(scope, field);
    return {
      did: password === undefined ? 'identifier' : 'password',
      // Addresses in hidden fields are no secrets.
      hidden: hidden.filter((value) => !/^(?:\/|https?:)/i.test(value)),
    };
  } catch {
    return { did: 'gone' };
  }
}

/** Why the form is left alone; undefined where it may have the credentials. */
async function refusal(
  page: BrowserPage,
  scope: Locator,
  password: boolean,
  trusted: ReadonlySet<string>,
): Promise<Stop | undefined> {
  const url = page.url();
  const base = await page.evaluate(() => document.baseURI);
  const button = scope.locator(submitButtons).first();
  const formAction = (await button.count()) > 0 ? await button.getAttribute('formaction') : null;
  const action = formAction ?? (await scope.getAttribute('action')) ?? '';
  const goal = action.trim() === '' ? url : URL.canParse(action, base) ? new URL(action, base).href : '';
  const form = `The sign-in form of ${place(url)}`;
  // A script may stand in for the action (`javascript:void(0)`); the page's own origin counts then.
  const goals = /^https?:/i.test(goal) ? [originOf(url), originOf(goal)] : [originOf(url)];
  const foreign = goals.find((origin) => !trusted.has(origin));
  if (foreign !== undefined) {
    return {
      code: 'no-form',
      sentence: `${form} belongs to ${foreign}, which was not named as a place for credentials; give --sign-in-origin ${foreign} if it is yours.`,
    };
  }
  const method = (await scope.getAttribute('method')) ?? 'get';
  const plain = !/^post$/i.test(method) && (await page.locator('script').count()) === 0;
  return password && plain
    ? {
        code: 'no-form',
        sentence: `${form} would put the password into the URL (method GET); set method="post".`,
      }
    : undefined;
}

/** Presses the button that belongs to the last field, or Enter. */
async function submit(scope: Locator, field: Locator): Promise<void> {
  const buttons = scope.locator(submitButtons);
  const after = field
    .locator('xpath=following::*[self::button or self::input]')
    .and(scope.locator(submitButtons));
  const any = scope.locator('button:visible, [role="button"]:visible').filter({
    hasText: /sign ?in|log ?in|continue|next|submit|anmelden|weiter|connexion|entrar/i,
  });
  for (const button of [after, buttons, any]) {
    if ((await button.count()) > 0) return button.first().click({ ...patience, noWaitAfter: true });
  }
  return field.press('Enter', { ...patience, noWaitAfter: true });
}
