import { steadyAt } from '../clock.js';
import type { PageRules, PageVerdict } from './judge-token.js';
import { keepReader, readClock, replacesReader } from './kept-reader.js';
import { keepAnswer, toldOfFragment } from './return-address.js';
import { tellHost } from './tell-host.js';

/**
 * The first script of every page. Takes a token out of the address before anything else runs, hands
 * it to the host, or judges it right here where the docs are open, and leaves the document with `location.replace`, because
 * even a stripped address stays readable in the document's navigation timing.
 *
 * `data-mode` of its own element says what to take: `callback` any fragment, `page` one that holds a
 * token, `strip` the same without handing it over, `look` names one, and goes on to `data-next` where there is none;
 * `fragment` tells what kind of answer an authorization server wrote into it, `answer` keeps query and fragment for the module that
 * redeems the code. `data-files` is the folder of the places to hand it to,
 * `data-judge` the module that judges it, `data-style` the stylesheet of a page that is dressed only where it stays, and
 * `data-stray` what to say where a token comes to a page that takes none, and `data-clock` what the host's clock shows.
 */
((): void => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const mode = script.dataset['mode'];
  const files = script.dataset['files'] ?? '';
  const stray = script.dataset['stray'];
  const next = script.dataset['next'] ?? '';
  const { judge, style } = script.dataset;
  const clock = readClock(script.dataset['clock']);

  // Base64url of `{` and a quote, a blank or `}`, and a dot further on: an anchor such as `v1.2.3` is none.
  const token =
    /(?:^|[^A-Za-z0-9_-])e(?:y[A-DI-L]|w[k-r0-3]|3[0-3])[A-Za-z0-9_+/-]*(?:=|%3[dD]){0,2}(?:\.|%2[eE])/;
  const longest = 20_000;
  const failure =
    'The token could not be handed to the docs host. Go back to the docs and log in again.';
  /** How long an answer may take before a page that only hands over shows itself, in milliseconds. */
  const patience = 300;

  interface Answer {
    readonly location?: string;
    /** Why there is no place to go to. */
    readonly message?: string;
    /** Where the docs are, for a page that is not on them. */
    readonly docs?: string;
    readonly user?: Readonly<Record<string, unknown>>;
    readonly endsAtMs?: number;
    readonly anchor?: string;
    /** What to say on the page where the reader lands. */
    readonly notices?: readonly string[];
    /** What stays in this browser of a token that was judged here. */
    readonly judged?: PageVerdict;
  }

  interface JudgeModule {
    readonly judge: (fragment: string, path: string, rules: PageRules) => Promise<PageVerdict>;
  }

  const whenBuilt = (act: () => void): void => {
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', act);
    else act();
  };

  /** Shows a page that is out of sight until it is clear that it stays. */
  const dress = (): void => {
    const root = document.documentElement;
    if (!root.hidden) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = style ?? '';
    for (const end of ['load', 'error']) {
      link.addEventListener(end, () => (root.hidden = false));
    }
    document.head.append(link);
  };

  const show = (part: string): void => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-part]')) {
      element.hidden = element.dataset['part'] !== part;
    }
  };

  /** Says a sentence at the top of the page, with a link where there is somewhere to go. */
  const say = (text: string, href?: string): void => {
    const place = document.createElement('p');
    place.className = 'notice';
    place.setAttribute('role', 'status');
    document.querySelector('main')?.prepend(place);
    place.textContent = text;
    if (href === undefined) return;
    const link = document.createElement('a');
    link.href = href;
    link.textContent = 'To the docs';
    place.append(' ', link);
  };

  const fail = ({ message = failure, docs }: Answer): void => {
    const status = document.querySelector('[data-part="failed"] [role="status"]');
    if (status === null) {
      say(message, docs);
      return;
    }
    status.textContent = message;
    dress();
    const link = document.querySelector<HTMLAnchorElement>('[data-part="failed"] a');
    if (link !== null && docs !== undefined) link.href = docs;
    show('failed');
    document.title = document.title.replace(/^[^·]*/, 'You are not logged in ');
  };

  /** Tells the host what only the browser sees: one word, and never the token. */
  const notify = (what: string): void => {
    tellHost(files, 'notice', { what, path: location.pathname }).catch(() => undefined);
  };

  /** A token came to a page that would only have sent its visitor to log in again. */
  const found = (): void => {
    const outcome = document.createElement('meta');
    outcome.name = 'docs-handshake-outcome';
    outcome.content = `refused:${document.querySelector('[data-part="found"] code')?.textContent ?? ''}`;
    document.head.append(outcome);
    show('found');
    document.title = document.title.replace(/^[^·]*/, 'This login was refused ');
    notify('token-at-page');
  };

  const land = (answer: Answer, place: string): void => {
    const { user, endsAtMs, judged } = answer;
    if (judged !== undefined) {
      const { header, claims, rows, refusal } = judged;
      const shown = { header, claims, rows, refusal, place };
      sessionStorage.setItem('docs-handshake-token', JSON.stringify(shown));
    }
    if (user !== undefined && endsAtMs !== undefined) {
      const replaced = replacesReader(user, clock);
      if (replaced) notify('session-replaced');
      keepReader({ user, endsAtMs, keptAtMs: steadyAt(clock), replaced });
      const landed = { anchor: answer.anchor ?? '', notices: answer.notices ?? [] };
      sessionStorage.setItem('docs-handshake-landed', JSON.stringify(landed));
    }
    location.replace(place);
  };

  const ask = async (name: string, body: object): Promise<Answer> => {
    const path = location.pathname + location.search;
    return (await (await tellHost(files, name, { ...body, path })).json()) as Answer;
  };

  /** Judges a token in this browser: the host then hears ids and outcomes, and neither token nor claims. */
  const judgeHere = async (fragment: string, address: string): Promise<PageVerdict> => {
    const path = location.pathname + location.search;
    const query = `?path=${encodeURIComponent(path)}`;
    const asked = fetch(`${files}/rules${query}`, { cache: 'no-store' });
    const [module, answer] = await Promise.all([import(address) as Promise<JudgeModule>, asked]);
    const rules = (await answer.json()) as PageRules;
    return module.judge(fragment, path, rules);
  };

  /** Why this browser leaves the verdict to the host, in a word. */
  const whyNot = (error: unknown): string =>
    error instanceof DOMException && error.name === 'NotSupportedError'
      ? 'no-algorithm'
      : 'no-judge';

  const answerTo = async (fragment: string): Promise<Answer> => {
    if (judge === undefined) return ask('verify', { fragment });
    // Plain http beyond this machine is no secure context, and has no WebCrypto.
    if (!isSecureContext) return ask('verify', { fragment, because: 'no-webcrypto' });
    const judged = await judgeHere(fragment, judge).catch(whyNot);
    if (typeof judged === 'string') return ask('verify', { fragment, because: judged });
    const { told, user, endsAtMs, anchor = '' } = judged;
    const kept = user === undefined || endsAtMs === undefined ? {} : { user, endsAtMs, anchor };
    return { ...(await ask('verdict', told)), ...kept, judged };
  };

  const hand = async (fragment: string): Promise<void> => {
    const answer = await answerTo(fragment);
    if (answer.location === undefined) whenBuilt(() => fail(answer));
    else land(answer, answer.location);
  };

  const take = (): void => {
    const fragment = location.hash.slice(1, 1 + longest);
    const holds = token.test(fragment) || /(?:^|&)jwt=/.test(fragment);
    if (mode === 'look' && !holds) location.replace(next);
    if (mode !== 'callback' && !holds) return;
    history.replaceState(null, '', location.pathname + location.search);
    if (mode === 'strip') {
      if (stray === undefined) return;
      whenBuilt(() => say(stray));
      notify('token-astray');
      return;
    }
    if (mode === 'look') {
      whenBuilt(() => found());
      return;
    }
    if (mode === 'callback') {
      whenBuilt(() => show('waiting'));
      setTimeout(dress, patience);
    }
    hand(fragment).catch(() => whenBuilt(() => fail({})));
  };

  /** The host says on a page of its own what is wrong with an answer that it does not see. */
  const tellFragment = async (): Promise<void> => {
    const told = toldOfFragment(location.hash);
    history.replaceState(null, '', location.pathname);
    const answer = (await (await tellHost(files, 'fragment', told)).json()) as Answer;
    if (answer.location !== undefined) location.replace(answer.location);
  };

  if (mode === 'answer') {
    keepAnswer(location.search, location.hash);
    history.replaceState(null, '', location.pathname);
    return;
  }
  if (mode === 'fragment') {
    tellFragment().catch(() => undefined);
    return;
  }
  if (style !== undefined) document.documentElement.hidden = true;
  take();
  // A link from a page to the same page with a token does not load anything: only this event tells.
  addEventListener('hashchange', take);
})();
