import type { CDPSession } from 'playwright';
import type { PageState } from './page-state.js';

/** A refresh further ahead ends idle sessions; it is not a way on. In seconds. */
const longestRefresh = 30;

/** Notes where a page goes, how far it has loaded, and what the browser says of it. */
export function watchPage(cdp: CDPSession, state: PageState): void {
  watchNavigations(cdp, state);
  watchLoading(cdp, state);
  watchPolicies(cdp, state);
}

/** Where the page asks to go, and where it went. */
function watchNavigations(cdp: CDPSession, state: PageState): void {
  const { navigations } = state;
  cdp.on('Page.frameRequestedNavigation', ({ frameId, disposition, reason, url }) => {
    const mine = frameId === state.frame && disposition === 'currentTab';
    if (mine) navigations.announce(url, reason.startsWith('formSubmission') ? 'form' : 'page');
    state.happened(mine);
  });

  cdp.on('Page.frameScheduledNavigation', ({ frameId, reason, delay, url }) => {
    if (frameId !== state.frame) return;
    const refreshes = reason === 'metaTagRefresh' || reason === 'httpHeaderRefresh';
    if (refreshes && delay <= longestRefresh) state.dueMs = Date.now() + delay * 1000;
    if (/^javascript:/i.test(url)) navigations.addressChanged(url);
    state.happened(false);
  });

  cdp.on('Page.frameClearedScheduledNavigation', ({ frameId }) => {
    if (frameId === state.frame) state.dueMs = undefined;
    state.happened(false);
  });

  cdp.on('Page.frameNavigated', ({ frame: { id, parentId, loaderId, unreachableUrl } }) => {
    if (parentId !== undefined) return state.happened(false);
    state.frame = id;
    state.parsed = false;
    state.dueMs = undefined;
    state.shownMs = Date.now();
    const hop = state.liveHopOf(loaderId);
    if (state.isOfFlow(hop) && unreachableUrl === undefined) {
      navigations.shown = hop;
      state.pages += 1;
    } else state.handedOver();
    state.happened(true);
  });

  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === state.frame) navigations.addressChanged(url);
    state.happened(false);
  });
}

/** How far the page has loaded. */
function watchLoading(cdp: CDPSession, state: PageState): void {
  cdp.on('Page.domContentEventFired', () => {
    state.parsed = true;
    state.happened(false);
  });
  cdp.on('Page.loadEventFired', () => {
    state.shownMs = Date.now();
    state.happened(false);
  });
  cdp.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frameId === state.frame) state.loading = true;
    state.happened(false);
  });
  cdp.on('Page.frameStoppedLoading', ({ frameId }) => {
    if (frameId === state.frame) state.loading = false;
    state.happened(frameId === state.frame);
  });
}

/** What a policy of the page forbade. */
function watchPolicies(cdp: CDPSession, state: PageState): void {
  cdp.on('Log.entryAdded', ({ entry: { text } }) => {
    const policy = /violates the following Content Security Policy directive/.test(text);
    const forms = policy && /^Sending form data|form-action/.test(text);
    if (forms || text.startsWith('Blocked form submission'))
      state.navigations.forbade = text.trim();
    // A look at a page may cause such a word, so it is no sign of life.
    state.watch.touch();
  });
}
