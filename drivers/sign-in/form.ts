import type { Control, Form, Page } from './page.js';
import { submitter } from './submission.js';
import type { SignInForm } from './submission.js';
import {
  accountName,
  identifierName,
  otherPurpose,
  registration,
  secretName,
  signInHeading,
  signInWords,
} from './words.js';

const identifierTypes = new Set(['text', 'email', 'tel', '']);
const secretTypes = new Set(['text', 'tel', 'number', '']);

/** True for a field that could be filled in, seen or not. */
export const fillable = (control: Control): boolean =>
  control.tag === 'input' && !control.disabled && !control.readonly && control.name !== '';

const named = (control: Control): string => `${control.name} ${control.id}`;

const isCode = (control: Control): boolean =>
  control.autocomplete.includes('one-time-code') || /\b(?:otp|totp|mfa|2fa)/i.test(named(control));

/** A secret that the page shows as it is typed: a PIN, a passphrase in a text field. */
const isShownSecret = (control: Control): boolean =>
  secretTypes.has(control.type) &&
  !isCode(control) &&
  (control.autocomplete.includes('current-password') ||
    secretName.test(named(control)) ||
    (secretName.test(control.caption) && !identifierName.test(control.caption)));

/** What is seen best: a decoy is left alone wherever there is something else. */
function bestShown(fields: readonly Control[]): readonly Control[] {
  for (const shown of ['yes', 'later', 'never'] as const) {
    const some = fields.filter((field) => field.shown === shown);
    if (some.length > 0) return some;
  }
  return [];
}

interface Fields {
  readonly passwords: readonly Control[];
  readonly texts: readonly Control[];
}

/**
 * The fields of a form that a person would fill in.
 *
 * @param changes true where scripts may still show what is not seen
 */
function fieldsOf(form: Form, changes: boolean): Fields {
  const all = form.controls.filter(fillable);
  const secret = all.filter(({ type }) => type === 'password');
  const plain = all.filter((c) => identifierTypes.has(c.type) && !isShownSecret(c));
  const texts = bestShown(plain);
  const seen = secret.filter(({ shown }) => shown === 'yes');
  if (seen.length > 0) return { passwords: seen, texts };
  if (secret.length > 0) {
    // Beside a name that is seen, a password field without room is a password manager's, or a script shows it.
    const asked = texts[0]?.shown === 'yes';
    const later = changes ? secret.filter(({ shown }) => shown === 'later') : [];
    return { passwords: asked ? later : bestShown(secret), texts };
  }
  return { passwords: bestShown(all.filter(isShownSecret)), texts };
}

/**
 * The page's sign-in form; undefined where it has none. One password field makes one, two make a registration.
 *
 * @param username finds the user in a list of users
 * @param changes true where the page's scripts may still show what is not seen
 */
export function findSignInForm(
  page: Page,
  username?: string,
  changes: boolean = page.scripts > 0,
): SignInForm | undefined {
  const withPassword = page.forms.flatMap((form) => {
    const { passwords, texts } = fieldsOf(form, changes);
    const [password] = passwords;
    if (password === undefined || passwords.length > 1) return [];
    const before = form.controls.slice(0, form.controls.indexOf(password));
    const user = best(texts) ?? chosen(form, username) ?? before.findLast((c) => texts.includes(c));
    const score =
      (password.autocomplete.includes('current-password') ? 4 : 0) +
      (user === undefined ? 0 : 2) +
      (password.type === 'password' ? 1 : 0) -
      (password.autocomplete.includes('new-password') ? 1 : 0) -
      (password.shown === 'never' ? 3 : 0) -
      (registration.test(form.words) ? 3 : 0);
    return [{ form, password, score, ...(user === undefined ? {} : { user }) }];
  });
  // The sort is stable: of equals the first one in the page wins.
  const [found] = withPassword.toSorted((a, b) => b.score - a.score);
  // A form that says what a newsletter's or a search's say is no sign-in for its `pin` or `secret` alone.
  const doubtful = found !== undefined && found.password.type !== 'password';
  const other =
    doubtful && (otherPurpose.test(found.form.words) || registration.test(found.form.words));
  return found === undefined || other ? findIdentifierForm(page, username, changes) : found;
}

