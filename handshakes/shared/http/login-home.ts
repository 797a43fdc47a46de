import type { Exchange } from '../../../protocol/exchange.js';
import type { Context } from '../../../protocol/requirement.js';
import { deepLink, plain, signingIn } from '../visits.js';

/** The origin whose answer handed over, as far as this visit came to that. */
function handingOver({ callback, hops }: Exchange): string | undefined {
  const url = callback === undefined ? undefined : hops[callback.hop]?.url.reveal();
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

/**
 * The origin of the login flow itself, whose cookies and pages are the company's own: where the sign-in hands over.
 * The login URL may only lead there, from http to https or from www to the bare name. Until a visit has handed over,
 * it is the origin of the login URL.
 */
export function homeOf(
  exchange: Exchange,
  context: Pick<Context, 'loginOrigin' | 'other'>,
): string {
  const others = [signingIn, plain, deepLink].map((visit) => context.other(visit)?.exchange);
  for (const one of [exchange, ...others]) {
    const origin = one && handingOver(one);
    if (origin !== undefined) return origin;
  }
  return context.loginOrigin;
}
