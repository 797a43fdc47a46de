import { parseUrl } from '../protocol/parse-url.js';
import type { Credentials } from '../protocol/visit.js';
import { encodeForm } from './form-body.js';
import type { Control, Form, Page } from './page.js';

/** What a form makes of the credentials: the next request. */
export interface Submission {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly contentType?: string;
  readonly body?: Uint8Array;
  /** True where the password goes along. */
  readonly password: boolean;
}

/** The part of a sign-in that a page asks for. */
export interface SignInForm {
  readonly form: Form;
  readonly user?: Control;
  /** Absent on the first page of an identifier-first sign-in. */
  readonly password?: Control;
}

const identifierName =
  /user|log-?in|e-?mail|ident|account|benutzer|kennung|anmelde|usuario|utilisateur|identifiant|utente|correo|courriel|gebruiker|konto|uid\b/i;
const accountName =
  /user|log-?in|ident|account|benutzer|kennung|anmelde|usuario|utilisateur|identifiant|utente|gebruiker|konto/i;
const signInWords =
  /\b(?:sign[ -]?in|log[ -]?in|sign[ -]?on|continue|next|anmelden|einloggen|weiter|connexion|connecter|suivant|iniciar|acceder|entrar|continuar|accedi|avanti|inloggen|aanmelden)\b|ログイン|サインイン|次へ|登录|登入|下一步|로그인|войти|вход|далее/i;
const otherPurpose =
  /search|suche|newsletter|subscri|contact|comment|feedback|coupon|locale|language/i;
const registration = /regist|sign-?up|create|join|reset|forgot|recover/i;
const identifierTypes = new Set(['text', 'email', 'tel', '']);

const fillable = (control: Control): boolean =>
  control.tag === 'input' && !control.disabled && !control.readonly && control.name !== '';

/** The page's sign-in form; undefined where it has none. One password field makes one, two make a registration. */
export function findSignInForm(page: Page): SignInForm | undefined {
  const withPassword = page.forms.flatMap((form) => {
    const passwords = form.controls.filter((c) => fillable(c) && c.type === 'password');
    const [password] = passwords;
    if (password === undefined || passwords.length > 1) return [];
    const before = form.controls.slice(0, form.controls.indexOf(password));
    const user =
      best(form.controls.filter((c) => fillable(c) && identifierTypes.has(c.type))) ??
      before.findLast((c) => fillable(c) && identifierTypes.has(c.type));
    const score =
      (password.autocomplete.includes('current-password') ? 4 : 0) +
      (user === undefined ? 0 : 2) -
      (password.autocomplete.includes('new-password') ? 1 : 0) -
      (registration.test(form.words) ? 3 : 0);
    return [{ form, password, score, ...(user === undefined ? {} : { user }) }];
  });
  // The sort is stable: of equals the first one in the page wins.
  return withPassword.toSorted((a, b) => b.score - a.score)[0] ?? findIdentifierForm(page);
}

function findIdentifierForm(page: Page): SignInForm | undefined {
  for (const form of page.forms) {
    if (form.controls.some((c) => c.type === 'password' || c.type === 'search')) continue;
    if (otherPurpose.test(form.words) || registration.test(form.words)) continue;
    const texts = form.controls.filter((c) => fillable(c) && identifierTypes.has(c.type));
    const user = best(texts);
    if (user !== undefined && texts.length === 1) return { form, user };
  }
  return undefined;
}

/** The field that asks for the user: by `autocomplete`, then by type, then by name. */
function best(fields: readonly Control[]): Control | undefined {
  return (
    fields.find((c) => c.autocomplete.includes('username')) ??
    fields.find((c) => c.type === 'email' || c.autocomplete.includes('email')) ??
    fields.find((c) => identifierName.test(`${c.name} ${c.id}`))
  );
}

/** True for a page that asks who the visitor is, in a visit that does not answer: stricter than the search for a form to fill. */
export function asksToSignIn(page: Page): boolean {
  const found = findSignInForm(page);
  if (found?.password !== undefined) return true;
  const user = found?.user;
  if (found === undefined || user === undefined || found.form.method !== 'post') return false;
  if (user.autocomplete.includes('username')) return true;
  if (accountName.test(`${user.name} ${user.id}`)) return true;
  // An address alone could be for a newsletter; what the page and its button say decides.
  const said = `${page.title} ${submitter(found)?.label ?? ''}`;
  return best([user]) !== undefined && signInWords.test(said);
}

