import type { DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/**
 * Whether a person sees an element. `later`: it takes no room, which a script often undoes; `never`: it is out of
 * the picture, transparent or kept from screen readers, as decoys for programs are.
 */
export type Shown = 'yes' | 'later' | 'never';

type Declarations = ReadonlyMap<string, string>;

interface Rule {
  /** From the element itself to its ancestors. */
  readonly compounds: readonly string[];
  readonly declarations: Declarations;
}

const isElement = (node: Node | null): node is Element => node !== null && 'tagName' in node;
const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((one) => one.name === name)?.value;

function declarationsOf(text: string): Declarations {
  return new Map(
    text.split(';').flatMap((one) => {
      const colon = one.indexOf(':');
      const value = one.slice(colon + 1).replace(/!important/i, '');
      return colon < 1
        ? []
        : [[one.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase()]];
    }),
  );
}

/** The rules whose selectors are tags, classes, ids and attributes; what depends on the window or on a state is left out. */
function rulesOf(styles: readonly string[]): readonly Rule[] {
  const sheet = styles
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@[a-z-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/gi, '');
  return [...sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors = '', body = '']) =>
    selectors
      .split(',')
      .map((selector) => selector.trim().replace(/\s*>\s*/g, ' '))
      .filter((selector) => /^(?:[\w.#*[\]="'-]|\s)+$/.test(selector))
      .map((selector) => ({
        compounds: selector.split(/\s+/).toReversed(),
        declarations: declarationsOf(body),
      })),
  );
}

function matchesCompound(element: Element, compound: string): boolean {
  const parts = compound.match(/\[[^\]]*\]|[.#]?[\w-]+|\*/g) ?? [];
  return parts.every((part) => {
    if (part === '*') return true;
    if (part.startsWith('.')) {
      return (attribute(element, 'class') ?? '').split(/\s+/).includes(part.slice(1));
    }
    if (part.startsWith('#')) return attribute(element, 'id') === part.slice(1);
    if (!part.startsWith('[')) return element.tagName === part.toLowerCase();
    const [name = '', value] = part.slice(1, -1).split('=', 2);
    const given = attribute(element, name.toLowerCase());
    return given !== undefined && (value === undefined || given === value.replace(/["']/g, ''));
  });
}

function matches(element: Element, [own = '*', ...above]: readonly string[]): boolean {
  if (!matchesCompound(element, own)) return false;
  let rest = above;
  for (let node: Node | null = element.parentNode; rest.length > 0; node = node.parentNode) {
    if (!isElement(node)) return false;
    if (matchesCompound(node, rest[0] ?? '*')) rest = rest.slice(1);
  }
  return true;
}

/** A length far beyond the left or upper edge. */
const farAway = (value: string): boolean => {
  const [, number = '0', unit = 'px'] = /^-(\d+(?:\.\d+)?)([a-z%]*)/.exec(value) ?? [];
  return Number(number) >= (unit === 'px' || unit === '' ? 200 : unit.endsWith('em') ? 20 : 100);
};

const speck = (value: string | undefined): boolean => /^[01](?:px)?$/.test(value ?? '');

function shownByStyle(style: Declarations): Shown {
  const is = (name: string, wanted: RegExp): boolean => wanted.test(style.get(name) ?? '');
  if (is('display', /^none$/) || is('visibility', /^(?:hidden|collapse)$/)) return 'later';
  const edges = ['left', 'top', 'right', 'bottom', 'inset', 'margin-left', 'margin-top', 'margin'];
  const away = edges.some((name) => farAway(style.get(name) ?? ''));
  const clipped =
    is('clip', /^rect\((?:0|1px)/) || is('clip-path', /^inset\((?:50|100)%|^circle\(0/);
  const cut = is('overflow', /hidden|clip/) || is('position', /absolute|fixed/);
  const tiny = cut && (speck(style.get('width')) || speck(style.get('height')));
  const moved = is('transform', /translate[^)]*-\d{3,}|scale\(0\)/);
  const clear = is('opacity', /^0(?:\.0+|%)?$/);
  return away || clipped || tiny || moved || clear ? 'never' : 'yes';
}

/**
 * Tells what a person sees, as far as the page's own markup says it: inline styles, attributes, and the simple rules of
 * its style elements. Style sheets of their own are not fetched.
 *
 * @param styles the texts of the page's style elements
 */
export function openVisibility(styles: readonly string[]): (element: Element) => Shown {
  const rules = rulesOf(styles);
  const known = new Map<Element, Shown>();
  const own = (element: Element): Shown => {
    if (attribute(element, 'aria-hidden')?.toLowerCase() === 'true') return 'never';
    const merged = new Map<string, string>();
    for (const rule of rules) {
      if (!matches(element, rule.compounds)) continue;
      for (const [name, value] of rule.declarations) merged.set(name, value);
    }
    for (const [name, value] of declarationsOf(attribute(element, 'style') ?? '')) {
      merged.set(name, value);
    }
    const shown = shownByStyle(merged);
    return shown === 'yes' && attribute(element, 'hidden') !== undefined ? 'later' : shown;
  };
  const shown = (element: Element): Shown => {
    const before = known.get(element);
    if (before !== undefined) return before;
    const above = isElement(element.parentNode) ? shown(element.parentNode) : 'yes';
    const here = above === 'never' ? above : own(element);
    const found = here === 'yes' ? above : here;
    known.set(element, found);
    return found;
  };
  return shown;
}
