import type { Control, Form, Page } from './page.js';
import { isSubmit } from './submission.js';
import type { FilledForm } from './submission.js';
import { agrees, consentContext, grave, price, refuses, turnsBack } from './words.js';

/** Types of inputs that need nobody to fill them in. */
const needless = new Set(['hidden', 'submit', 'image', 'button', 'reset']);
/** More links than these make a page of a product. */
const mostLinks = 12;
/** What makes something new, or sends something out. */
const makes =
  /\b(?:new|create|add|upload|invite|import|export|send|post|publish|save|start|run|deploy|install|search|edit|change|generate|neu|anlegen|hinzufügen|senden|speichern|nouveau|créer|ajouter|envoyer|nuevo|crear|añadir|enviar|guardar|nuovo|crea|invia)\b/iu;

/** What a person reads on a button. */
const textOf = ({ label, caption }: Control): string => (label === '' ? caption : label);
const words = (control: Control): string =>
  `${textOf(control)} ${control.name} ${control.id} ${control.value}`;

/** True for a control that waits for somebody: an empty field, a box that is not ticked, a choice to make. */
function waits(control: Control): boolean {
  if (control.disabled || control.shown !== 'yes' || control.tag === 'button') return false;
  if (control.tag !== 'input') return true;
  if (needless.has(control.type) || control.readonly) return false;
  return control.type === 'checkbox' ? !control.checked : control.type !== 'radio';
}

/** The buttons of a form that lead on: not those that say no, go back, sign out or delete. */
function leadingButtons(form: Form): readonly Control[] {
  return form.controls.filter(
    (control) =>
      isSubmit(control) &&
      control.shown === 'yes' &&
      !refuses.test(textOf(control)) &&
      !refuses.test(`${control.value} ${form.words}`) &&
      !refuses.test(`${control.name} ${control.id} ${control.action ?? ''}`.trim()) &&
      !turnsBack.test(words(control)),
  );
}

/** The radio buttons of one name, none of them chosen. */
function undecided({ controls }: Form): boolean {
  const radios = controls.filter(({ type, disabled }) => type === 'radio' && !disabled);
  const names = new Set(radios.map(({ name }) => name));
  return [...names].some((name) => !radios.some((one) => one.name === name && one.checked));
}

/**
 * The one button by which a consent is refused, on a page that has one by which it is given; undefined where it is not
 * clear which.
 */
export function refusalOn(page: Page): FilledForm | undefined {
  const given = confirmationOn(page);
  if (given === undefined) return undefined;
  const { form } = given;
  const [found, ...more] = form.controls.filter(
    (control) =>
      isSubmit(control) &&
      control.shown === 'yes' &&
      control !== given.button &&
      (refuses.test(textOf(control)) || refuses.test(control.value)),
  );
  return found === undefined || more.length > 0 ? undefined : { form, button: found };
}

const postForms = (page: Page): readonly Form[] =>
  page.forms.filter(
    ({ method, controls }) => method === 'post' || controls.some((c) => c.method === 'post'),
  );

/**
 * The one button by which a page after the password can be left: a consent, "stay signed in?", a device to trust.
 * There is none where something has to be filled in, ticked or chosen, where money or a deletion is at stake, or where
 * the page could be one of the product itself.
 */
export function confirmationOn(page: Page): FilledForm | undefined {
  const forms = postForms(page);
  const open = forms.flatMap((form) => leadingButtons(form).map((button) => ({ form, button })));
  const [found, ...more] = open;
  if (found === undefined || more.length > 0) return undefined;
  const { form, button } = found;
  if ((button.method ?? form.method) !== 'post') return undefined;
  if (forms.some((one) => undecided(one) || one.controls.some(waits))) return undefined;
  const said = `${page.title} ${page.heading} ${words(button)} ${form.words} ${button.action ?? ''}`;
  if (grave.test(said) || price.test(page.text)) return undefined;
  if (agrees.test(textOf(button))) return found;
  if (makes.test(words(button))) return undefined;
  return speaksOfConsent(page, form) || !isProductPage(page) ? found : undefined;
}

/** A page with menus and links: where a product sends people who have signed in. */
function isProductPage(page: Page): boolean {
  return page.menu || page.links.length > mostLinks;
}

/** True where a form speaks of a consent, or of what goes along with a sign-in. */
function speaksOfConsent(page: Page, form: Form): boolean {
  const names = form.controls.map(({ name }) => name).join(' ');
  return consentContext.test(`${page.title} ${page.heading} ${form.words} ${names}`);
}

/** True for a page after the password that asks for something before it goes on, whatever that is. */
export function asksToConfirm(page: Page): boolean {
  if (confirmationOn(page) !== undefined) return true;
  const forms = postForms(page).filter((form) => leadingButtons(form).length > 0);
  const [yes, context] = [
    forms.some((form) => leadingButtons(form).some((button) => agrees.test(textOf(button)))),
    forms.some((form) => speaksOfConsent(page, form)),
  ];
  // What is long and says nothing of a consent is where the product sends people, and that is a finding.
  return isProductPage(page)
    ? yes && context
    : forms.length > 0 && (yes || context || page.text.length < 600);
}
