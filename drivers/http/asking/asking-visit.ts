import type { Exchange } from '../../../protocol/exchange.js';
import { place, stopAt } from '../../wording.js';
import {
  asEntered,
  asSignedOut,
  mayAsk,
  notEntered,
  withCalls,
} from '../../asking/asked-exchange.js';
import { askingPage } from '../../asking/asking-page.js';
import { asks } from '../../asking/beginning.js';
import { sessionWanted } from '../../asking/wanted.js';
import { configuredOrigins } from '../../../protocol/visit.js';
import type { Target } from '../../../protocol/visit.js';
import { openCookieJar } from '../cookie-jar.js';
import type { CookieJar } from '../cookie-jar.js';
import { originOf } from '../location.js';
import { makeVisit } from '../visit.js';
import type { HttpVisit } from '../visit.js';
import { fetchAsPage } from './page-fetch.js';

/** The target of a visit that opens the sign-out URL, with what may go there. */
function signOutTarget(target: Target, url: string): Target {
  const own = configuredOrigins(target).headers.includes(originOf(url));
  return { ...target, loginUrl: url, ...(own ? {} : { headers: [] }) };
}

/** What a reader is shown who signs out, behind what led there. */
function joined(before: Exchange, { hops, navigations }: Exchange): Exchange {
  const moved = navigations.map((one) => ({
    ...one,
    from: one.from < 0 ? one.from : one.from + before.hops.length,
  }));
  return {
    ...before,
    hops: [...before.hops, ...hops],
    navigations: [...before.navigations, ...moved],
  };
}

/**
 * Signs a reader out, and gives a jar as it was before: whoever kept the cookies comes with it.
 *
 * @returns the jar, or the exchange that ends at a sign-out that failed
 */
async function signOut(
  options: HttpVisit,
  entered: Exchange,
  url: string,
): Promise<{ readonly exchange: Exchange; readonly jar?: CookieJar }> {
  const { target, visit } = options;
  const kept = await options.jar.all();
  const { name, title, drivers } = visit;
  const out = await makeVisit({
    ...options,
    target: signOutTarget(target, url),
    visit: { kind: 'return', name, title, drivers },
    signsIn: false,
  });
  const exchange = joined(entered, out);
  const status = out.hops.at(-1)?.status;
  if (status === undefined) return { exchange: { ...exchange, stop: out.stop } };
  if (status >= 400) {
    const seen = `${place(url)} answered the sign-out with ${status}`;
    return { exchange: { ...exchange, stop: stopAt('status', seen, 'correct --sign-out-url') } };
  }
  const jar = openCookieJar();
  await jar.adopt(kept);
  return { exchange: asSignedOut(exchange, place(url)), jar };
}

/**
 * What follows the navigation of a visit in which a page of the docs asks, if there was one: the page asks where the
 * reader got so far. Rejects only when aborted.
 *
 * @param navigated absent for a visit that begins with the page that asks
 */
export async function askOverHttp(options: HttpVisit, navigated?: Exchange): Promise<Exchange> {
  const { target, visit } = options;
  if (!asks(target)) return navigated ?? notEntered(visit, 'http');
  const { session, signOut: signOutUrl } = target.endpoints;
  const signedIn = (navigated?.signIns ?? 0) > 0 || target.signIn.how === 'none';
  const entered = navigated && asEntered(navigated, signedIn);
  if (entered !== undefined && !mayAsk(entered)) return entered;
  let begun = entered ?? notEntered(visit, 'http');
  let { jar } = options;
  if (visit.kind === 'signed-out' && signOutUrl !== undefined) {
    const out = await signOut(options, begun, signOutUrl);
    if (out.jar === undefined) return out.exchange;
    begun = out.exchange;
    jar = out.jar;
  }
  const came = await fetchAsPage(
    { ...options, jar },
    sessionWanted(session),
    askingPage(visit, target),
  );
  return withCalls(begun, came, target);
}
