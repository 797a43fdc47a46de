import type * as parse5 from 'parse5';
import { shortened } from '../wording.js';
import { openVisibility } from './page-visibility.js';
import type { Shown } from './page-visibility.js';

type Node = parse5.DefaultTreeAdapterTypes.Node;
type Element = parse5.DefaultTreeAdapterTypes.Element;

/** One control of a form, with what a submission needs to know of it. */
export interface Control {
  readonly tag: string;
  /** The `type` in lower case; `text` where an input has none, `submit` where a button has none. */
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly value: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly readonly: boolean;
  readonly autocomplete: readonly string[];
  /** What a button shows; empty for fields. */
  readonly label: string;
  /** What stands beside a field: its label, its placeholder. */
  readonly caption: string;
  readonly shown: Shown;
  /** What a select offers: the value that it sends, and what it shows. */
  readonly options: readonly (readonly [value: string, text: string])[];
  /** Its place among the page's buttons, inputs and selects. */
  readonly place: number;
  /** `formaction`, `formmethod` and `formenctype` of a button. */
  readonly action?: string;
  readonly method?: string;
  readonly enctype?: string;
}

/** One form with the controls that belong to it, in the order of the page. Methods and encodings in lower case. */
export interface Form {
  readonly action: string;
  readonly method: string;
  readonly enctype: string;
  /** Names and words that say what the form is for. */
  readonly words: string;
  readonly controls: readonly Control[];
}

/** What the HTTP driver reads of an HTML page. Scripts do not run, so `noscript` is left out, as in a browser. */
export interface Page {
  readonly title: string;
  /** What relative URLs resolve against (`base` considered). */
  readonly base: string;
  readonly forms: readonly Form[];
  readonly scripts: number;
  /** True where an element has an event handler of its own (`onload`, `ontoggle`): a script without an element. */
  readonly handlers: boolean;
  /** Where its links lead, as they are written. */
  readonly links: readonly string[];
  /** True where a meta refresh sends the visitor on within half a minute. */
  readonly refreshes: boolean;
  /** True where a script in the page assigns a location or submits a form. */
  readonly scripted: boolean;
  /** What its first headings say. */
  readonly heading: string;
  /** True where it has a menu to go elsewhere: a page of a product rather than a step of a sign-in. */
  readonly menu: boolean;
  /** True where one script in the page sets a cookie and asks for a page again: what a check for machines does. */
  readonly provesItself: boolean;
  /** The visible text, blanks collapsed, at most 2,000 characters. */
  readonly text: string;
  /** The text of the first element that is marked as a message, at most 120 characters; empty for none. */
  readonly message: string;
  /** The page's own `referrer` meta value; empty for none. */
  readonly referrerPolicy: string;
}

