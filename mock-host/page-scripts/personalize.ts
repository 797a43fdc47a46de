/**
 * Personalization: shows what the browser keeps of the reader. The data live in the browser until
 * they expire; logging out only clears them. Claims are text: they are never parsed as HTML.
 */
((): void => {
  const store = 'docs-handshake-user';
  const landed = 'docs-handshake-landed';
  /** The longest delay that a browser timer takes, in milliseconds. */
  const longestTimer = 2 ** 31 - 1;

  interface Kept {
    readonly user: Readonly<Record<string, unknown>>;
    readonly endsAtMs: number;
    /** True where the login replaced what was kept of another reader. */
    readonly replaced?: boolean;
  }

  /** What the page that took the token has left for the one after it. */
  interface Landed {
    readonly anchor: string;
    readonly notices: readonly string[];
  }

  const read = (): Kept | undefined => {
    try {
      const kept = JSON.parse(localStorage.getItem(store) ?? 'null') as Kept | null;
      if (kept !== null && typeof kept.user === 'object' && Date.now() < kept.endsAtMs) return kept;
    } catch {
      // What cannot be read is as good as nothing, and goes.
    }
    localStorage.removeItem(store);
    return undefined;
  };

  const fill = (selector: string, text: string): void => {
    for (const element of document.querySelectorAll(selector)) element.textContent = text;
  };

  const show = (): void => {
    const kept = read();
    const claimed: unknown = kept?.user['groups'];
    const groups = new Set<unknown>(Array.isArray(claimed) ? claimed : []);
    const content = kept?.user['content'] ?? {};
    const firstName: unknown = Reflect.get(Object(content), 'firstName');
    document.documentElement.dataset['reader'] = kept === undefined ? 'unknown' : 'known';
    fill('[data-user="name"]', typeof firstName === 'string' ? firstName : 'reader');
    fill('[data-user="groups"]', [...groups].map(String).join(', ') || 'none');
    fill('[data-user="content"]', JSON.stringify(content, null, 2));
    fill('[data-user="until"]', kept === undefined ? '' : new Date(kept.endsAtMs).toISOString());
    for (const element of document.querySelectorAll<HTMLElement>('[data-replaced]')) {
      element.hidden = kept?.replaced !== true;
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-groups]')) {
      const wanted: unknown = JSON.parse(element.dataset['groups'] ?? '[]');
      element.hidden = !(Array.isArray(wanted) && wanted.some((group) => groups.has(group)));
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-for]')) {
      element.hidden = element.dataset['for'] !== (kept === undefined ? 'unknown' : 'known');
    }
    if (kept !== undefined) setTimeout(show, Math.min(kept.endsAtMs - Date.now(), longestTimer));
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

  if (document.documentElement.dataset['signedOut'] !== undefined) localStorage.removeItem(store);
  show();
  arrive();
  link();
  addEventListener('hashchange', link);
  addEventListener('storage', show);
})();
