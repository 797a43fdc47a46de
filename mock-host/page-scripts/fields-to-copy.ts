import { element } from './row-item.js';

/** The fields to set, with a button that copies them. */
export function fieldsToCopy(fields: readonly string[]): Node {
  const text = fields.join('\n');
  const place = element('div', '', 'to-set');
  const button = element('button', 'Copy', 'button quiet small');
  const code = element('pre', text);
  code.tabIndex = 0;
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = 'Copied'),
      () => getSelection()?.selectAllChildren(code),
    );
  });
  place.append(code, button);
  return place;
}
