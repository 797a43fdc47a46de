import type { ShownForm, Wanted, Words } from './shown-form.js';

/** What a page's fields are, as far as they could be part of a sign-in. */
interface PageFields {
  /** Those that take room; `seen` are those among them that a person sees. */
  readonly usable: readonly HTMLInputElement[];
  readonly seen: readonly HTMLInputElement[];
  /** Secrets that are shown as they are typed. */
  readonly openSecrets: readonly HTMLInputElement[];
  /** Text fields that may ask for the user. */
  readonly names: readonly HTMLInputElement[];
}

type Place = HTMLInputElement | HTMLButtonElement | HTMLSelectElement;

/*
 * What follows runs in the page, put together from its source: each function may call the others, and nothing else
 * of this module. None has functions with names of their own inside: compilers wrap those in a call to something
 * that the page does not have.
 */

/** False for decoys: they take room, but nobody sees them. */
function isSeen(input: HTMLInputElement): boolean {
  const box = input.getBoundingClientRect();
  if (box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return false;
  if (box.width < 3 || box.height < 3 || !input.checkVisibility({ opacityProperty: true })) {
    return false;
  }
  if (input.closest('[aria-hidden="true"]') !== null) return false;
  for (let node = input.parentElement; node !== null; node = node.parentElement) {
    const { overflow, clip, clipPath } = getComputedStyle(node);
    const { width, height } = node.getBoundingClientRect();
    if (overflow !== 'visible' && (width < 3 || height < 3)) return false;
    if (/^rect\((?:0|1)px/.test(clip) || /^inset\((?:50|100)%/.test(clipPath)) return false;
  }
  return true;
}

/** What a person reads beside a field. */
function captionOf(input: HTMLInputElement): string {
  return `${input.labels?.[0]?.textContent ?? ''} ${input.placeholder} ${input.ariaLabel ?? ''}`;
}

/** The fields that could be filled in, by what they ask for. */
function pageFields(inputs: readonly HTMLInputElement[], words: Words): PageFields {
  const identifiers = new RegExp(words.identifierName, 'i');
  const secrets = new RegExp(words.secretName, 'i');
  const usable = inputs.filter(
    (input) =>
      !input.disabled &&
      !input.readOnly &&
      input.getClientRects().length > 0 &&
      input.checkVisibility({ visibilityProperty: true }),
  );
  const plain = usable.filter(
    (input) =>
      ['text', 'email', 'tel', 'number'].includes(input.type) &&
      !input.autocomplete.includes('one-time-code') &&
      !/\b(?:otp|totp|mfa|2fa)/i.test(`${input.name} ${input.id}`),
  );
  const openSecrets = plain.filter(
    (input) =>
      input.type !== 'email' &&
      (input.autocomplete.includes('current-password') ||
        secrets.test(`${input.name} ${input.id}`) ||
        (secrets.test(captionOf(input)) && !identifiers.test(captionOf(input)))),
  );
  return {
    usable,
    seen: usable.filter((input) => isSeen(input)),
    openSecrets,
    names: plain.filter((input) => input.type !== 'number' && !openSecrets.includes(input)),
  };
}

/** The field that the password goes into. */
function passwordIn({
  usable,
  seen,
  openSecrets,
  names,
}: PageFields): HTMLInputElement | undefined {
  const typed = usable.filter((input) => input.type === 'password');
  const typedSeen = typed.filter((input) => seen.includes(input));
  const nameSeen = names.some((input) => seen.includes(input) && input.form !== null);
  const passwords = typedSeen.length > 0 ? typedSeen : typed.length > 0 && !nameSeen ? typed : [];
  // Two in one form make a registration, or a change of password.
  return (
    passwords.find((input) => input.autocomplete.includes('current-password')) ??
    passwords.find(
      (input) => input.form === null || passwords.filter((p) => p.form === input.form).length === 1,
    ) ??
    passwords[0] ??
    openSecrets.find((input) => seen.includes(input) && input.form !== null)
  );
}

/** The text field that the user's name goes into: by `autocomplete`, then by type, then by name. */
function userTextIn(
  { names, seen }: PageFields,
  password: HTMLInputElement | undefined,
  inputs: readonly HTMLInputElement[],
  words: Words,
): HTMLInputElement | undefined {
  const identifiers = new RegExp(words.identifierName, 'i');
  const ofForm = names.filter((input) =>
    password === undefined ? input.form !== null : input.form === password.form,
  );
  const texts = ofForm.some((input) => seen.includes(input))
    ? ofForm.filter((input) => seen.includes(input))
    : ofForm;
  const named =
    texts.find((input) => input.autocomplete.split(/\s+/).includes('username')) ??
    texts.find((input) => input.type === 'email' || input.autocomplete.includes('email')) ??
    texts.find((input) => identifiers.test(`${input.name} ${input.id}`)) ??
    texts.find((input) => identifiers.test(captionOf(input)));
  if (named !== undefined) return named;
  if (password !== undefined) {
    return texts.findLast((input) => inputs.indexOf(input) < inputs.indexOf(password));
  }
  const [alone] = texts;
  const said = `${document.title} ${[...document.querySelectorAll('h1, h2, button, input[type=submit]')].map((one) => one.textContent || one.getAttribute('value')).join(' ')}`;
  return alone !== undefined &&
    texts.length === 1 &&
    alone.form?.method === 'post' &&
    new RegExp(words.signInWords, 'i').test(said)
    ? alone
    : undefined;
}

/** The value of the option that stands for a user. */
function optionFor(select: HTMLSelectElement, username: string): HTMLOptionElement | undefined {
  return [...select.options].find((one) =>
    [one.value, one.text].some((each) => each.trim().toLowerCase() === username),
  );
}

/** Where the page lists its users: what stands for one of them. */
function listedUser(
  places: readonly Place[],
  password: HTMLInputElement | undefined,
  username: string,
): Place | undefined {
  if (username === '') return undefined;
  return places.find(
    (place) =>
      !place.disabled &&
      place.name !== '' &&
      place.form?.method === 'post' &&
      (password === undefined || place.form === password.form) &&
      (place.localName === 'select'
        ? optionFor(place as HTMLSelectElement, username) !== undefined
        : ['radio', 'submit'].includes(place.type) &&
          [
            place.value,
            place.textContent,
            (place as HTMLInputElement).labels?.[0]?.textContent,
          ].some((each) => each?.trim().toLowerCase() === username)),
  );
}

/** The button that a person would press: the first one after the last field that does not lead away. */
function buttonFor(places: readonly Place[], field: Place, words: Words): Place | undefined {
  const back = new RegExp(words.turnsBack, 'i');
  const buttons = places.filter(
    (control) =>
      control.form === field.form &&
      !control.disabled &&
      control.getClientRects().length > 0 &&
      (control.localName === 'button'
        ? control.type === 'submit'
        : control.type === 'submit' || control.type === 'image'),
  );
  // A button that leads away from the sign-in although it submits its form.
  const leading = buttons.filter(
    (control) =>
      !back.test(
        `${control.localName === 'button' ? (control.textContent ?? '') : control.value} ${control.name} ${control.id}`,
      ),
  );
  const pressed = leading.length > 0 ? leading : buttons;
  const after = pressed.find((control) => places.indexOf(control) > places.indexOf(field));
  const wording = places.find(
    (control) =>
      control.localName === 'button' &&
      control.getClientRects().length > 0 &&
      /sign ?in|log ?in|continue|next|submit|anmelden|weiter|connexion|entrar/i.test(
        control.textContent ?? '',
      ),
  );
  return after ?? pressed[0] ?? wording;
}

/** Where a form goes, as far as its attributes say. */
function goalOf(form: HTMLFormElement | null, button: Place | undefined): string {
  const action = form?.getAttribute('action') ?? '';
  const given = (button?.getAttribute('formaction') ?? action).trim();
  if (given === '') return location.href;
  return URL.canParse(given, document.baseURI) ? new URL(given, document.baseURI).href : '';
}

/** What a form is for, by its names. */
function purposeOf(form: HTMLFormElement | null): string {
  return `${form?.getAttribute('id') ?? ''} ${form?.getAttribute('name') ?? ''} ${form?.className ?? ''} ${form?.getAttribute('action') ?? ''}`;
}

/** What the password fields hold before anything is typed; dots and asterisks stand for a password, and are none. */
function heldIn(
  inputs: readonly HTMLInputElement[],
  { usable, seen }: PageFields,
): Pick<ShownForm, 'given' | 'passwordField'> {
  const held = inputs.filter(
    (input) => input.type === 'password' && !/^[\s*•●·∙○.]*$/.test(input.value),
  );
  const given = held.map((input) => input.value);
  if (!usable.some((input) => input.type === 'password' && seen.includes(input))) return { given };
  return {
    given,
    passwordField: held.some((input) => seen.includes(input)) ? 'prefilled' : 'empty',
  };
}

/** Finds the sign-in form. */
function shownForm({ kind, username, words }: Wanted): ShownForm | undefined {
  const places = [...document.querySelectorAll<Place>('button, input, select')];
  const inputs = [...document.querySelectorAll('input')];
  const fields = pageFields(inputs, words);
  const password = passwordIn(fields);
  if (password === undefined && kind === 'password') return undefined;
  const text = userTextIn(fields, password, inputs, words);
  const listed = text === undefined ? listedUser(places, password, username) : undefined;
  const user = text ?? listed;
  const field = password ?? user;
  if (field === undefined) return undefined;
  const { form } = field;
  const other = new RegExp(`${words.otherPurpose}|${words.registration}`, 'i');
  if (password?.type !== 'password' && other.test(purposeOf(form))) return undefined;
  const isButton = listed?.type === 'submit';
  const button = isButton ? listed : buttonFor(places, field, words);
  const goal = goalOf(form, button);
  const method = button?.getAttribute('formmethod') ?? form?.getAttribute('method') ?? 'get';
  const isOption = listed?.localName === 'select';
  const option = isOption ? optionFor(listed as HTMLSelectElement, username)?.value : undefined;
  const chosen = isButton ? 'button' : isOption ? 'option' : 'radio';
  return {
    ...(password === undefined ? {} : { password: places.indexOf(password) }),
    ...(user === undefined
      ? {}
      : { user: places.indexOf(user), userIs: user === text ? 'typed' : chosen }),
    ...(option === undefined ? {} : { option }),
    ...(button === undefined ? {} : { button: places.indexOf(button) }),
    goal: /^https?:/i.test(goal) ? goal : '',
    posts: /^post$/i.test(method),
    scripted: document.scripts.length > 0,
    hidden: inputs
      .filter((input) => input.type === 'hidden' && input.form === form)
      .map((input) => input.value),
    ...heldIn(inputs, fields),
  };
}

/** The source of all that runs in the page. */
const source = [
  isSeen,
  captionOf,
  pageFields,
  passwordIn,
  userTextIn,
  optionFor,
  listedUser,
  buttonFor,
  goalOf,
  purposeOf,
  heldIn,
  shownForm,
].join('\n');

/**
 * Finds the sign-in form, in the page: it is handed to a page, which gets the source of its parts along with it.
 *
 * @returns undefined where there is none
 */
export const readShownForm: (asked: Wanted) => ShownForm | undefined = Object.assign(
  (asked: Wanted) => shownForm(asked),
  { toString: () => `(asked) => {\n${source}\nreturn shownForm(asked);\n}` },
);