const goesOn =
  /\blocation(?:\.href|\[['"]href['"]\])?\s*=(?!=)|\blocation\s*(?:\.\s*(?:assign|replace|reload)|\[['"](?:assign|replace|reload)['"]\])\s*\(|\.(?:requestSubmit|submit)\s*\(|\bnavigation\s*\.\s*navigate\s*\(|\bopen\s*\([^)]*['"]_(?:self|top|parent)['"]/;
const setsCookie =
  /\bdocument\s*(?:\.\s*cookie|\[['"]cookie['"]\])\s*=(?!=)|\bcookieStore\s*\.\s*set\s*\(/;
/** Handlers that run without a visitor's doing. */
const byItself = /^on(?:load|error|pageshow|focus|toggle|animation(?:start|end)|transitionend)$/;
const messageClass =
  /(?:^|[\s_-])(?:error|errors|alert|danger|invalid|warning|flash|message)(?:$|[\s_-])/i;
const hiddenTags = new Set(['script', 'style', 'template', 'noscript', 'head', 'option', 'svg']);

const isElement = (node: Node): node is Element => 'tagName' in node;
const childrenOf = (node: Node): readonly Node[] => ('childNodes' in node ? node.childNodes : []);
const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((one) => one.name === name)?.value;
const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

function* elementsIn(node: Node): Generator<Element> {
  for (const child of childrenOf(node)) {
    if (!isElement(child)) continue;
    yield child;
    yield* elementsIn(child);
  }
}

function textIn(node: Node): string {
  if ('value' in node) return node.value;
  if (isElement(node) && hiddenTags.has(node.tagName)) return ' ';
  return childrenOf(node)
    .map(textIn)
    .join(isElement(node) && node.tagName === 'p' ? ' ' : '');
}

/** The text of a node whatever its tag is: for titles and scripts. */
const rawTextIn = (node: Node): string =>
  childrenOf(node)
    .map((child) => ('value' in child ? child.value : rawTextIn(child)))
    .join('');

/**
 * True for a `Refresh` value that goes elsewhere within half a minute; a longer one ends idle sessions.
 *
 * @param value as in `Refresh: 0; url=/next` (HTML standard, "shared declarative refresh steps")
 */
export function refreshesSoon(value: string | undefined): boolean {
  const match = /^\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=)?\s*\S/i.exec(value ?? '');
  return match !== null && Number(match[1]) <= 30;
}

/** Kept: asking for a module anew takes its time each time, and every visit reads pages. */
let loading: Promise<typeof parse5> | undefined;

/** Reads an HTML page. The parser is loaded with the first page. */
export async function readPage(html: string, url: string): Promise<Page> {
  const { parse } = await (loading ??= import('parse5'));
  const document = parse(html);
  const elements = [...elementsIn(document)];
  const tagged = (name: string): readonly Element[] => elements.filter((e) => e.tagName === name);
  const meta = (key: string, name: string): string | undefined => {
    const found = tagged('meta').find((e) => attribute(e, key)?.toLowerCase() === name);
    return found && attribute(found, 'content');
  };
  const href = tagged('base')
    .map((e) => attribute(e, 'href'))
    .find((value) => value !== undefined);
  const scripts = tagged('script').filter(
    (e) => !/json|template/i.test(attribute(e, 'type') ?? ''),
  );
  const title = tagged('title')[0];
  const message = elements.find(
    (e) =>
      (attribute(e, 'role') === 'alert' || messageClass.test(attribute(e, 'class') ?? '')) &&
      squeeze(textIn(e)) !== '',
  );
  return {
    title: title === undefined ? '' : shortened(squeeze(rawTextIn(title))),
    base: href !== undefined && URL.canParse(href, url) ? new URL(href, url).href : url,
    forms: formsIn(elements, openVisibility(tagged('style').map(rawTextIn))),
    scripts: scripts.length,
    handlers: elements.some(({ attrs }) => attrs.some(({ name }) => /^on[a-z]/.test(name))),
    links: tagged('a').flatMap((e) => attribute(e, 'href') ?? []),
    refreshes: refreshesSoon(meta('http-equiv', 'refresh')),
    scripted:
      scripts.some((e) => goesOn.test(rawTextIn(e))) ||
      elements.some(({ attrs }) =>
        attrs.some(({ name, value }) => byItself.test(name) && goesOn.test(value)),
      ),
    heading: shortened(squeeze([...tagged('h1'), ...tagged('h2')].map(textIn).join(' '))),
    menu: elements.some(
      (e) => e.tagName === 'nav' || /^(?:navigation|menubar)$/i.test(attribute(e, 'role') ?? ''),
    ),
    provesItself: scripts
      .map(rawTextIn)
      .some((script) => setsCookie.test(script) && goesOn.test(script)),
    text: squeeze(textIn(document)).slice(0, 2000),
    message: message === undefined ? '' : shortened(squeeze(textIn(message))),
    referrerPolicy: meta('name', 'referrer') ?? '',
  };
}

const controlTags = new Set(['input', 'button', 'select', 'textarea']);

function formsIn(
  elements: readonly Element[],
  shownAs: (element: Element) => Shown,
): readonly Form[] {
  const placed = elements.filter((e) => ['button', 'input', 'select'].includes(e.tagName));
  const owned = new Map<Element, Element[]>();
  for (const element of elements) {
    if (element.tagName === 'form') owned.set(element, []);
  }
  for (const element of elements) {
    if (!controlTags.has(element.tagName)) continue;
    const id = attribute(element, 'form');
    const owner =
      id === undefined
        ? ancestor(element, 'form')
        : [...owned.keys()].find((form) => attribute(form, 'id') === id);
    if (owner !== undefined) owned.get(owner)?.push(element);
  }
  return [...owned].map(([form, controls]) => ({
    action: attribute(form, 'action') ?? '',
    method: (attribute(form, 'method') ?? 'get').toLowerCase(),
    enctype: (attribute(form, 'enctype') ?? '').toLowerCase(),
    words: ['id', 'name', 'class', 'action', 'role', 'aria-label']
      .map((name) => attribute(form, name) ?? '')
      .join(' '),
    controls: controls.map((control) => ({
      ...controlOf(control),
      caption: captionOf(control, elements),
      shown: shownAs(control),
      place: placed.indexOf(control),
    })),
  }));
}

function ancestor(element: Element, tag: string): Element | undefined {
  for (let node: Node | null = element.parentNode; node !== null && isElement(node);) {
    if (node.tagName === tag) return node;
    node = node.parentNode;
  }
  return undefined;
}

/** What a person reads beside a field. */
function captionOf(element: Element, elements: readonly Element[]): string {
  const id = attribute(element, 'id');
  const labels = elements.filter(
    (e) => e.tagName === 'label' && id !== undefined && attribute(e, 'for') === id,
  );
  const around = ancestor(element, 'label');
  const texts = [...labels, ...(around === undefined ? [] : [around])].map(textIn);
  const own = ['placeholder', 'aria-label', 'title'].map((name) => attribute(element, name) ?? '');
  return squeeze([...texts, ...own].join(' '));
}

function controlOf(element: Element): Omit<Control, 'caption' | 'shown' | 'place'> {
  const get = (name: string): string | undefined => attribute(element, name);
  const tag = element.tagName;
  const fallback = tag === 'button' ? 'submit' : tag === 'input' ? 'text' : tag;
  const fieldset = ancestor(element, 'fieldset');
  return {
    tag,
    type: tag === 'input' || tag === 'button' ? (get('type')?.toLowerCase() ?? fallback) : fallback,
    name: get('name') ?? '',
    id: get('id') ?? '',
    value: valueOf(element),
    checked: get('checked') !== undefined,
    disabled:
      get('disabled') !== undefined ||
      (fieldset !== undefined && attribute(fieldset, 'disabled') !== undefined),
    readonly: get('readonly') !== undefined,
    autocomplete: (get('autocomplete') ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    label: tag === 'button' ? squeeze(rawTextIn(element)) : buttonLabel(element),
    options: optionsIn(element),
    ...optional('action', get('formaction')),
    ...optional('method', get('formmethod')?.toLowerCase()),
    ...optional('enctype', get('formenctype')?.toLowerCase()),
  };
}

const buttonLabel = (element: Element): string =>
  /^(?:submit|image|button)$/i.test(attribute(element, 'type') ?? '')
    ? (attribute(element, 'value') ?? attribute(element, 'alt') ?? '')
    : '';

const optional = <K extends string>(
  key: K,
  value: string | undefined,
): { readonly [key in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: string });

const optionsIn = (element: Element): Control['options'] =>
  element.tagName === 'select'
    ? [...elementsIn(element)]
        .filter((e) => e.tagName === 'option')
        .map((e) => [attribute(e, 'value') ?? squeeze(rawTextIn(e)), squeeze(rawTextIn(e))])
    : [];

/** The value that a control submits as the page stands. */
function valueOf(element: Element): string {
  const given = attribute(element, 'value');
  if (element.tagName === 'textarea') return rawTextIn(element);
  if (element.tagName === 'select') {
    const options = [...elementsIn(element)].filter((e) => e.tagName === 'option');
    const chosen = options.find((e) => attribute(e, 'selected') !== undefined) ?? options[0];
    return chosen ? (attribute(chosen, 'value') ?? squeeze(rawTextIn(chosen))) : '';
  }
  const checkable = /^(?:checkbox|radio)$/i.test(attribute(element, 'type') ?? '');
  return given ?? (checkable ? 'on' : '');
}
