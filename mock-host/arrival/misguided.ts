import type { Refusal } from '../../judge/arrival/judgement.js';
import type { Site } from '../site.js';

/** Arrivals that never get as far as handing over a token. Constant words: nothing of the request is in them. */

/** The callback path, misspelt, or a reserved path where a docs page was due. */
export function wrongPath(site: Site): Refusal {
  const path = site.handshake.callbackPath;
  return path === undefined
    ? {
        accepted: false,
        code: 'page-on-docs',
        title:
          'The target is a docs page, not one of the paths that the docs host keeps for itself',
        expected: 'A docs page, such as / or /quickstart.',
        actual: 'The visitor was sent below /login.',
        why: 'Personalization has no callback path: no page there takes the token.',
        fix: 'Redirect to the docs page itself, with the token as the fragment.',
      }
    : {
        accepted: false,
        code: 'callback-path',
        title: `The path of the callback is exactly ${path}`,
        expected: `The path ${path}.`,
        actual: 'Another spelling of it: letter case, a slash too many, or a part too many.',
        why: 'The docs host answers that path alone; any other one shows a page that cannot log in.',
        fix: `Build the callback URL as the docs origin and ${path}.`,
      };
}

/** Where a token would have been taken: the end of a sentence. */
export function rightPlace(site: Site): string {
  const { callbackPath } = site.handshake;
  if (callbackPath !== undefined) return `it belongs at ${callbackPath}`;
  return site.docsPath === ''
    ? 'it belongs at a docs page'
    : `it belongs at a docs page below ${site.docsPath}`;
}

/** What a page says that a token came to and that takes none. */
export const strayWords = (site: Site): string =>
  `A token arrived here, and nobody takes it here: ${rightPlace(site)}.`;

/** A form post that a redirect status passed on, password included. */
export const postPassedOn: Refusal = {
  accepted: false,
  code: 'status-drops-credentials',
  title: 'The answer to the sign-in form is not a 307 or 308',
  expected: 'A redirect that the browser follows with GET: 303, or 302.',
  actual: 'The browser came with POST, as after a 307 or 308. The body holds no token.',
  why: 'The browser sends the form again, so the password went to the docs host, another operator.',
  fix: 'Answer the sign-in form with 303 See Other.',
};

/** A page's form that brings the token in its body, as OAuth's form_post does. */
export const tokenPosted: Refusal = {
  accepted: false,
  code: 'callback-reached',
  title: 'After signing in, the visitor leaves the login flow with a token',
  expected: 'A redirect with the token as the fragment of the URL.',
  actual: 'The token came in the body of a form.',
  why: 'The callback is a page that reads its own fragment: it takes no POST, and sees no body.',
  fix: 'Redirect with 303 to the callback, with the token behind the #.',
};

/** A login flow and a docs host that send the visitor to and fro. */
export const goesInCircles: Refusal = {
  accepted: false,
  code: 'callback-reached',
  title: 'After signing in, the visitor leaves the login flow with a token',
  expected: 'A visitor who comes back by the callback path, with a token.',
  actual:
    'The visitor asked for the same protected page four times within ten seconds, without a login in between.',
  why: 'Docs and login flow send the browser to and fro until it gives up.',
  fix: 'Redirect to the callback path with the token as the fragment, not to the page itself.',
};
