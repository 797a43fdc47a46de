import type { DriverName } from '../../protocol/exchange.js';
import { brought, type Context } from '../../protocol/requirement.js';
import type { Visit, VisitOf } from '../../protocol/visit.js';

/** The visits that several requirements judge. A requirement with a visit of its own declares it beside itself. */

export const bothDrivers: readonly [DriverName, DriverName] = ['http', 'browser'];

/** A reader without a session asks for a page and signs in. */
export const signingIn: VisitOf<'sign-in'> = {
  kind: 'sign-in',
  drivers: bothDrivers,
  name: 'sign-in',
  title: 'sign in on the way to /quickstart',
  bareTitle: 'sign in',
  returnTo: '/quickstart',
};

/** A reader who is signed in at the login flow, without a page in mind. */
export const plain: VisitOf<'return'> = {
  kind: 'return',
  drivers: bothDrivers,
  name: 'plain',
  comes: 'signed-in',
  title: 'no page asked for',
  ride: 'host',
};

/** A reader who is signed in at the login flow and asked for a page. */
export const deepLink: VisitOf<'return'> = {
  kind: 'return',
  drivers: bothDrivers,
  name: 'deep-link',
  comes: 'signed-in',
  title: 'on the way to /quickstart',
  bareTitle: 'no page asked for, again',
  returnTo: '/quickstart',
};

/** The plain visit again, late enough for another second to have begun (Ed25519 signs the same text the same way). */
export const later: VisitOf<'return-later'> = {
  kind: 'return-later',
  drivers: bothDrivers,
  name: 'later',
  comes: 'once-more',
  title: '1.1 s after the plain visit',
  after: { visit: plain, ms: 1_100 },
};

/** A signed-in reader follows a login link on a docs page: cookies, `Referer` and Fetch Metadata are those of a click. */
export const fromDocsLink: VisitOf<'return-by-link'> = {
  kind: 'return-by-link',
  drivers: bothDrivers,
  name: 'from-docs-link',
  comes: 'signed-in',
  title: 'by a link on a docs page',
};

/** A signed-in reader comes back in the browser of the sign-in, with all that the login flow left in it. */
export const backInSameBrowser: VisitOf<'return-in-same-browser'> = {
  kind: 'return-in-same-browser',
  name: 'back-in-same-browser',
  comes: 'back',
  title: 'in the browser that signed in, service worker included',
  drivers: ['browser'],
};

/** A visitor without a session who does not sign in. */
export const anonymous: VisitOf<'stranger'> = {
  kind: 'stranger',
  drivers: bothDrivers,
  name: 'anonymous',
  title: 'no session, no sign-in',
};

/** What callback, token, user and HTTP rows judge. */
export const honestVisits: readonly [Visit, ...Visit[]] = [signingIn, plain, deepLink];

/** True where this driver saw the login flow hand over a token at all, or say who reads. */
export const handsOver = ({ other }: Pick<Context, 'other'>): boolean =>
  honestVisits.some((visit) => {
    const reading = other(visit);
    return reading !== undefined && brought(reading);
  });

/** Why a row about the hand-over does not pass for what a stranger is shown, although it may fall for it. */
export const strangersOnly: string = 'Only the sign-in page was seen, and nothing behind it.';
