import type { Exchange } from '../../../protocol/exchange.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import type { Target, Visit } from '../../../protocol/visit.js';
import { asEntered, mayAsk, notEntered, withCalls } from '../../asking/asked-exchange.js';
import { askingPage } from '../../asking/asking-page.js';
import { asks } from '../../asking/beginning.js';
import { sessionWanted } from '../../asking/wanted.js';
import { within } from '../../chromium/stall.js';
import type { Tab } from '../../chromium/tab.js';
import { addConfiguredHeaders } from '../configured-headers.js';
import { askFrom, openDocsPage, slackMs } from './page-asks.js';
import { signOutInBrowser } from './sign-out.js';

/** Keeps third-party cookies from pages, as other browsers do by themselves; false for a browser that cannot. */
async function blockThirdPartyCookies({ cdp }: Tab): Promise<boolean> {
  // Chromium 143 wants all three of them.
  const parameters = {
    enableThirdPartyCookieRestriction: true,
    disableThirdPartyCookieMetadata: true,
    disableThirdPartyCookieHeuristics: true,
  };
  return cdp.send('Network.setCookieControls', parameters).then(
    () => true,
    () => false,
  );
}

/**
 * What follows the navigation of a visit in which a page of the docs asks, if there was one, in the same tab.
 *
 * @param navigated absent for a visit that begins with the page that asks
 * @throws Stalled where the browser failed
 */
export async function askInBrowser(
  tab: Tab,
  target: Target,
  visit: Visit,
  navigated?: Exchange,
): Promise<Exchange> {
  if (!asks(target)) return navigated ?? notEntered(visit, 'browser');
  const signedIn = (navigated?.signIns ?? 0) > 0 || target.signIn.how === 'none';
  const entered = navigated && asEntered(navigated, signedIn);
  if (entered !== undefined && !mayAsk(entered)) return entered;
  let begun = entered ?? notEntered(visit, 'browser');
  if (visit.kind === 'signed-out') {
    const out = await signOutInBrowser(tab, target, begun);
    if (!out.done) return out.exchange;
    begun = out.exchange;
  } else if (navigated === undefined && sessionOf(visit) !== 'anonymous') {
    await addConfiguredHeaders(tab.cdp, target);
  }
  if (visit.kind === 'return-without-third-party-cookies' && !(await blockThirdPartyCookies(tab))) {
    const notes = ['This browser cannot keep third-party cookies from pages.'];
    return { ...begun, stop: { code: 'not-made', notes } };
  }
  const page = askingPage(visit, target);
  const url = page.url ?? `${target.docsOrigin}/`;
  await within(slackMs, 'its docs page', openDocsPage(tab.page, url));
  const wanted = sessionWanted(target.endpoints.session);
  return withCalls(begun, await askFrom(tab, target, page, wanted), target);
}
