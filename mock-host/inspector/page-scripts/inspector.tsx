/** @jsxImportSource preact */
import { render, type VNode } from 'preact';

import { readFragment } from '../anchor.js';
import { AskSteps } from '../ask-steps.js';
import { ClientSteps } from '../client-steps.js';
import { FirstSteps, type FirstRunState } from '../../first-run/first-steps.js';
import { answersAt } from '../../first-run/login-probe.js';
import { Door } from '../door.js';
import { follow, type Following } from '../following.js';
import type { HandshakePage } from '../../journal/journal.js';
import { ClosedDoorError, openHostApi, type HostApi, type HostState } from '../host-api.js';
import { Inspector } from '../inspector.js';

/**
 * The inspector in its page. The token comes in the fragment and leaves the address at once; it is kept for this tab
 * (`sessionStorage` of an origin that serves nothing else) and handed to other tabs of this origin that ask for it, so
 * that a link from a page of the docs opens one that is let in.
 */

const store = 'docs-handshake-token';
/** How long another page of this browser may take to hand over what it knows, in milliseconds. */
const patienceMs = 400;
/** How long to wait before a host is asked again that did not answer, in milliseconds. */
const againMs = 1_500;

/** What pages of this origin say to each other. */
interface Word {
  readonly is: 'who-knows' | 'token' | 'page' | 'changed';
  readonly token?: string;
  readonly page?: HandshakePage;
}

const root = document.getElementById('inspector') ?? document.body;
const others = new BroadcastChannel('docs-handshake-inspector');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin alone
const say = (word: Word): void => others.postMessage(word);
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

let token = '';
let api: HostApi | undefined;
let following: Following | undefined;
let isLive = false;
let wasRefused = false;
let chosen: number | undefined;

/**
 * Takes the token out of the address, before anything is asked or drawn, and leaves the document: its timing, and what a
 * browser remembers as typed, would hold the address still.
 *
 * @returns true where the document is being left
 */
function takeToken(): boolean {
  const { token: given } = readFragment(location.hash);
  if (given === undefined) return false;
  sessionStorage.setItem(store, given);
  history.replaceState(null, '', location.pathname);
  location.replace(location.pathname);
  return true;
}

/** Reads which handshake the address names; where it names something else, the last one stays. */
function choose(): void {
  const { handshake } = readFragment(location.hash);
  if (handshake !== undefined || location.hash === '') chosen = handshake;
}

/** Calls back for each URL that this page's policy stopped. */
function refusals(heard: (url: string) => void): () => void {
  const hear = ({ blockedURI }: SecurityPolicyViolationEvent): void => heard(blockedURI);
  document.addEventListener('securitypolicyviolation', hear);
  return () => document.removeEventListener('securitypolicyviolation', hear);
}

/** Whether a login URL answers, asked by this page: the host connects nowhere. */
const asks = (url: string): Promise<boolean> =>
  answersAt(url, (asked, init) => fetch(asked, init), refusals);

const firstRunOf = ({ docsUrl, keys, loginUrls, steps, loginSetup }: HostState): FirstRunState => ({
  docsUrl,
  keys: keys.map(({ name, fingerprint }) =>
    fingerprint === undefined ? name : `${name} (SHA-256 fingerprint ${fingerprint.slice(0, 16)}…)`,
  ),
  // A query may have a secret in it, which is masked here: the path answers without it.
  loginUrls: loginUrls.map(({ url }) => url.split('?', 1)[0] ?? url),
  ...steps,
  ...(loginSetup && { setup: loginSetup }),
});

/** What is shown until somebody was let in. */
function firstStepsOf(host: HostState): VNode {
  const { session, oauth } = host;
  if (oauth !== undefined) return <ClientSteps host={host} client={oauth} />;
  return session === undefined ? (
    <FirstSteps state={firstRunOf(host)} asks={asks} />
  ) : (
    <AskSteps host={host} session={session} />
  );
}

function draw(): void {
  const host = following?.host();
  if (api === undefined) render(<Door wasRefused={wasRefused} onToken={enter} />, root);
  if (api === undefined || following === undefined || host === undefined) return;
  const known = { host, handshakes: following.handshakes(), isLive, chosen };
  render(
    <Inspector
      known={known}
      api={api}
      firstSteps={firstStepsOf(host)}
      clock={following.now}
      onChange={changed}
    />,
    root,
  );
}

/** Looks at all there is. */
function lookAgain(): void {
  following?.load().then(() => {
    isLive = true;
    draw();
  }, lost);
}

/** The host was told something by this page: it and the others look again. */
function changed(): void {
  say({ is: 'changed' });
  lookAgain();
}

function lock(): void {
  sessionStorage.removeItem(store);
  api = undefined;
  following = undefined;
  token = '';
  wasRefused = true;
  draw();
}

function lost(error: unknown): void {
  if (error instanceof ClosedDoorError) lock();
  isLive = false;
  draw();
}

/** Asks for what is new for as long as this page is let in, and tells the others. */
async function live(isLetIn: () => boolean, mine: Following): Promise<void> {
  while (isLetIn()) {
    try {
      if (!isLive) {
        await mine.load();
        say({ is: 'changed' });
      }
      isLive = true;
      draw();
      const page = await mine.wait();
      say(page.isWhole ? { is: 'changed' } : { is: 'page', page });
    } catch (error: unknown) {
      if (isLive) say({ is: 'changed' });
      lost(error);
      await later(againMs);
    }
  }
}

function enter(given: string): void {
  token = given;
  sessionStorage.setItem(store, given);
  api = openHostApi((path, init) => fetch(path, init), given);
  const mine = follow(api, Date.now, draw);
  following = mine;
  lookAgain();
  // A browser has six connections to an origin: of many pages one waits, and tells the others.
  const { locks } = navigator as { readonly locks?: LockManager };
  const keepLive = (): Promise<void> => live(() => following === mine, mine);
  if (locks === undefined) void keepLive();
  else void locks.request('docs-handshake-live', keepLive);
}

others.addEventListener('message', ({ data }: MessageEvent<Word>) => {
  if (data.is === 'who-knows' && token !== '') say({ is: 'token', token });
  if (data.is === 'token' && token === '' && data.token !== undefined && !wasRefused) {
    enter(data.token);
  }
  if (data.is === 'page' && data.page !== undefined) following?.take(data.page);
  if (data.is === 'changed') lookAgain();
});
addEventListener('hashchange', () => {
  if (takeToken()) return;
  choose();
  draw();
});

function begin(): void {
  choose();
  const kept = sessionStorage.getItem(store);
  if (kept !== null) {
    enter(kept);
    return;
  }
  say({ is: 'who-knows' });
  void later(patienceMs).then(() => {
    if (token === '') draw();
  });
}

if (!takeToken()) begin();
