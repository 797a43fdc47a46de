/** A sign-in form as the page shows it. Places count `css:light=input` and `css:light=button, input` in the page. */
export interface ShownForm {
  readonly password?: number;
  readonly user?: number;
  readonly button?: number;
  /** Absolute URL that the form is sent to; empty where that is a script. */
  readonly goal: string;
  readonly posts: boolean;
  /** True where a script could be what sends it. */
  readonly scripted: boolean;
  readonly hidden: readonly string[];
}

/** What to look for: `password` wants a password field, `any` is content with a lone identifier. */
export type Wanted = 'password' | 'any';

/**
 * Finds the sign-in form, in the page. It has no functions with names of their own: compilers wrap those in
 * a call to something that the page does not have.
 *
 * @returns undefined where there is none
 */
export function readShownForm(wanted: Wanted): ShownForm | undefined {
  const inputs = [...document.querySelectorAll('input')];
  const usable = inputs.filter(
    (input) =>
      !input.disabled &&
      !input.readOnly &&
      input.getClientRects().length > 0 &&
      input.checkVisibility({ visibilityProperty: true }),
  );
  const passwords = usable.filter((input) => input.type === 'password');
  // Two in one form make a registration, or a change of password.
  const password =
    passwords.find((input) => input.autocomplete.includes('current-password')) ??
    passwords.find(
      (input) => input.form === null || passwords.filter((p) => p.form === input.form).length === 1,
    ) ??
    passwords[0];
  if (password === undefined && wanted === 'password') return undefined;
  const texts = usable.filter(
    (input) =>
      ['text', 'email', 'tel'].includes(input.type) &&
      (password === undefined ? input.form !== null : input.form === password.form),
  );
  const user =
    texts.find((input) => input.autocomplete.split(/\s+/).includes('username')) ??
    texts.find((input) => input.type === 'email' || input.autocomplete.includes('email')) ??
    texts.find((input) =>
      /user|log-?in|e-?mail|ident|account|benutzer|kennung|anmelde|usuario|utilisateur|identifiant|utente|correo|courriel|gebruiker|konto|uid\b/i.test(
        `${input.name} ${input.id}`,
      ),
    ) ??
    (password === undefined
      ? undefined
      : texts.findLast((input) => inputs.indexOf(input) < inputs.indexOf(password)));
  const field = password ?? user;
  if (field === undefined) return undefined;
  const form = field.form;
  const action = form?.getAttribute('action') ?? '';
  const words = `${form?.getAttribute('id') ?? ''} ${form?.getAttribute('name') ?? ''} ${form?.className ?? ''} ${action}`;
  if (
    password === undefined &&
    /search|suche|newsletter|subscri|contact|comment|feedback|coupon|regist|sign-?up|create|join|reset|forgot|recover/i.test(
      words,
    )
  ) {
    return undefined;
  }
  const controls = [
    ...document.querySelectorAll<HTMLButtonElement | HTMLInputElement>('button, input'),
  ];
  const buttons = controls.filter(
    (control) =>
      control.form === form &&
      !control.disabled &&
      control.getClientRects().length > 0 &&
      (control.localName === 'button'
        ? control.type === 'submit'
        : control.type === 'submit' || control.type === 'image'),
  );
  // A button that leads away from the sign-in although it submits its form.
  const onwards = buttons.filter(
    (control) =>
      !/\b(?:cancel|abort|back|forgot|reset|abbrechen|zurück|annuler|retour|cancelar|volver|annulla)/i.test(
        `${control.localName === 'button' ? (control.textContent ?? '') : control.value} ${control.name} ${control.id}`,
      ),
  );
  const wording = controls.filter(
    (control) =>
      control.localName === 'button' &&
      control.getClientRects().length > 0 &&
      /sign ?in|log ?in|continue|next|submit|anmelden|weiter|connexion|entrar/i.test(
        control.textContent ?? '',
      ),
  );
  const pressed = onwards.length > 0 ? onwards : buttons;
  const after = pressed.find((control) => controls.indexOf(control) > controls.indexOf(field));
  const button = after ?? pressed[0] ?? wording[0];
  const given = (button?.getAttribute('formaction') ?? action).trim();
  const goal =
    given === ''
      ? location.href
      : URL.canParse(given, document.baseURI)
        ? new URL(given, document.baseURI).href
        : '';
  const method = button?.getAttribute('formmethod') ?? form?.getAttribute('method') ?? 'get';
  const places = {
    ...(password === undefined ? {} : { password: inputs.indexOf(password) }),
    ...(user === undefined ? {} : { user: inputs.indexOf(user) }),
    ...(button === undefined ? {} : { button: controls.indexOf(button) }),
  };
  return {
    ...places,
    goal: /^https?:/i.test(goal) ? goal : '',
    posts: /^post$/i.test(method),
    scripted: document.scripts.length > 0,
    hidden: inputs
      .filter((input) => input.type === 'hidden' && input.form === form)
      .map((input) => input.value),
  };
}
