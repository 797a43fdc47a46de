/**
 * The first script of every page. Takes a token out of the address before anything else runs, hands
 * it to the host and leaves the document with `location.replace`, because even a stripped address
 * stays readable in the document's navigation timing.
 *
 * `data-mode` of its own element says what to take: `callback` any fragment, `page` one that holds a
 * token, `strip` the same without handing it over. `data-verify` is where to hand it.
 */
((): void => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const mode = script.dataset['mode'];
  const verify = script.dataset['verify'] ?? '';

  // Base64url of `{` and a quote, a blank or `}`, and a dot further on: an anchor such as `v1.2.3` is none.
  const token =
    /(?:^|[^A-Za-z0-9_-])e(?:y[A-DI-L]|w[k-r0-3]|3[0-3])[A-Za-z0-9_+/-]*(?:=|%3[dD]){0,2}(?:\.|%2[eE])/;
  const longest = 20_000;
  const failure =
    'The token could not be handed to the docs host. Go back to the docs and log in again.';

  interface Answer {
    readonly location?: string;
    /** Why there is no place to go to. */
    readonly message?: string;
    readonly user?: unknown;
    readonly endsInMs?: number;
    readonly anchor?: string;
  }

  const say = (text: string): void => {
    const place = document.querySelector('[role="status"]') ?? document.createElement('p');
    place.setAttribute('role', 'status');
    place.textContent = text;
    if (!place.isConnected) document.querySelector('main')?.prepend(place);
  };

  const land = (answer: Answer, place: string): void => {
    if (answer.user !== undefined && answer.endsInMs !== undefined) {
      const kept = { user: answer.user, endsAtMs: Date.now() + answer.endsInMs };
      localStorage.setItem('docs-handshake-user', JSON.stringify(kept));
      sessionStorage.setItem('docs-handshake-landed', answer.anchor ?? '');
    }
    location.replace(place);
  };

  const hand = async (fragment: string): Promise<void> => {
    const response = await fetch(verify, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fragment, path: location.pathname + location.search }),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    const answer = (await response.json()) as Answer;
    if (answer.location === undefined) say(answer.message ?? failure);
    else land(answer, answer.location);
  };

  const take = (): void => {
    const fragment = location.hash.slice(1, 1 + longest);
    const holds = token.test(fragment) || /(?:^|&)jwt=/.test(fragment);
    if (mode !== 'callback' && !holds) return;
    history.replaceState(null, '', location.pathname + location.search);
    if (mode === 'strip') return;
    hand(fragment).catch(() => say(failure));
  };

  take();
  // A link from a page to the same page with a token does not load anything: only this event tells.
  addEventListener('hashchange', take);
})();
