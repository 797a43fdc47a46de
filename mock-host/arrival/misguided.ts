import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import { refusalFor } from '../../judge/arrival/refusals.js';
import type { Place } from '../site.js';

/**
 * Visitors who never get as far as handing over a token. The words are those of the row that names the case, and what
 * arrived is said in constant words: nothing of the request is in them.
 */

/** What the host goes by to name where a token belongs. */
type TokenPlace = Pick<Place, 'facts' | 'docsPath'>;

/** The callback path, misspelt, or a reserved path where a docs page was due. */
export function wrongPage(rules: ArrivalRules): Refusal {
  const { facts } = rules.handshake;
  const path = facts.callbackPath;
  const actual =
    path === undefined
      ? `The visitor was sent below ${facts.loginPath}, where no page takes a token.`
      : `The visitor was sent to another spelling of ${path}: letter case, a slash too many, or a part too many.`;
  return refusalFor(rules, 'wrong-page', actual);
}

/** Where a token would have been taken: the end of a sentence. */
export function rightPlace({ facts, docsPath }: TokenPlace): string {
  const { callbackPath, carrier } = facts;
  if (carrier.by === 'cookies') return 'in this handshake none travels';
  if (carrier.by === 'code') {
    return `in this handshake a code travels, in the query of ${callbackPath ?? 'the redirect URI'}`;
  }
  if (carrier.by === 'query') {
    const page = callbackPath ?? 'a docs page';
    return `it belongs into the parameter ${carrier.name} of ${page}`;
  }
  if (callbackPath !== undefined) return `it belongs at ${callbackPath}`;
  return docsPath === ''
    ? 'it belongs at a docs page'
    : `it belongs at a docs page below ${docsPath}`;
}

/** What a page says that a token came to and that takes none. */
export const strayWords = (place: TokenPlace): string =>
  `A token arrived here, and nobody takes it here: ${rightPlace(place)}.`;

/** A token that a login flow brought to a page that needs a login. */
export const tokenAtPage = (rules: ArrivalRules): Refusal =>
  refusalFor(
    rules,
    'wrong-page',
    'The token came to a protected page, which takes none and sends its visitors to log in: once more, and again.',
  );

/** A form post at the callback: one that a redirect status passed on, password included, or one that brings the token. */
export const postedForm = (rules: ArrivalRules, holdsToken: boolean): Refusal =>
  holdsToken
    ? refusalFor(
        rules,
        'token-posted',
        'The token came in the body of a form, which the page at the callback does not see.',
      )
    : refusalFor(
        rules,
        'form-passed-on',
        'The browser came with POST, as after a 307 or 308. The body holds no token.',
      );

/** A login flow and a docs host that send the visitor to and fro. */
export const circling = (rules: ArrivalRules): Refusal =>
  refusalFor(
    rules,
    'circles',
    'The visitor asked for the same protected page four times within ten seconds, without a login in between.',
  );
