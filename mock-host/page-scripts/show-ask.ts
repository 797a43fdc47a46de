import type { ArrivalRow } from '../../judge/arrival/arrival-rows.js';
import type { SessionLook } from '../../protocol/handshake-record.js';
import type { ToldAsk } from '../session/told-ask.js';
import { fieldsToCopy } from './fields-to-copy.js';
import type { KeptReader } from './kept-reader.js';
import { countsOf, element, rowItems } from './row-item.js';

/** Shows on a page of the docs what came of its question to the session API. */

/** What came of it, for the page and for the host. */
export interface Asked {
  readonly told: Omit<ToldAsk, 'path'>;
  /** What the page says, one paragraph each; empty where there is nothing to say. */
  readonly words: readonly string[];
  readonly rows: readonly ArrivalRow[];
  /** What is kept of the reader, and until when; milliseconds of the host's clock. */
  readonly kept?: KeptReader;
  readonly look?: SessionLook;
}

const fill = (name: string, text: string): void => {
  for (const place of document.querySelectorAll(`[data-ask="${name}"]`)) place.textContent = text;
};

/** What the panel says of the last answer. */
function fillPanel({ told, look }: Asked): void {
  const { status, outcome, code, ms } = told;
  const state = { identified: 'a reader', stranger: 'nobody is signed in', failed: code ?? '' };
  fill('answer', status === undefined ? 'none that the page could read' : String(status));
  fill('took', `${ms.toLocaleString('en')} ms`);
  fill('means', state[outcome]);
  const readable = status === undefined ? 'no' : 'yes';
  fill(
    'readable',
    look?.status === undefined ? readable : `no; without cookies it answers ${look.status}`,
  );
}

function fillNotice({ told, words, look }: Asked, inspector: string | undefined): void {
  const notice = document.querySelector<HTMLElement>('[data-ask-notice]');
  const text = notice?.querySelector('[data-ask="words"]');
  if (notice === null || text === null || text === undefined) return;
  const parts: Node[] = words.map((sentence) => element('p', sentence));
  if (look !== undefined && look.set.length > 0) parts.push(fieldsToCopy(look.set));
  if (inspector !== undefined && told.outcome === 'failed') {
    const link = document.createElement('a');
    link.href = inspector;
    link.textContent = 'Show it in the inspector';
    const line = element('p', '');
    line.append(link);
    parts.push(line);
  }
  text.replaceChildren(...parts);
  notice.hidden = words.length === 0;
  notice.dataset['askNotice'] = told.outcome;
  const login = notice.querySelector<HTMLElement>('[data-ask-login]');
  if (login !== null) login.hidden = told.outcome !== 'stranger';
}

function fillRows({ rows, told }: Asked): void {
  const card = document.querySelector<HTMLDetailsElement>('[data-ask-rows]');
  if (card === null || rows.length === 0) return;
  card.hidden = false;
  card.open = told.outcome === 'failed';
  fill('counts', countsOf(rows));
  card.querySelector('ul')?.replaceChildren(...rowItems(rows));
}

/**
 * Shows it.
 *
 * @param inspector where the inspector shows it; undefined where there is none
 */
export function showAsk(asked: Asked, inspector: string | undefined): void {
  fillPanel(asked);
  fillNotice(asked, inspector);
  fillRows(asked);
  const { outcome, code } = asked.told;
  const meta = document.createElement('meta');
  meta.name = 'docs-handshake-outcome';
  meta.content = code === undefined ? outcome : `${outcome}:${code}`;
  document.head.append(meta);
}