/** True for a short page that asks for one more confirmation: new terms, "stay signed in?", a device to trust. */
export function asksToConfirm(page: Page): boolean {
  const posts = page.forms.filter(({ method }) => method === 'post');
  const [form] = posts;
  return (
    form !== undefined &&
    posts.length === 1 &&
    page.text.length < 600 &&
    !/log-?_?out|sign-?_?out|abmeld|d[ée]connexion/i.test(form.words) &&
    form.controls.some((c) => c.label !== '' && !/log ?out|sign ?out|abmelden/i.test(c.label))
  );
}

/** True for a page that asks for a code besides the password. */
export function asksForCode(page: Page): boolean {
  return page.forms.some((form) =>
    form.controls.some(
      (c) =>
        fillable(c) &&
        (c.autocomplete.includes('one-time-code') ||
          /\b(?:otp|totp|mfa|2fa)/i.test(`${c.name} ${c.id}`)),
    ),
  );
}

/** Buttons that lead away from a sign-in although they submit its form. */
const turnsBack =
  /\b(?:cancel|abort|back|forgot|reset|abbrechen|zurück|annuler|retour|cancelar|volver|annulla)/i;

/** The button that a person would press: the first one after the last filled field, else the form's first. */
function submitter({ form, user, password }: SignInForm): Control | undefined {
  const field = password ?? user;
  const from = field === undefined ? 0 : form.controls.indexOf(field);
  const isSubmit = (c: Control): boolean =>
    !c.disabled &&
    ((c.tag === 'button' && !['button', 'reset'].includes(c.type)) ||
      (c.tag === 'input' && (c.type === 'submit' || c.type === 'image')));
  const leadsOn = (c: Control): boolean =>
    isSubmit(c) && !turnsBack.test(`${c.label} ${c.name} ${c.id}`);
  const later = form.controls.slice(from);
  return (
    later.find(leadsOn) ??
    form.controls.find(leadsOn) ??
    later.find(isSubmit) ??
    form.controls.find(isSubmit)
  );
}

/** Where a form goes and how, its button's own attributes first; undefined where its action cannot be resolved. */
export function targetOf(
  found: SignInForm,
  page: Page,
  pageUrl: string,
): { readonly method: 'GET' | 'POST'; readonly url: string } | undefined {
  const button = submitter(found);
  const action = (button?.action ?? found.form.action).trim();
  const method = (button?.method ?? found.form.method) === 'post' ? 'POST' : 'GET';
  // Without an action a form goes to its own page, whatever `base` says.
  const [given, base] = action === '' ? [pageUrl, pageUrl] : [action, page.base];
  const url = parseUrl(given, base);
  return url === undefined ? undefined : { method, url: url.href };
}

/**
 * Fills in the credentials and leaves everything else as the page has it (HTML standard, "constructing the entry list").
 *
 * @param added goes along with the password, behind the page's own fields
 */
export function submissionOf(
  found: SignInForm,
  target: { readonly method: 'GET' | 'POST'; readonly url: string },
  user: Credentials,
  added: readonly (readonly [name: string, value: string])[],
): Submission {
  const button = submitter(found);
  const entries = found.form.controls.flatMap((c): (readonly [string, string])[] => {
    if (c.disabled) return [];
    if (c === found.password) return [[c.name, user.password.reveal()]];
    if (c === found.user) return [[c.name, user.username]];
    if (c === button && c.type === 'image') {
      const prefix = c.name === '' ? '' : `${c.name}.`;
      return [
        [`${prefix}x`, '0'],
        [`${prefix}y`, '0'],
      ];
    }
    if (c.name === '') return [];
    if (c.tag === 'button' || ['submit', 'image', 'button', 'reset'].includes(c.type)) {
      return c === button ? [[c.name, c.value]] : [];
    }
    if ((c.type === 'checkbox' || c.type === 'radio') && !c.checked) return [];
    if (c.type === 'file') return [];
    if (c.name === '_charset_' && c.type === 'hidden') return [[c.name, 'UTF-8']];
    return [[c.name, c.value]];
  });
  const password = found.password !== undefined;
  if (password) entries.push(...added);
  if (target.method === 'GET') {
    const url = new URL(target.url);
    url.search = encodeForm(entries, '').body.toString();
    return { method: 'GET', url: url.href, password };
  }
  const encoded = encodeForm(entries, button?.enctype ?? found.form.enctype);
  return { ...target, contentType: encoded.type, body: encoded.body, password };
}
