import type { ArrivalRow } from '../../judge/arrival/arrival-rows.js';
import type { Refusal } from '../../judge/arrival/judgement.js';
import { fieldsFor } from '../oauth/by-page/unread-answer.js';
import type { AskedEndpoint } from './ask-endpoint.js';
import { fieldsToCopy } from './fields-to-copy.js';
import { countsOf, element, rowItems } from './row-item.js';

/** Shows why a login came to nothing, on the page where it did. */

/** What is shown. */
export interface ShownRefusal {
  readonly refusal: Refusal;
  readonly rows: readonly ArrivalRow[];
  /** A request whose answer the page could not read. */
  readonly unread: AskedEndpoint | undefined;
  readonly docsOrigin: string;
  /** The login page, with the page that was asked for. */
  readonly again: string;
  /** Where the inspector shows it; undefined where there is none. */
  readonly inspector: string | undefined;
}

const fill = (name: string, text: string): void => {
  for (const place of document.querySelectorAll(`[data-redeem="${name}"]`)) {
    place.textContent = text;
  }
};

/** Terms and what is said of each. */
function words({ refusal, unread, docsOrigin }: ShownRefusal): readonly Node[] {
  const { expected, actual, why, fix, advice } = refusal;
  const terms = [
    ['Expected', expected],
    ['Seen', actual],
    ['Why it matters', why],
    ['How to fix it', fix],
    ['Or here', advice],
  ] as const;
  const shown = terms.flatMap(([term, text]) =>
    text === undefined ? [] : [element('dt', term), element('dd', text)],
  );
  const role = unread?.call.role === 'token' ? 'token' : 'info';
  const fields = unread?.reason === undefined ? [] : fieldsFor(unread.reason, role, docsOrigin);
  if (fields.length === 0) return shown;
  const place = element('dd', '');
  place.append(fieldsToCopy(fields));
  return [...shown, element('dt', 'Set'), place];
}

/** Shows it. */
export function showRefusal(shown: ShownRefusal): void {
  const { refusal, rows, again, inspector } = shown;
  fill('code', refusal.code);
  fill('title', `This was expected of the login flow: ${refusal.title}.`);
  document.querySelector('[data-redeem="words"]')?.replaceChildren(...words(shown));
  const link = document.querySelector<HTMLAnchorElement>('[data-redeem="again"]');
  if (link !== null) link.href = again;
  if (inspector !== undefined) {
    const look = document.createElement('a');
    look.href = inspector;
    look.className = 'button quiet';
    look.textContent = 'Look at it in the inspector';
    document.querySelector('[data-redeem="links"]')?.append(' ', look);
  }
  for (const part of document.querySelectorAll<HTMLElement>('[data-part]')) {
    part.hidden = part.dataset['part'] !== 'failed';
  }
  const card = document.querySelector<HTMLDetailsElement>('[data-redeem-rows]');
  if (card !== null && rows.length > 0) {
    card.hidden = false;
    fill('counts', countsOf(rows));
    card.querySelector('ul')?.replaceChildren(...rowItems(rows));
  }
  document.title = document.title.replace(/^[^·]*/, 'This login was refused ');
  const outcome = document.createElement('meta');
  outcome.name = 'docs-handshake-outcome';
  outcome.content = `refused:${refusal.code}`;
  document.head.append(outcome);
}
