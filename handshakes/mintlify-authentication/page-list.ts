import type { Context } from '../../protocol/requirement.js';
import { decodeLoosely } from '../../protocol/url/callback.js';
import type { Visit, VisitOf } from '../../protocol/visit.js';
import { bothDrivers, deepLink } from '../shared/visits.js';

/**
 * Flows that keep a list of pages and send readers of all others to one place: careful, and no fault of the
 * value's journey. Most pages that visits ask for are made up, so such a list cannot know them.
 */

/** A page without anything odd, which no list of pages can hold. */
export const unlistedPage: VisitOf<'odd-return'> = {
  kind: 'odd-return',
  drivers: bothDrivers,
  name: 'unlisted-page',
  title: 'on the way to a page that no docs have',
  returnTo: '/guides/unlisted-page',
};

/** The first value of the callback's `redirect` in a visit; undefined where none came back. */
const backIn = (visit: Visit, { other, facts }: Context): string | undefined =>
  other(visit)?.callback?.query.find(([param]) => param === facts.returnParam)?.[1];

const isEmpty = (value: string | undefined): boolean => value === undefined || /^\/?$/.test(value);

/** Letters and digits only, in lower case. */
const gist = (value: string): string =>
  decodeLoosely(decodeLoosely(value))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** True where one value may be the other one, cut or written in another way. */
function isLike(back: string, sent: string): boolean {
  const [a, b] = [gist(back), gist(sent)];
  return a.includes(b) || b.includes(a);
}

/**
 * True where what came back is the one place for pages that a flow does not know: it comes for two pages or more
 * that it is not like, and /quickstart comes back as it is.
 *
 * @param pages the visits among which those pages are looked for
 */
export function isOnePlace(back: string, pages: readonly Visit[], context: Context): boolean {
  if (backIn(deepLink, context) !== deepLink.returnTo) return false;
  const strange = pages.filter(
    (visit) =>
      backIn(visit, context) === back &&
      typeof visit.returnTo === 'string' &&
      !isLike(back, visit.returnTo),
  );
  return strange.length > 1;
}

/**
 * True where a value that is missing after a sign-in would be missing without one, too, since the flow does not
 * know the page; and where nothing was seen of that.
 */
export function isUnlisted(value: string | undefined, context: Context): boolean {
  if (context.sent === deepLink.returnTo) return false;
  if (context.other(unlistedPage)?.callback === undefined) return isEmpty(value);
  const back = backIn(unlistedPage, context);
  if (back === unlistedPage.returnTo) return false;
  return back === value || (isEmpty(back) && isEmpty(value));
}