function findIdentifierForm(
  page: Page,
  username: string | undefined,
  changes: boolean,
): SignInForm | undefined {
  for (const form of page.forms) {
    const { passwords, texts } = fieldsOf(form, changes);
    if (passwords.length > 0 || form.controls.some(({ type }) => type === 'search')) continue;
    if (otherPurpose.test(form.words) || registration.test(form.words)) continue;
    const user = best(texts) ?? lone(form, texts, page);
    if (user !== undefined && texts.length === 1) return { form, user };
    const listed = texts.length === 0 ? chosen(form, username) : undefined;
    if (listed !== undefined) return { form, user: listed };
  }
  return undefined;
}

/** The field that asks for the user: by `autocomplete`, then by type, then by name. */
function best(fields: readonly Control[]): Control | undefined {
  return (
    fields.find((c) => c.autocomplete.includes('username')) ??
    fields.find((c) => c.type === 'email' || c.autocomplete.includes('email')) ??
    fields.find((c) => identifierName.test(named(c))) ??
    fields.find((c) => identifierName.test(c.caption))
  );
}

/** The only field of a form that is sent by POST from a page that says it signs in, whatever the field is called. */
function lone(form: Form, [field, ...more]: readonly Control[], page: Page): Control | undefined {
  if (field === undefined || more.length > 0 || form.method !== 'post' || isCode(field)) {
    return undefined;
  }
  return saysSignIn(page, { form, user: field }) ? field : undefined;
}

const saysSignIn = (page: Page, found: SignInForm): boolean =>
  signInHeading.test(page.heading) ||
  signInWords.test(`${page.title} ${submitter(found)?.label ?? ''}`);

const same = (text: string, username: string): boolean =>
  text.trim().toLowerCase() === username.trim().toLowerCase();

/** Where a form lists users: what stands for one of them. */
function chosen(form: Form, username: string | undefined): Control | undefined {
  if (username === undefined || form.method !== 'post') return undefined;
  const usable = form.controls.filter((c) => !c.disabled && c.name !== '');
  return (
    usable.find((c) => c.options.some((option) => option.some((text) => same(text, username)))) ??
    usable.find(
      (c) => c.type === 'radio' && (same(c.value, username) || same(c.caption, username)),
    ) ??
    usable.find((c) => c.type === 'submit' && (same(c.value, username) || same(c.label, username)))
  );
}

/**
 * True for a page that asks who the visitor is, in a visit that does not answer: stricter than the search for a form to fill.
 *
 * @param changes true where the page's scripts may still show what is not seen
 */
export function asksToSignIn(page: Page, changes: boolean = page.scripts > 0): boolean {
  const found = findSignInForm(page, undefined, changes);
  if (found?.password?.type === 'password') return true;
  if (found?.password !== undefined && found.form.method === 'post') return true;
  const user = found?.user;
  if (found === undefined || user === undefined) return listsUsers(page);
  if (found.form.method !== 'post') return false;
  if (user.autocomplete.includes('username')) return true;
  if (accountName.test(named(user))) return true;
  // An address alone could be for a newsletter; what the page and its button say decides.
  return saysSignIn(page, found);
}

/** True for a page whose form offers accounts to choose from. */
function listsUsers(page: Page): boolean {
  return page.forms.some(
    (form) =>
      form.method === 'post' &&
      !registration.test(form.words) &&
      form.controls.some(
        (c) => (c.options.length > 1 || c.type === 'radio') && accountName.test(named(c)),
      ),
  );
}

/** True for a page that asks for a code besides the password. */
export function asksForCode(page: Page): boolean {
  return page.forms.some((form) => form.controls.some((c) => fillable(c) && isCode(c)));
}
