/** Sends a request; `fetch` of the page, or that of a test. */
export type Ask = (url: string, init: RequestInit) => Promise<unknown>;

/** How long a browser takes, at most, to tell of what a policy stopped, in milliseconds. */
const afterwardsMs = 100;

/**
 * Asks, in a browser, whether a login URL answers: its status and its text stay unread (`no-cors`), no cookie goes
 * along, and HEAD, so that nobody is signed in. The docs host itself connects nowhere.
 *
 * A redirect to another origin ends at the page's own policy, and has answered all the same: such a violation names the
 * URL that was asked.
 *
 * @param refusals calls back for each URL that the policy of this page stopped, until what it gives is called
 */
export async function answersAt(
  url: string,
  ask: Ask,
  refusals: (heard: (url: string) => void) => () => void,
): Promise<boolean> {
  let wasStopped = false;
  const forget = refusals((stopped) => {
    wasStopped ||=
      stopped.split(/[?#]/)[0] === url.split(/[?#]/)[0] || stopped === new URL(url).origin;
  });
  try {
    await ask(url, {
      method: 'HEAD',
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    return true;
  } catch {
    // What the policy stopped is told after the request has failed.
    await new Promise((resolve) => setTimeout(resolve, afterwardsMs));
    return wasStopped;
  } finally {
    forget();
  }
}

/** The origins that a page's policy has to let it ask: those of the login URLs, for `connect-src`. */
export const askedOrigins = (loginUrls: readonly string[]): readonly string[] => [
  ...new Set(loginUrls.map((url) => new URL(url).origin)),
];
