import type * as GroupAudit from '../docs/group-audit.js';
import { nowAt } from '../clock.js';
import { prefilledValue } from '../docs/prefill.js';
import { lookUp, shownValue } from '../docs/user-words.js';
import type { EndpointField } from '../../protocol/docs/pages.js';
import type { PageVerdict } from './judge-token.js';
import { forgetReader, keptReader, readClock, type KeptReader } from './kept-reader.js';
import { countsOf, element, rowItems } from './row-item.js';

/**
 * Who reads, for the page and for other scripts on it. With open docs it shows what the browser keeps of the reader: the
 * data live there until they expire; logging out only clears them. Claims are text: they are never parsed as HTML.
 *
 * `data-global` of its own element names the object that tells the page's scripts who reads. `data-content` of
 * its own element holds the data of a reader whom the server knows; `data-clock` is what the host's clock shows.
 */
((): void => {
  const { content: known, clock: shown, global } = document.currentScript?.dataset ?? {};
  const clock = readClock(shown);
  const landed = 'docs-handshake-landed';
  const brought = 'docs-handshake-token';
  /** The longest delay that a browser timer takes, in milliseconds. */
  const longestTimer = 2 ** 31 - 1;

  /** What the page that took the token has left for the one after it. */
  interface Landed {
    readonly anchor: string;
    readonly notices: readonly string[];
  }

  /** A token that was judged here, and the page where the reader then went. */
  interface Brought extends Pick<PageVerdict, 'header' | 'claims' | 'rows' | 'refusal'> {
    readonly place: string;
  }

  const read = (): KeptReader | undefined => {
    const kept = keptReader(clock);
    if (kept === undefined) forgetReader();
    return kept;
  };

  let told: string | undefined;
  /** As documented (2026-07-31): the content, and an event when it is there or changes; `null` for a stranger. */
  const announce = (user: unknown): void => {
    const written = JSON.stringify(user);
    if (told === written) return;
    told = written;
    if (global === undefined) return;
    const page = window as unknown as Record<string, { user?: unknown } | undefined>;
    // A page's own script may hold on to the object.
    const teller = (page[global] ??= {});
    teller.user = user ?? undefined;
    dispatchEvent(new CustomEvent(`${global}:user`, { detail: user }));
  };

  const fill = (selector: string, text: string): void => {
    for (const element of document.querySelectorAll(selector)) element.textContent = text;
  };

  const show = (): void => {
    const kept = read();
    const claimed: unknown = kept?.user['groups'];
    const groups = new Set<unknown>(Array.isArray(claimed) ? claimed : []);
    const content = kept?.user['content'] ?? {};
    announce(kept === undefined ? null : content);
    const firstName: unknown = Reflect.get(Object(content), 'firstName');
    document.documentElement.dataset['reader'] = kept === undefined ? 'unknown' : 'known';
    fill('[data-user="name"]', typeof firstName === 'string' ? firstName : 'reader');
    fill('[data-user="groups"]', [...groups].map(String).join(', ') || 'none');
    fill('[data-user="content"]', JSON.stringify(content, null, 2));
    fill('[data-user="until"]', kept === undefined ? '' : new Date(kept.endsAtMs).toISOString());
    for (const element of document.querySelectorAll<HTMLElement>('[data-replaced]')) {
      element.hidden = kept?.replaced !== true;
    }
    const isFor = (wanted: unknown): boolean =>
      Array.isArray(wanted) && wanted.some((group) => groups.has(group));
    for (const element of document.querySelectorAll<HTMLElement>('[data-groups]')) {
      element.hidden = !isFor(JSON.parse(element.dataset['groups'] ?? '[]'));
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-but-groups]')) {
      element.hidden = isFor(JSON.parse(element.dataset['butGroups'] ?? '[]'));
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-user-path]')) {
      const path = JSON.parse(element.dataset['userPath'] ?? '[]') as readonly string[];
      element.textContent = shownValue(lookUp(content, path), element.dataset['written'] ?? '');
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('input[data-input]')) {
      const { input = '', name = '', usual = '' } = field.dataset;
      const place = input as EndpointField['place'];
      const value = prefilledValue(kept?.user, { name, place, prefilled: true });
      const filled = value !== undefined;
      field.value = value ?? usual;
      const mark = document.querySelector<HTMLElement>(`[data-filled="${CSS.escape(field.id)}"]`);
      if (mark !== null) mark.hidden = !filled;
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-for]')) {
      element.hidden = element.dataset['for'] !== (kept === undefined ? 'unknown' : 'known');
    }
    showToken();
    if (kept !== undefined) setTimeout(show, Math.min(kept.endsAtMs - nowAt(clock), longestTimer));
  };

  const fillToken = ({ header, claims, rows }: Brought): void => {
    fill('[data-token-part="header"]', JSON.stringify(header ?? 'unreadable', null, 2));
    fill('[data-token-part="claims"]', JSON.stringify(claims ?? 'unreadable', null, 2));
    document.querySelector('[data-token-part="rows"]')?.replaceChildren(...rowItems(rows));
  };

  /** Header, claims and verdicts of the token that this tab brought last, on the pages after it. */
  const showToken = (): void => {
    const kept = JSON.parse(sessionStorage.getItem(brought) ?? 'null') as Brought | null;
    const panel = document.querySelector<HTMLDetailsElement>('[data-token]');
    if (kept === null || panel === null) return;
    const isRefusal = panel.dataset['token'] === 'refused';
    // A reason that was kept for another page is not that of this one.
    if (isRefusal && kept.place !== location.pathname + location.search) return;
    if (isRefusal !== (kept.refusal !== undefined)) return;
    if (!isRefusal && read() === undefined) {
      sessionStorage.removeItem(brought);
      panel.hidden = true;
      return;
    }
    panel.hidden = false;
    fill('[data-token-part="counts"]', countsOf(kept.rows));
    // Claims stand in the page only where somebody looks at them.
    if (panel.open) fillToken(kept);
    else panel.addEventListener('toggle', () => fillToken(kept), { once: true });
    for (const name of ['expected', 'actual'] as const) {
      const text = kept.refusal?.[name];
      if (text === undefined) continue;
      fill(`[data-seen="${name}"]`, text);
      for (const place of document.querySelectorAll<HTMLElement>(`[data-part-of="${name}"]`)) {
        place.hidden = false;
      }
    }
  };

  /** Groups of the pages and of this reader that differ by case or spelling, on the group audit. */
  const showNearMisses = async (): Promise<void> => {
    const place = document.querySelector<HTMLElement>('[data-near-misses]');
    const groups: unknown = read()?.user['groups'];
    if (place === null || !Array.isArray(groups)) return;
    const { nearMisses = '[]', module = '' } = place.dataset;
    const { nearMissesOf } = (await import(module)) as Pick<typeof GroupAudit, 'nearMissesOf'>;
    const carried = groups.filter((group) => typeof group === 'string');
    const found = nearMissesOf(JSON.parse(nearMisses) as readonly string[], carried);
    const rows = found.map(({ inPages, inTokens, differs }) => {
      const row = document.createElement('li');
      const [asked, had] = [element('code', inPages, 'group'), element('code', inTokens, 'group')];
      row.append('pages ask for ', asked, ', your token carries ', had, `: they differ ${differs}`);
      return row;
    });
    place.querySelector('ul')?.replaceChildren(...rows);
    place.hidden = rows.length === 0;
  };

  // Only the browser knows the anchor, so the link is made here.
  const link = (): void => {
    for (const element of document.querySelectorAll<HTMLAnchorElement>('a[data-login]')) {
      const here = location.pathname + location.search + location.hash;
      element.href = (element.dataset['login'] ?? '') + encodeURIComponent(here);
    }
  };

  const arrive = (): void => {
    const kept = sessionStorage.getItem(landed);
    if (kept === null) return;
    sessionStorage.removeItem(landed);
    const { anchor, notices } = JSON.parse(kept) as Landed;
    for (const text of notices) {
      const place = document.createElement('p');
      place.className = 'notice';
      place.setAttribute('role', 'status');
      place.textContent = text;
      document.querySelector('main')?.prepend(place);
    }
    const outcome = document.createElement('meta');
    outcome.name = 'docs-handshake-outcome';
    outcome.content = 'accepted';
    document.head.append(outcome);
    // The browser's own way to an anchor: it scrolls and marks the target, without a history entry.
    if (anchor !== '') location.replace(`#${encodeURIComponent(anchor)}`);
  };

  if (known !== undefined) {
    announce(JSON.parse(known));
    return;
  }
  if (document.documentElement.dataset['signedOut'] !== undefined) {
    forgetReader();
    sessionStorage.removeItem(brought);
  }
  show();
  showNearMisses().catch(() => undefined);
  arrive();
  link();
  addEventListener('hashchange', link);
  addEventListener('storage', show);
})();
