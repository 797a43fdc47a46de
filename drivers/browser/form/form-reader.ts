import * as patterns from '../../sign-in/words.js';

/** What a page's fields and buttons are counted by: the places of a `ShownForm`, and `Control.place`. */
export const controls = 'css:light=button, input, select';

/** A sign-in form as the page shows it. Places count `controls` in the page. */
export interface ShownForm {
  readonly password?: number;
  readonly user?: number;
  /** How the user is given: typed, or chosen where the page lists them; then the option's value, empty for none. */
  readonly userIs?: 'typed' | 'option' | 'radio' | 'button';
  readonly option?: string;
  readonly button?: number;
  /** Absolute URL that the form is sent to; empty where that is a script. */
  readonly goal: string;
  readonly posts: boolean;
  /** True where a script could be what sends it. */
  readonly scripted: boolean;
  readonly hidden: readonly string[];
  /** The values that password fields hold as they are shown; seen or not. */
  readonly given: readonly string[];
  /** What the password fields that are seen hold; absent where none is seen. */
  readonly passwordField?: 'empty' | 'prefilled';
}

/** What a pattern of `words.ts` is called, and its source. */
type Words = Readonly<
  Record<
    'identifierName' | 'otherPurpose' | 'registration' | 'secretName' | 'signInWords' | 'turnsBack',
    string
  >
>;

/** The patterns that the page is read by, as their sources: they go along, since a page knows none of ours. */
const words: Words = {
  identifierName: patterns.identifierName.source,
  otherPurpose: patterns.otherPurpose.source,
  registration: patterns.registration.source,
  secretName: patterns.secretName.source,
  signInWords: patterns.signInWords.source,
  turnsBack: patterns.turnsBack.source,
};

/** What to look for: `password` wants a secret's field, `any` is content with a user's name alone. */
export interface Wanted {
  readonly kind: 'password' | 'any';
  readonly username: string;
  readonly words: Words;
}

/** What a page is asked for. */
export function wanted(kind: Wanted['kind'], username: string): Wanted {
  return { kind, username: username.trim().toLowerCase(), words };
}

/**
 * Finds the sign-in form, in the page. It has no functions with names of their own: compilers wrap those in
 * a call to something that the page does not have.
 *
 * @returns undefined where there is none
 */
