import type { CallbackSeen, Exchange, Navigation, StopCode } from '../protocol/exchange.js';
import type { TokenFacts } from '../protocol/handshake.js';
import { readCallback } from '../protocol/url/callback.js';
import { carriedToken } from '../protocol/url/destination.js';

/** Ends that show that the login flow has nothing behind such a URL: a page of its own there would have led on. */
const deadEnds = new Set<StopCode>(['status', 'page', 'sign-in-page', 'loop']);
/** Where any path may take a token, a page may hand it on by a script that plain HTTP does not see. */
const pathlessEnds = new Set<StopCode>(['status', 'sign-in-page', 'loop']);

const parsed = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined);

/** True for the callback as the docs host knows it, but on the origin that was asked for a login. */
function isAtHome({ url, cause }: Navigation, home: string, facts: TokenFacts): boolean {
  const text = url.reveal();
  const to = parsed(text);
  return (
    cause === 'redirect' &&
    to?.origin === home &&
    (facts.callbackPath === undefined || to.pathname === facts.callbackPath) &&
    carriedToken(text) !== undefined &&
    readCallback(text, facts.carrier).token?.place === facts.carrier.by
  );
}

/**
 * The exchange with a hand-over to the login flow's own host, as a proxy makes it that rewrites `Location`:
 * everything about it is right but the host, so that it is one, and what came after it is no part of the flow.
 * Unchanged where there is none, or where it led on to the docs.
 */
export function withHomeCallback(exchange: Exchange, facts: TokenFacts): Exchange {
  const { callback, stop, hops, navigations } = exchange;
  const home = parsed(hops[0]?.url.reveal() ?? '')?.origin;
  const ends = facts.callbackPath === undefined ? pathlessEnds : deadEnds;
  if (callback !== undefined || home === undefined || !ends.has(stop.code)) return exchange;
  const at = navigations.findIndex((each) => isAtHome(each, home, facts));
  const seen = navigations[at];
  const hop = seen === undefined ? undefined : hops[seen.from];
  if (seen === undefined || hop === undefined) return exchange;
  const field = (wanted: string) =>
    hop.headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const [location, date] = [field('location'), Date.parse(field('date')?.reveal() ?? '')];
  const found: CallbackSeen = {
    url: seen.url,
    ...(location === undefined ? {} : { location }),
    hop: seen.from,
    arrivedAtMs: hop.receivedAtMs,
    ...(Number.isNaN(date) ? {} : { dateMs: date }),
  };
  return {
    ...exchange,
    hops: hops.slice(0, seen.from + 1),
    navigations: navigations.slice(0, at + 1),
    callback: found,
    stop: {
      code: 'left',
      seen: `${home} sent the token to its own ${new URL(seen.url.reveal()).pathname} instead of the docs`,
    },
  };
}
