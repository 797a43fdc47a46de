import type { Exchange } from '../../../protocol/exchange.js';
import { findToken } from '../../../protocol/jose/find-token.js';
import type { Context } from '../../../protocol/requirement.js';
import { decodeLoosely } from '../../../protocol/url/callback.js';
import { parseUrl } from '../../../protocol/url/parse-url.js';

/** Scheme and host of a URL; `javascript:` and its like have a scheme only. A `blob:` URL's `origin` is that of another URL. */
export function placeOf(url: URL): string {
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol;
}

/** Where the tokens of a visit went, besides docs and login flow: every place that a navigation with a token named. */
export function strayed(
  exchange: Exchange,
  { docsOrigin, loginOrigin }: Context,
): readonly string[] {
  const urls = [
    ...exchange.navigations.map(({ url }) => url.reveal()),
    ...(exchange.callback === undefined ? [] : [exchange.callback.url.reveal()]),
  ];
  const places = urls
    .filter((url) => findToken(url) !== undefined || findToken(decodeLoosely(url)) !== undefined)
    // A URL that no browser can resolve takes the token nowhere.
    .flatMap((url) => (URL.canParse(url) ? [placeOf(new URL(url))] : []));
  return [...new Set(places)].filter((each) => each !== docsOrigin && each !== loginOrigin);
}

/** Where tokens go in an honest visit: a flow that always sends them astray falls elsewhere. */
export function strayedHonestly(context: Context): readonly string[] {
  return context.honest === undefined ? [] : strayed(context.honest.exchange, context);
}

/** The places that a return value names: resolved against the docs, and as it stands (`https:host` is one or the other). */
export function namedPlaces(value: string, docsOrigin: string, path: string): readonly string[] {
  return [`${docsOrigin}${path}`, undefined].flatMap((base) => {
    const url = parseUrl(value, base);
    return url === undefined ? [] : [placeOf(url)];
  });
}
