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

  /** The value of a path, by own members only: names of the token are never taken for more than names. */
  const lookUp = (from: unknown, path: readonly string[]): unknown =>
    path.reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, name)
          ? Reflect.get(at, name)
          : undefined,
      from,
    );

  /** As the server shows values where it knows the reader (`mock-host/docs/user-words.ts`). */
  const shownValue = (value: unknown, written: string): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    return value === undefined || value === null || typeof value === 'boolean' ? '' : written;
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
      const value = lookUp(kept?.user['apiPlaygroundInputs'], [input, name]);
      const filled = ['string', 'number', 'boolean'].includes(typeof value);
      field.value = filled ? String(value) : usual;
      const mark = document.querySelector<HTMLElement>(`[data-filled="${CSS.escape(field.id)}"]`);
      if (mark !== null) mark.hidden = !filled;
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
