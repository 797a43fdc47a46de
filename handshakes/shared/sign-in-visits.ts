import type { VisitOf } from '../../protocol/visit.js';
import { bothDrivers, plain, signingIn } from './visits.js';

/** The visits about signing in, each in a cookie jar of its own unless it comes back. */

/** Text that stands in no claim of anybody's. */
export const forged = 'docs-handshake-forged';
/** An end of the session that nobody sets: in the year 2286. */
export const forgedExpiry = '9999999999';

/**
 * A second tab in the same browser, a form that says more than it was asked, and a return value that shows what the
 * sign-in does to it. The three have nothing to do with each other; one sign-in shows all.
 */
export const twoTabs: VisitOf<'two-tabs'> = {
  kind: 'two-tabs',
  drivers: bothDrivers,
  name: 'two-tabs',
  title: 'sign in with another page in a second tab, the form claiming other groups',
  returnTo: '/guides/First+tab?x=1&y=%2Fa+b%2Bc%20d#step',
  secondTab: '/guides/second-tab',
  formFields: [
    ['groups', forged],
    ['groups[]', forged],
    ['role', forged],
    ['content[firstName]', forged],
    ['expiresAt', forgedExpiry],
  ],
};

/**
 * The same with nothing added to the form: made where the sign-in with two tabs did not get through, since a strict form
 * may refuse fields that it does not know.
 */
export const twoTabsBare: VisitOf<'two-tabs-in-doubt'> = {
  kind: 'two-tabs-in-doubt',
  drivers: bothDrivers,
  name: 'two-tabs-bare',
  title: 'sign in with another page in a second tab, nothing added to the form',
  returnTo: '/guides/First-tab-again?x=1&y=%2Fa+b#step',
  secondTab: '/guides/second-tab-again',
  inDoubt: twoTabs,
};

/** An ordinary sign-in, where that did not get through either: a limit on sign-ins stops this one, too. */
export const stillSignsIn: VisitOf<'sign-in-in-doubt'> = {
  kind: 'sign-in-in-doubt',
  drivers: bothDrivers,
  name: 'sign-in-after-two-tabs',
  title: 'sign in once more, as at first',
  returnTo: '/quickstart',
  inDoubt: twoTabsBare,
};

/** One wrong password, then the right one: also what sets a counter of failed attempts back to nothing. */
export const wrongFirst: VisitOf<'wrong-password'> = {
  kind: 'wrong-password',
  drivers: bothDrivers,
  name: 'wrong-password',
  title: 'sign in after one wrong password',
  returnTo: '/guides/second-attempt',
};

/** The second user signs in, on the way to a page that nobody else asks for: no cache can know it. */
export const secondSignIn: VisitOf<'user-sign-in'> = {
  kind: 'user-sign-in',
  drivers: bothDrivers,
  name: 'second-sign-in',
  title: 'the second user signs in',
  user: 'second',
  returnTo: '/guides/second-user',
  after: { visit: plain, ms: 1_100 },
};

/** The first user comes back after the second one signed in. */
export const firstBack: VisitOf<'user-return'> = {
  kind: 'user-return',
  drivers: bothDrivers,
  name: 'first-back',
  title: 'the first user comes back after the second one signed in',
  user: 'first',
};

/** The second user comes back, to the very URL that the first one had asked for. */
export const secondBack: VisitOf<'user-return'> = {
  kind: 'user-return',
  drivers: bothDrivers,
  name: 'second-back',
  title: 'the second user comes back after the first one',
  user: 'second',
  ride: 'second-user',
};

/** The second user once more, on the way to a page that nobody else asks for: what is theirs is still the same. */
export const secondAgain: VisitOf<'user-return'> = {
  kind: 'user-return',
  drivers: bothDrivers,
  name: 'second-again',
  title: 'the second user comes back once more, on the way to a page of their own',
  user: 'second',
  returnTo: '/guides/second-user-again',
};

const rushSize = 20;

/** Both users sign in ten times each, all at the same time. */
export const rush: readonly VisitOf<'simultaneous-sign-in'>[] = Array.from(
  { length: rushSize },
  (_none, index) => ({
    kind: 'simultaneous-sign-in',
    drivers: ['http'],
    name: `rush-${index + 1}`,
    title: `${rushSize} sign-ins at the same time, number ${index + 1}`,
    user: index % 2 === 0 ? 'first' : 'second',
  }),
);

/** The cookies from before the sign-in, after it. */
export const earlierCookies: VisitOf<'earlier-cookies'> = {
  kind: 'earlier-cookies',
  drivers: ['http'],
  name: 'earlier-cookies',
  title: 'come back with the cookies from before the sign-in alone',
};

/** The sign-in without its titles. */
const { bareTitle: _bareTitle, ...onceMore } = signingIn;

/** Whether plain HTTP still gets in: made where a browser did not, after plain HTTP did. No schedule holds it. */
export const signInAgain: VisitOf<'sign-in'> = {
  ...onceMore,
  name: 'sign-in-again',
  title: 'sign in once more over plain HTTP, after the browser did not get in',
  drivers: ['http'],
};

/** The sign-in whose cookies a browser hands over to plain HTTP, which cannot sign in by itself. No schedule holds it. */
export const signInForHttp: VisitOf<'sign-in'> = {
  ...onceMore,
  name: 'sign-in-for-http',
  title: 'sign in once more in a browser, for plain HTTP, which cannot',
  drivers: ['browser'],
};
