import type { DriverName } from '../../protocol/exchange.js';
import type { Context } from '../../protocol/requirement.js';
import type { Visit } from '../../protocol/visit.js';

/** The visits that several requirements judge. A requirement with a visit of its own declares it beside itself. */

export const bothDrivers: readonly [DriverName, DriverName] = ['http', 'browser'];

const honest = { honest: true, drivers: bothDrivers } as const;

/** A reader without a session asks for a page and signs in. */
export const signingIn: Visit = {
  ...honest,
  name: 'sign-in',
  title: 'sign in on the way to /quickstart',
  session: 'signing-in',
  returnTo: '/quickstart',
};

/** A reader who is signed in at the login flow, without a page in mind. */
export const plain: Visit = {
  ...honest,
  name: 'plain',
  title: 'come back signed in, no page asked for',
  session: 'live',
  ride: 'host',
};

/** A reader who is signed in at the login flow and asked for a page. */
export const deepLink: Visit = {
  ...honest,
  name: 'deep-link',
  title: 'come back signed in, on the way to /quickstart',
  session: 'live',
  returnTo: '/quickstart',
};

/** The plain visit again, late enough for another second to have begun (Ed25519 signs the same text the same way). */
export const later: Visit = {
  ...honest,
  name: 'later',
  title: 'come back once more, 1.1 s after the plain visit',
  session: 'live',
  after: { visit: plain, ms: 1_100 },
};

/** A signed-in reader follows a login link on a docs page: cookies, `Referer` and Fetch Metadata are those of a click. */
export const fromDocsLink: Visit = {
  ...honest,
  name: 'from-docs-link',
  title: 'come back signed in by a link on a docs page',
  session: 'live',
  clicked: true,
};

/** A signed-in reader comes back in the browser of the sign-in, with all that the login flow left in it. */
export const backInSameBrowser: Visit = {
  ...honest,
  name: 'back-in-same-browser',
  title: 'come back in the browser that signed in, service worker included',
  session: 'live',
  drivers: ['browser'],
  sameBrowser: true,
};

/** A visitor without a session who does not sign in. */
export const anonymous: Visit = {
  ...honest,
  name: 'anonymous',
  title: 'no session, no sign-in',
  session: 'anonymous',
};

/** What callback, token, user and HTTP rows judge. */
export const honestVisits: readonly [Visit, ...Visit[]] = [signingIn, plain, deepLink];

/** True where this driver saw the login flow hand over a token at all. */
export const handsOver = ({ other }: Pick<Context, 'other'>): boolean =>
  honestVisits.some((visit) => other(visit)?.token !== undefined);

/** Why a row about the hand-over does not pass for what a stranger is shown, although it may fall for it. */
export const strangersOnly: string = 'Only the sign-in page was seen, and nothing behind it.';
