import type { Exchange } from '../../../protocol/exchange.js';
import { broughtWord, type Context } from '../../../protocol/requirement.js';
import { sentenceOf } from '../../../protocol/stop.js';
import { met, notReached, notReachedFor, unmet, type Finding } from '../../../protocol/verdict.js';
import type { Visit } from '../../../protocol/visit.js';
import { bringsToken } from '../token/received-token.js';
import { backInSameBrowser, deepLink, later, plain } from '../visits.js';

/** Answers that say more of a rate limit or of a busy server than of the session. */
const limited = new Set([429, 503]);
/** Ends that show nothing of what the login flow decided. */
const unseen = new Set(['not-made', 'browser-needed', 'unreachable', 'timeout']);

/** Names of cookies that the plain visit brought with its first request and this one did not. */
function leftBehind(exchange: Exchange, context: Context): readonly string[] {
  const here = new Set(exchange.hops[0]?.cookiesSent);
  const there = context.other(plain)?.exchange.hops[0]?.cookiesSent ?? [];
  return there.filter((name) => !here.has(name));
}

/** A failure that the service worker has a part in: what the browser says of the network is not the cause. */
const withWorker = (sentence: string, broken: boolean): string =>
  broken
    ? 'The service worker of the login flow is active, and with it the navigation fails; let it pass event.request on as it is, or leave navigations alone.'
    : `The service worker of the login flow is active: ${sentence}`;

/**
 * What a live session is worth to a reader who comes another way than by typing: by a link, or in the browser that
 * signed in. Only what works by typing can fail here, and only where the session is still alive after it.
 */
export function returnsOtherwise(exchange: Exchange, context: Context): Finding {
  const { facts } = context;
  if (bringsToken(exchange, facts)) return met;
  const { code } = exchange.stop;
  const sentence = sentenceOf(exchange.stop);
  const brings = (visit: Visit): boolean => {
    const other = context.other(visit)?.exchange;
    return bringsToken(other, facts);
  };
  if (!brings(plain) && !brings(deepLink)) {
    return notReached(`No visit of a signed-in reader brought a ${broughtWord(facts)}.`);
  }
  const sameBrowser = context.visit.name === backInSameBrowser.name;
  const broken = sameBrowser && exchange.hops.some(({ status }) => status === undefined);
  if (unseen.has(code) && !broken) return notReachedFor(exchange.stop);
  if (limited.has(exchange.hops.at(-1)?.status ?? 0)) return notReachedFor(exchange.stop);
  const without = leftBehind(exchange, context);
  if (without.length > 0 && !sameBrowser) {
    return notReached(
      `The browser did not send ${JSON.stringify(without[0])} along with a link of another site: see cookies-scoped.`,
    );
  }
  if (sameBrowser && code === 'sign-in-page' && exchange.serviceWorker !== true) {
    // What a page keeps there may have been renewed by another visit meanwhile.
    return notReachedFor(exchange.stop);
  }
  // What ends a session for another reason ends it for every later visit, too.
  if (!brings(later)) return notReachedFor(exchange.stop, 'The session had ended by then.');
  return unmet(
    sameBrowser
      ? `In the browser that signed in, a live session leads to the docs with a fresh ${broughtWord(facts)}.`
      : `By a link on a docs page, a live session leads to the docs with a fresh ${broughtWord(facts)}.`,
    exchange.serviceWorker === true ? withWorker(sentence, broken) : sentence,
  );
}
