import type { ArrivalRow } from '../../judge/arrival/arrival-rows.js';

/** What scripts of pages build: elements of text, never of HTML. */

/** An element with a text. */
export function element(name: string, text: string, className: string = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}

/** What a requirement says, as an item of a list. */
function rowItem({ id, title, outcome, expected, actual, fix }: ArrivalRow): Node {
  const row = document.createElement('li');
  const text = element('span', '');
  text.append(element('code', id), ` ${title}.`);
  row.append(element('span', outcome, `outcome ${outcome}`), text);
  for (const words of [actual, expected && `Expected: ${expected}`, fix]) {
    if (words !== undefined) row.append(element('p', words));
  }
  return row;
}

const order = ['fail', 'warn', 'error', 'note', 'pass'];

/** The requirements that were judged, as items, what fell first. */
export const rowItems = (rows: readonly ArrivalRow[]): readonly Node[] =>
  rows
    .filter(({ outcome }) => order.includes(outcome))
    .toSorted((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome))
    .map(rowItem);

/** How many requirements fell, passed, or need more than this. */
export function countsOf(rows: readonly ArrivalRow[]): string {
  const passed = rows.filter(({ outcome }) => outcome === 'pass').length;
  const judged = rows.filter(({ outcome }) => order.includes(outcome)).length;
  const open = rows.length - judged;
  return `${judged - passed} fell or noted something, ${passed} passed, ${open} were not judged.`;
}