export function readShownForm({ kind, username, words }: Wanted): ShownForm | undefined {
  const identifiers = new RegExp(words.identifierName, 'i');
  const secrets = new RegExp(words.secretName, 'i');
  const codes = /\b(?:otp|totp|mfa|2fa)/i;
  const places = [
    ...document.querySelectorAll<HTMLInputElement | HTMLButtonElement | HTMLSelectElement>(
      'button, input, select',
    ),
  ];
  const inputs = [...document.querySelectorAll('input')];
  const usable = inputs.filter(
    (input) =>
      !input.disabled &&
      !input.readOnly &&
      input.getClientRects().length > 0 &&
      input.checkVisibility({ visibilityProperty: true }),
  );
  // Decoys take room, but nobody sees them.
  const seen = usable.filter((input) => {
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
  });
  const plain = usable.filter(
    (input) =>
      ['text', 'email', 'tel', 'number'].includes(input.type) &&
      !input.autocomplete.includes('one-time-code') &&
      !codes.test(`${input.name} ${input.id}`),
  );
  const shownSecrets = plain.filter((input) => {
    const caption = `${input.labels?.[0]?.textContent ?? ''} ${input.placeholder} ${input.ariaLabel ?? ''}`;
    return (
      input.type !== 'email' &&
      (input.autocomplete.includes('current-password') ||
        secrets.test(`${input.name} ${input.id}`) ||
        (secrets.test(caption) && !identifiers.test(caption)))
    );
  });
  const names = plain.filter((input) => input.type !== 'number' && !shownSecrets.includes(input));
  const typed = usable.filter((input) => input.type === 'password');
  const typedSeen = typed.filter((input) => seen.includes(input));
  const nameSeen = names.some((input) => seen.includes(input) && input.form !== null);
  const passwords = typedSeen.length > 0 ? typedSeen : typed.length > 0 && !nameSeen ? typed : [];
  // Two in one form make a registration, or a change of password.
  const password =
    passwords.find((input) => input.autocomplete.includes('current-password')) ??
    passwords.find(
      (input) => input.form === null || passwords.filter((p) => p.form === input.form).length === 1,
    ) ??
    passwords[0] ??
    shownSecrets.find((input) => seen.includes(input) && input.form !== null);
  if (password === undefined && kind === 'password') return undefined;
  const ofForm = names.filter((input) =>
    password === undefined ? input.form !== null : input.form === password.form,
  );
  const texts = ofForm.some((input) => seen.includes(input))
    ? ofForm.filter((input) => seen.includes(input))
    : ofForm;
  const [alone] = texts;
  const said = `${document.title} ${[...document.querySelectorAll('h1, h2, button, input[type=submit]')].map((one) => one.textContent || one.getAttribute('value')).join(' ')}`;
  const text =
    texts.find((input) => input.autocomplete.split(/\s+/).includes('username')) ??
    texts.find((input) => input.type === 'email' || input.autocomplete.includes('email')) ??
    texts.find((input) => identifiers.test(`${input.name} ${input.id}`)) ??
    texts.find((input) =>
      identifiers.test(
        `${input.labels?.[0]?.textContent ?? ''} ${input.placeholder} ${input.ariaLabel ?? ''}`,
      ),
    ) ??
    (password === undefined
      ? alone !== undefined &&
        texts.length === 1 &&
        alone.form?.method === 'post' &&
        new RegExp(words.signInWords, 'i').test(said)
        ? alone
        : undefined
      : texts.findLast((input) => inputs.indexOf(input) < inputs.indexOf(password)));
  // Where the page lists its users, one of them is chosen.
  const listed =
    text !== undefined || username === ''
      ? undefined
      : places.find(
          (place) =>
            !place.disabled &&
            place.name !== '' &&
            place.form?.method === 'post' &&
            (password === undefined || place.form === password.form) &&
            (place.localName === 'select'
              ? [...(place as HTMLSelectElement).options].some((one) =>
                  [one.value, one.text].some((each) => each.trim().toLowerCase() === username),
                )
              : ['radio', 'submit'].includes(place.type) &&
                [
                  place.value,
                  place.textContent,
                  (place as HTMLInputElement).labels?.[0]?.textContent,
                ].some((each) => each?.trim().toLowerCase() === username)),
        );
  const user = text ?? listed;
  const field = password ?? user;
  if (field === undefined) return undefined;
  const form = field.form;
  const action = form?.getAttribute('action') ?? '';
  const about = `${form?.getAttribute('id') ?? ''} ${form?.getAttribute('name') ?? ''} ${form?.className ?? ''} ${action}`;
  const other = new RegExp(`${words.otherPurpose}|${words.registration}`, 'i');
  if (password?.type !== 'password' && other.test(about)) return undefined;
  const back = new RegExp(words.turnsBack, 'i');
  const buttons = places.filter(
    (control) =>
      control.form === form &&
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
  const wording = places.filter(
    (control) =>
      control.localName === 'button' &&
      control.getClientRects().length > 0 &&
      /sign ?in|log ?in|continue|next|submit|anmelden|weiter|connexion|entrar/i.test(
        control.textContent ?? '',
      ),
  );
  const pressed = leading.length > 0 ? leading : buttons;
  const after = pressed.find((control) => places.indexOf(control) > places.indexOf(field));
  const isButton = listed !== undefined && listed.type === 'submit';
  const button = isButton ? listed : (after ?? pressed[0] ?? wording[0]);
  const given = (button?.getAttribute('formaction') ?? action).trim();
  const goal =
    given === ''
      ? location.href
      : URL.canParse(given, document.baseURI)
        ? new URL(given, document.baseURI).href
        : '';
  const method = button?.getAttribute('formmethod') ?? form?.getAttribute('method') ?? 'get';
  const option =
    listed?.localName === 'select'
      ? [...(listed as HTMLSelectElement).options].find((one) =>
          [one.value, one.text].some((each) => each.trim().toLowerCase() === username),
        )?.value
      : undefined;
  const held = inputs.filter(
    (input) => input.type === 'password' && !/^[\s*•●·∙○.]*$/.test(input.value),
  );
  return {
    ...(password === undefined ? {} : { password: places.indexOf(password) }),
    ...(user === undefined ? {} : { user: places.indexOf(user) }),
    ...(user === undefined
      ? {}
      : {
          userIs:
            user === text
              ? 'typed'
              : isButton
                ? 'button'
                : user.localName === 'select'
                  ? 'option'
                  : 'radio',
        }),
    ...(option === undefined ? {} : { option }),
    ...(button === undefined ? {} : { button: places.indexOf(button) }),
    goal: /^https?:/i.test(goal) ? goal : '',
    posts: /^post$/i.test(method),
    scripted: document.scripts.length > 0,
    hidden: inputs
      .filter((input) => input.type === 'hidden' && input.form === form)
      .map((input) => input.value),
    given: held.map((input) => input.value),
    ...(typedSeen.length === 0
      ? {}
      : { passwordField: held.some((input) => seen.includes(input)) ? 'prefilled' : 'empty' }),
  };
}
