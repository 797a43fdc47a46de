import type { Page as BrowserPage } from 'playwright';
import type { Stop } from '../../protocol/exchange.js';
import { sessionOf } from '../../protocol/visit-kinds.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { fieldValue } from '../fields.js';
import { policyOf } from '../http/same-site.js';
import { botCheckOf } from '../sign-in/bot-check.js';
import { endingOf } from '../sign-in/dead-end.js';
import { asksToSignIn } from '../sign-in/form.js';
import type { SignInState } from '../sign-in/machine.js';
import { readPage } from '../sign-in/page.js';
import type { Page } from '../sign-in/page.js';
import { place, stopAt } from '../wording.js';
import { fieldsOf } from './record/live-hop.js';
import type { LiveHop } from './record/live-hop.js';
import type { PageRecord } from './record/record.js';

/** What a page shows once its scripts have run. */
export interface View {
  readonly url: string;
  readonly page: Page;
  readonly asks: boolean;
  /** Why the browser would not submit what was filled in (HTML constraint validation); empty where it would. */
  readonly invalid: string;
  /** True where something in it could still lead on by itself. */
  readonly lively: boolean;
}

/** What a page says of itself in one answer; roots of open shadow trees count as the document does. */
interface PageSight {
  readonly html: string;
  readonly frames: number;
  /** Password fields that take room. */
  readonly passwords: number;
  readonly invalid: string;
}

/** Runs in the page. Playwright's own selectors would send it a library of their own first, larger than most pages. */
function sightNow(): PageSight {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) {
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      if (shadowRoot !== null) roots.push(shadowRoot);
    }
  }
  const passwords = roots
    .flatMap((root) => [...root.querySelectorAll('input[type="password"]')])
    .filter((field) => field.checkVisibility({ visibilityProperty: true }))
    .map((field) => field.getBoundingClientRect());
  const doctype =
    document.doctype === null ? '' : new XMLSerializer().serializeToString(document.doctype);
  return {
    html: `${doctype}${document.querySelector(':root')?.outerHTML ?? ''}`,
    frames: roots.flatMap((root) => [...root.querySelectorAll('iframe, frame, object, embed')])
      .length,
    passwords: passwords.filter(({ width, height }) => width > 0 && height > 0).length,
    invalid: document.querySelector<HTMLInputElement>('input:invalid')?.validationMessage ?? '',
  };
}

/** Longer than its idle callback waits, in milliseconds: in a page that may run no scripts it never comes. */
const idleMs = 2_500;

/** Waits until the page's event loop has nothing else to do. Rejects where the page goes away meanwhile. */
async function idle(page: BrowserPage): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, idleMs)));
  const rest = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestIdleCallback(() => resolve(), { timeout: 2_000 });
      }),
  );
  // It may end long after nobody waits for it any more.
  rest.catch(() => undefined);
  await Promise.race([rest, enough]).finally(() => clearTimeout(timer));
}

/**
 * Reads the page as it stands, after a round trip through its event loop: what was due has run by then.
 *
 * @returns undefined where the page went away meanwhile, or does not answer
 */
export async function lookAt(page: BrowserPage, capMs: number): Promise<View | undefined> {
  const reading = (async (): Promise<View> => {
    await idle(page);
    const { html, frames, passwords, invalid } = await page.evaluate(sightNow);
    const url = page.url();
    const read = await readPage(html, url);
    return {
      url,
      page: read,
      invalid,
      asks: passwords > 0 || asksToSignIn(read),
      lively: read.scripts > 0 || read.handlers || frames > 0,
    };
  })();
  // The page may be busy for good; then it is judged without a look.
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), capMs);
  });
  return Promise.race([reading, enough])
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}

/** The referrer policy of the page whose form was answered with this hop, where it made the browser send `Origin: null`. */
function nullOriginOf(record: PageRecord, hop: LiveHop): string | undefined {
  if (hop.method !== 'POST' || hop.origin !== 'null') return undefined;
  const page = record.navigations.hops[record.navigations.hops.indexOf(hop) - 1];
  if (page === undefined) return undefined;
  const marked = /<meta[^>]+name=["']?referrer\b[^>]*\b(no-referrer|same-origin)["'\s>]/i;
  return (
    policyOf(marked.exec(page.body?.text ?? '')?.[1]) ??
    policyOf(fieldValue(fieldsOf(record.chainOf(page), page), 'referrer-policy'))
  );
}

/** Why a visit ends at a page, in the words that both drivers use. */
export function endingOfPage(
  record: PageRecord,
  view: View | undefined,
  state: SignInState,
  target: Target,
  visit: Visit,
): Stop {
  const hop = record.navigations.shown ?? record.navigations.hops.at(-1);
  if (hop === undefined) {
    return stopAt(
      'not-made',
      'The docs page did not lead to the login URL, so the login flow was not asked',
    );
  }
  const where = place(view?.url.startsWith('http') === true ? view.url : hop.url);
  const answer = { status: hop.status ?? 200, fields: fieldsOf(record.chainOf(hop), hop) };
  const check = botCheckOf(answer, view?.page);
  if (check !== undefined) {
    return stopAt(
      'no-form',
      `${where} showed a check for machines (${check}), which the browser did not get past`,
      'let the login flow be reached without the check',
    );
  }
  const stop = endingOf({
    answer,
    where,
    state,
    target,
    user: visit.user,
    inBrowser: true,
    toPassword: hop.credentials || (hop.method === 'POST' && hop.cause === 'form'),
    nullOrigin: nullOriginOf(record, hop),
    ...(view === undefined ? {} : { page: view.page }),
  });
  if (stop.code === 'sign-in-page' && (target.signIn.how === 'script' || state === 'off')) {
    const hint = sessionOf(visit) === 'anonymous' || target.signIn.how === 'script';
    if (hint)
      return stopAt(stop.code, `${where} showed a sign-in page`, 'this visit does not sign in');
  }
  return stop;
}
