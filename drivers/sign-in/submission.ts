import { parseUrl } from '../../protocol/url/parse-url.js';
import type { Credentials } from '../../protocol/visit.js';
import { encodeForm } from './form-body.js';
import type { Control, Form, Page } from './page.js';
import { turnsBack } from './words.js';

/** The part of a sign-in that a page asks for. */
export interface SignInForm {
  readonly form: Form;
  /** A text field; or the select, the radio button or the button that stands for the user where the page lists them. */
  readonly user?: Control;
  /** Absent on the first page of an identifier-first sign-in, and where no secret is asked for. */
  readonly password?: Control;
}

/** What a form makes of the credentials: the next request. */
export interface Submission {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly contentType?: string;
  readonly body?: Uint8Array;
}

/** Where a form goes and how. */
export type FormTarget = Pick<Submission, 'method' | 'url'>;

/** A form with what is done about it: fields to fill in, or a button to press. */
export type FilledForm = SignInForm & { readonly button?: Control };

/** True for a button that sends its form. */
export function isSubmit(control: Control): boolean {
  return (
    !control.disabled &&
    ((control.tag === 'button' && !['button', 'reset'].includes(control.type)) ||
      (control.tag === 'input' && (control.type === 'submit' || control.type === 'image')))
  );
}

/** The button that a person would press: the first one after the last filled field, else the form's first. */
export function submitter({ form, user, password, button }: FilledForm): Control | undefined {
  if (button !== undefined) return button;
  if (user !== undefined && isSubmit(user)) return user;
  const field = password ?? user;
  const from = field === undefined ? 0 : form.controls.indexOf(field);
  const leadsOn = (c: Control): boolean =>
    isSubmit(c) && c.shown !== 'never' && !turnsBack.test(`${c.label} ${c.name} ${c.id}`);
  const later = form.controls.slice(from);
  return (
    later.find(leadsOn) ??
    form.controls.find(leadsOn) ??
    later.find(isSubmit) ??
    form.controls.find(isSubmit)
  );
}

/** Where a form goes and how, its button's own attributes first; undefined where its action cannot be resolved. */
export function targetOf(found: FilledForm, page: Page, pageUrl: string): FormTarget | undefined {
  const button = submitter(found);
  const action = (button?.action ?? found.form.action).trim();
  const method = (button?.method ?? found.form.method) === 'post' ? 'POST' : 'GET';
  // Without an action a form goes to its own page, whatever `base` says.
  const [given, base] = action === '' ? [pageUrl, pageUrl] : [action, page.base];
  const url = parseUrl(given, base);
  return url === undefined ? undefined : { method, url: url.href };
}

type Entry = readonly [name: string, value: string];

/** What one control adds to the form as it is sent (HTML standard, "constructing the entry list"). */
function entriesOf(c: Control, found: FilledForm, user: Credentials | undefined): readonly Entry[] {
  const button = submitter(found);
  if (c.disabled) return [];
  if (user !== undefined && c === found.password) return [[c.name, user.password.reveal()]];
  if (user !== undefined && c === found.user && c.tag === 'input' && !isSubmit(c)) {
    return [[c.name, c.type === 'radio' ? c.value : user.username]];
  }
  if (user !== undefined && c === found.user && c.tag === 'select') {
    const wanted = user.username.trim().toLowerCase();
    const option = c.options.find((texts) =>
      texts.some((text) => text.trim().toLowerCase() === wanted),
    );
    return [[c.name, option?.[0] ?? c.value]];
  }
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
  if (c.type === 'radio' && found.user?.type === 'radio' && c.name === found.user.name) return [];
  if ((c.type === 'checkbox' || c.type === 'radio') && !c.checked) return [];
  if (c.type === 'file') return [];
  if (c.name === '_charset_' && c.type === 'hidden') return [[c.name, 'UTF-8']];
  return [[c.name, c.value]];
}

/**
 * Fills in the credentials and leaves everything else as the page has it.
 *
 * @param user absent where nothing is filled in
 * @param added goes along behind the page's own fields
 */
export function submissionOf(
  found: FilledForm,
  target: FormTarget,
  user: Credentials | undefined,
  added: readonly Entry[],
): Submission {
  const entries = [...found.form.controls.flatMap((c) => entriesOf(c, found, user)), ...added];
  if (target.method === 'GET') {
    const url = new URL(target.url);
    url.search = encodeForm(entries, '').body.toString();
    return { method: 'GET', url: url.href };
  }
  const enctype = submitter(found)?.enctype ?? found.form.enctype;
  const encoded = encodeForm(entries, enctype);
  return { ...target, contentType: encoded.type, body: encoded.body };
}

/** Hidden values of a form that are not addresses: anti-forgery tokens and the like. */
export function hiddenValues({ form }: SignInForm): readonly string[] {
  return form.controls
    .filter((control) => control.type === 'hidden' && !/^(?:\/|https?:)/i.test(control.value))
    .map((control) => control.value);
}
