import type { Exchange } from '../../../protocol/exchange.js';
import { readAuthorizationResponse } from '../../../protocol/oauth/authorization-response.js';
import { broughtWord, type Context } from '../../../protocol/requirement.js';
import { sentenceOf } from '../../../protocol/stop.js';
import { met, notReached, notReachedFor, unmet, type Finding } from '../../../protocol/verdict.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import { quoted } from '../sentences.js';
import { signInAgain } from '../sign-in-visits.js';
import { bringsToken } from '../token/received-token.js';
import { deepLink, plain, signingIn } from '../visits.js';
import { limitCause } from './header-limits.js';
import { postedToken, repeatedPost } from './posted-token.js';

/** Ends that say nothing about the login flow: it could not be driven to the hand-over. */
const undriven = new Set([
  'unreachable',
  'tls',
  'timeout',
  'garbage',
  'no-form',
  'sign-in-refused',
  'browser-needed',
  'not-made',
]);

/** True where no live visit brought a token although the sign-in did: that is `live-session-returns`. */
function onlySignInBrings(context: Context): boolean {
  return (
    bringsToken(context.other(signingIn)?.exchange, context.facts) &&
    ![plain, deepLink].some((visit) => bringsToken(context.other(visit)?.exchange, context.facts))
  );
}

/** Why a live visit says nothing of its own about the hand-over; undefined where it does. */
function withoutSession(exchange: Exchange, context: Context): Finding | undefined {
  const signIn = context.other(signingIn)?.exchange;
  if (sessionOf(context.visit) !== 'live' || signIn === undefined) return undefined;
  if (undriven.has(signIn.stop.code)) return notReachedFor(signIn.stop);
  if (!bringsToken(signIn, context.facts)) return undefined;
  return exchange.stop.code === 'sign-in-page' || onlySignInBrings(context)
    ? notReached(
        `This visitor, who had signed in before, got no ${broughtWord(context.facts)}: see live-session-returns.`,
      )
    : undefined;
}

/** The answer that ended the visit, where it was one of these statuses. */
const endedWith = ({ hops, stop }: Exchange, ...statuses: readonly number[]): boolean =>
  stop.code === 'status' && statuses.includes(hops.at(-1)?.status ?? 0);

const expectedOf = ({ facts }: Context): string =>
  `After signing in, the visitor is redirected to the docs with a ${broughtWord(facts)}.`;

/** What a redirect to the docs brought instead. */
function emptyHanded({ callback }: Exchange, { facts }: Context): string {
  const { error, description } = readAuthorizationResponse(callback?.url.reveal() ?? '');
  if (facts.carrier.by !== 'code' || error === undefined) {
    return `The visitor was redirected to the docs, but the redirect carries no ${broughtWord(facts)}.`;
  }
  const said = description === undefined ? '' : ` (${quoted(description)})`;
  return `The visitor was sent back to the docs with error=${quoted(error)}${said}.`;
}

/** What one driver saw of a visit that brought no token, the other driver left aside. */
function alone(exchange: Exchange, context: Context): Finding {
  const { code } = exchange.stop;
  if (undriven.has(code)) return notReachedFor(exchange.stop);
  if (endedWith(exchange, 503)) {
    return notReachedFor(exchange.stop, '', 'The login flow is not ready; run again when it is.');
  }
  if (code === 'sign-in-page' && context.signIn === 'undeclared')
    return notReachedFor(exchange.stop);
  // A session that a page made may be bound to what only a browser sends.
  const moved = context.signIn === 'script' && context.driver === 'http' && context.worksElsewhere;
  if (code === 'sign-in-page' && moved) return notReachedFor(exchange.stop);
  const unseen = withoutSession(exchange, context);
  if (unseen !== undefined) return unseen;
  const expected = expectedOf(context);
  return exchange.callback === undefined
    ? unmet(
        expected,
        `${sentenceOf(exchange.stop)}${limitCause(exchange)}${repeatedPost(exchange)}`,
      )
    : unmet(expected, postedToken(exchange) ?? emptyHanded(exchange, context));
}

/** The row that says where the hand-over has to go. */
const awayRow = ({ facts }: Context): string =>
  facts.carrier.by === 'code' ? 'oauth-redirect-exact' : 'callback-origin';

/** Where the browser blocked the hand-over of the sign-in: the row that falls for it. */
function blocked(exchange: Exchange, context: Context): Finding | undefined {
  const signIn = context.other(signingIn)?.exchange ?? exchange;
  const at = signIn.callback?.blocked === undefined ? undefined : signIn.callback.url.reveal();
  if (at === undefined) return undefined;
  const away = !URL.canParse(at) || new URL(at).origin !== context.docsOrigin;
  return notReached(
    `The browser blocked the redirect behind the sign-in form: see ${away ? awayRow(context) : 'handoff-not-blocked'}.`,
  );
}

/** What a browser saw that did not get in where plain HTTP did. */
function besideHttp(exchange: Exchange, context: Context): Finding {
  const { code } = exchange.stop;
  const signedIn =
    context.signIn === 'form' && bringsToken(context.elsewhere(signingIn)?.exchange, context.facts);
  if (!signedIn || bringsToken(context.other(signingIn)?.exchange, context.facts))
    return alone(exchange, context);
  const finding =
    code === 'sign-in-refused'
      ? unmet(expectedOf(context), sentenceOf(exchange.stop))
      : alone(exchange, context);
  // What the browser kept from a script is no question of whether the flow would let anybody in.
  if (finding.is !== 'unmet' || exchange.scriptRedirect !== undefined) return finding;
  const again = context.elsewhere(signInAgain)?.exchange;
  if (again !== undefined && !bringsToken(again, context.facts)) {
    return notReachedFor(
      exchange.stop,
      '',
      'Plain HTTP had signed in before, and is refused now, too: a limit of sign-ins, a lock, or one session a user, as it seems; wait, or lift it for this run.',
    );
  }
  const how = again === undefined ? '' : ', before and afterwards';
  return unmet(
    finding.expected,
    `${finding.actual} Plain HTTP got in with the same name and password${how}.`,
  );
}

/** What plain HTTP saw, which runs no scripts: where a browser got in, that is no fall, but for a flow that breaks. */
function besideBrowser(exchange: Exchange, context: Context): Finding {
  const finding = alone(exchange, context);
  if (finding.is !== 'unmet') return finding;
  const here = bringsToken(context.elsewhere(context.visit)?.exchange, context.facts);
  const inside = bringsToken(context.other(signingIn)?.exchange, context.facts);
  const unable = !inside && bringsToken(context.elsewhere(signingIn)?.exchange, context.facts);
  const broke = (exchange.hops.at(-1)?.status ?? 0) >= 500 && context.honest !== undefined;
  return (here || unable) && !broke
    ? notReached(
        `A browser got in, and plain HTTP, which runs no scripts, did not. ${finding.actual}`,
        sentenceOf(exchange.stop),
      )
    : finding;
}

/** What a visit shows of the hand-over: whether what the handshake goes by came, and if not, how far it got. */
export function reached(exchange: Exchange, context: Context): Finding {
  const stopped = context.driver === 'browser' ? blocked(exchange, context) : undefined;
  if (stopped !== undefined) return stopped;
  if (bringsToken(exchange, context.facts)) return met;
  return context.driver === 'browser'
    ? besideHttp(exchange, context)
    : besideBrowser(exchange, context);
}
