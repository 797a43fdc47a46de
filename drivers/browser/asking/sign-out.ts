import type { Page, Request, Response } from 'playwright';
import type { Exchange, Hop, Stop } from '../../../protocol/exchange.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { sealField } from '../../../protocol/secrecy/sealed-message.js';
import type { SignOutScript, Target } from '../../../protocol/visit.js';
import { asSignedOut } from '../../asking/asked-exchange.js';
import type { Tab } from '../../chromium/tab.js';
import { namesSet } from '../../http/cookie-jar.js';
import { place, shortened, stopAt } from '../../wording.js';
import { faultStop } from '../fault.js';

/** A reader who was signed out, or why not. */
export interface SignedOut {
  /** False where it failed: then that is the end of the visit. */
  readonly done: boolean;
  readonly exchange: Exchange;
}

/** How long a customer's script may take, in answers' worth of time, as for signing in. */
const answers = 4;

/** The requests that led to an answer, in order. */
function requestsOf(response: Response): readonly Request[] {
  const found: Request[] = [];
  for (let one: Request | null = response.request(); one !== null; one = one.redirectedFrom()) {
    found.unshift(one);
  }
  return found;
}

/** One request of the way out. */
async function hopOf(request: Request, at: number, startedAtMs: number): Promise<Hop> {
  const response = await request.response();
  const headers = (await response?.headersArray()) ?? [];
  const cookie = (await request.headerValue('cookie').catch(() => null)) ?? '';
  const set = headers.filter(({ name }) => /^set-cookie$/i.test(name)).map(({ value }) => value);
  const status = response?.status();
  return {
    method: request.method(),
    url: seal(request.url()),
    cause: at === 0 ? 'start' : 'redirect',
    credentials: false,
    ...(status === undefined ? {} : { status }),
    headers: headers.map(({ name, value }) => sealField(name, value)),
    sentAtMs: startedAtMs,
    receivedAtMs: Date.now(),
    cookiesSent:
      cookie === '' ? [] : cookie.split(/;\s*/).map((pair) => pair.split('=', 1)[0] ?? ''),
    cookiesSet: namesSet(set),
  };
}

/** Opens the sign-out URL, as a reader who follows a link does. */
async function byUrl(
  page: Page,
  url: string,
  target: Target,
): Promise<{ readonly hops: readonly Hop[]; readonly stop?: Stop }> {
  const startedAtMs = Date.now();
  let response: Response | null;
  try {
    response = await page.goto(url, { waitUntil: 'load', timeout: target.timeoutMs });
  } catch (error) {
    const words = /net::\w+/.exec(error instanceof Error ? error.message : '')?.[0];
    return { hops: [], stop: faultStop({ url, words: words ?? 'net::ERR_TIMED_OUT' }, target) };
  }
  const requests = response === null ? [] : requestsOf(response);
  const hops = await Promise.all(requests.map((one, at) => hopOf(one, at, startedAtMs)));
  const status = response?.status() ?? 200;
  if (status < 400) return { hops };
  const seen = `${place(url)} answered the sign-out with ${status}`;
  return { hops, stop: stopAt('status', seen, 'correct --sign-out-url') };
}

/** Lets the customer's own script sign out; gives the end where it could not. */
async function byScript(
  page: Page,
  signOut: SignOutScript,
  { timeoutMs }: Target,
): Promise<Stop | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Stop>((resolve) => {
    timer = setTimeout(
      () => resolve(stopAt('timeout', 'signOut of --sign-in did not end in time')),
      answers * timeoutMs,
    );
  });
  const script = (async (): Promise<Stop | undefined> => {
    try {
      await signOut(page);
      return undefined;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const said = shortened(words.split('\n', 1)[0] ?? '');
      return { code: 'status', seen: 'signOut of --sign-in failed', said };
    }
  })();
  return Promise.race([script, late]).finally(() => clearTimeout(timer));
}

/** Signs a reader out in the tab in which they signed in: by the script of `--sign-in`, else by the sign-out URL. */
export async function signOutInBrowser(
  { page }: Tab,
  target: Target,
  begun: Exchange,
): Promise<SignedOut> {
  const { signIn, endpoints } = target;
  if (signIn.how === 'script' && signIn.signOut !== undefined) {
    const stop = await byScript(page, signIn.signOut, target);
    return stop === undefined
      ? { done: true, exchange: asSignedOut(begun, 'signOut of --sign-in') }
      : { done: false, exchange: { ...begun, stop } };
  }
  const url = endpoints?.signOut ?? '';
  const { hops, stop } = await byUrl(page, url, target);
  const exchange = { ...begun, hops: [...begun.hops, ...hops] };
  return stop === undefined
    ? { done: true, exchange: asSignedOut(exchange, place(url)) }
    : { done: false, exchange: { ...exchange, stop } };
}
