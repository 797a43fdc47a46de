import type { Exchange } from '../../../protocol/exchange.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { sentenceOf } from '../../../protocol/stop.js';
import { readCallback, withoutCarried } from '../../../protocol/url/callback.js';
import { met, notReached, notReachedFor, unmet, type Finding } from '../../../protocol/verdict.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import { answerChange, callbackChange } from '../mutants.js';
import { signInAgain } from '../sign-in-visits.js';
import { bothDrivers, deepLink, honestVisits, plain, signingIn } from '../visits.js';
import { limitCause } from './header-limits.js';
import { postedToken, repeatedPost } from './posted-token.js';
import type { HandshakeTexts } from '../texts.js';

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

const brought = (exchange: Exchange | undefined): boolean =>
  exchange?.callback !== undefined &&
  readCallback(exchange.callback.url.reveal()).token !== undefined;

/** True where no live visit brought a token although the sign-in did: that is `live-session-returns`. */
function onlySignInBrings(context: Context): boolean {
  return (
    brought(context.other(signingIn)?.exchange) &&
    ![plain, deepLink].some((visit) => brought(context.other(visit)?.exchange))
  );
}

/** Why a live visit says nothing of its own about the hand-over; undefined where it does. */
function withoutSession(exchange: Exchange, context: Context): Finding | undefined {
  const signIn = context.other(signingIn)?.exchange;
  if (sessionOf(context.visit) !== 'live' || signIn === undefined) return undefined;
  if (undriven.has(signIn.stop.code)) return notReachedFor(signIn.stop);
  if (!brought(signIn)) return undefined;
  return exchange.stop.code === 'sign-in-page' || onlySignInBrings(context)
    ? notReached('This visitor, who had signed in before, got no token: see live-session-returns.')
    : undefined;
}

/** The answer that ended the visit, where it was one of these statuses. */
const endedWith = ({ hops, stop }: Exchange, ...statuses: readonly number[]): boolean =>
  stop.code === 'status' && statuses.includes(hops.at(-1)?.status ?? 0);

const expected = 'After signing in, the visitor is redirected to the docs with a token.';

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
  return exchange.callback === undefined
    ? unmet(
        expected,
        `${sentenceOf(exchange.stop)}${limitCause(exchange)}${repeatedPost(exchange)}`,
      )
    : unmet(
        expected,
        postedToken(exchange) ??
          'The visitor was redirected to the docs, but the redirect carries no token.',
      );
}

/** Where the browser blocked the hand-over of the sign-in: the row that falls for it. */
function blocked(exchange: Exchange, context: Context): Finding | undefined {
  const signIn = context.other(signingIn)?.exchange ?? exchange;
  const at = signIn.callback?.blocked === undefined ? undefined : signIn.callback.url.reveal();
  if (at === undefined) return undefined;
  const away = !URL.canParse(at) || new URL(at).origin !== context.docsOrigin;
  return notReached(
    `The browser blocked the redirect behind the sign-in form: see ${away ? 'callback-origin' : 'handoff-not-blocked'}.`,
  );
}

/** What a browser saw that did not get in where plain HTTP did. */
function besideHttp(exchange: Exchange, context: Context): Finding {
  const { code } = exchange.stop;
  const signedIn = context.signIn === 'form' && brought(context.elsewhere(signingIn)?.exchange);
  if (!signedIn || brought(context.other(signingIn)?.exchange)) return alone(exchange, context);
  const finding =
    code === 'sign-in-refused'
      ? unmet(expected, sentenceOf(exchange.stop))
      : alone(exchange, context);
  // What the browser kept from a script is no question of whether the flow would let anybody in.
  if (finding.is !== 'unmet' || exchange.scriptRedirect !== undefined) return finding;
  const again = context.elsewhere(signInAgain)?.exchange;
  if (again !== undefined && !brought(again)) {
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
  const here = brought(context.elsewhere(context.visit)?.exchange);
  const inside = brought(context.other(signingIn)?.exchange);
  const unable = !inside && brought(context.elsewhere(signingIn)?.exchange);
  const broke = (exchange.hops.at(-1)?.status ?? 0) >= 500 && context.honest !== undefined;
  return (here || unable) && !broke
    ? notReached(
        `A browser got in, and plain HTTP, which runs no scripts, did not. ${finding.actual}`,
        sentenceOf(exchange.stop),
      )
    : finding;
}

function reached(exchange: Exchange, context: Context): Finding {
  const stopped = context.driver === 'browser' ? blocked(exchange, context) : undefined;
  if (stopped !== undefined) return stopped;
  if (brought(exchange)) return met;
  return context.driver === 'browser'
    ? besideHttp(exchange, context)
    : besideBrowser(exchange, context);
}

/** The row that everything else hangs on. */
export const callbackReached = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'callback-reached',
    inLocation: true,
    essential: true,
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'After signing in, the visitor leaves the login flow with a token',
    why: 'Without a token the docs host has nothing to go by, and no reader gets in.',
    fix:
      texts.facts.carrier.by === 'query'
        ? `End the login flow with a redirect to the docs that has the signed JWT as its parameter ${texts.facts.carrier.name}.`
        : 'End the login flow with a redirect to the docs whose fragment is the signed JWT.',
    arrivalCases: ['no-token', 'token-posted', 'circles'],
    stage: 'exchange',
    visits: [...honestVisits, ...texts.furtherWays],
    seenBy: bothDrivers,
    browserDecides: true,
    check: ({ exchange }, context) => reached(exchange, context),
    brokenBy: [
      { name: '500-instead', change: () => ({ answer: () => ({ status: 500, headers: [] }) }) },
      {
        name: 'no-token',
        change: callbackChange((url) => withoutCarried(url, texts.facts.carrier)),
      },
      {
        name: 'proxy-header-limit',
        change: () => ({
          answer: () => ({
            status: 502,
            headers: [['Content-Type', 'text/html']],
            body: '<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>nginx',
          }),
        }),
      },
      {
        name: 'proxy-header-limit-told',
        change: () => ({
          answer: () => ({
            status: 502,
            headers: [['Content-Type', 'text/html']],
            body: '<title>502</title>upstream sent too big header while reading response header',
          }),
        }),
      },
      {
        name: 'request-header-limit',
        change: () => ({ answer: () => ({ status: 431, headers: [] }) }),
      },
      {
        name: 'post-repeated',
        change: (honest) => ({
          answer: (location, token, request) =>
            request.method === 'POST'
              ? { status: 307, headers: [['Location', '/docs-login/complete']] }
              : honest.answer(location, token, request),
        }),
      },
      {
        name: 'token-in-form-body',
        // Over HTTP nothing shows what the script of the page would send.
        seenBy: ['browser'],
        change: () => ({
          answer: (location) => {
            const [action = '', token = ''] = location.split('#');
            const page = `<form method="post" action="${action.replaceAll('&', '&amp;')}"><input type="hidden" name="token" value="${token}"></form><script>document.forms[0].submit()</script>`;
            return { status: 200, headers: [['Content-Type', 'text/html']], body: page };
          },
        }),
      },
      {
        name: 'timers-lead-nowhere',
        change: () => ({
          answer: () => ({
            status: 200,
            headers: [['Content-Type', 'text/html; charset=utf-8']],
            body: `<!doctype html><title>Welcome</title><h1>Welcome back</h1><p>${'Here is what is new in your workspace since you were here last. '.repeat(5)}</p><script>setInterval(() => { document.title = 'Welcome'; }, 1000)</script>`,
          }),
        }),
      },
      {
        name: '403-with-scripts',
        withoutSession: 'harmless',
        change: () => ({
          // Before any form: it could be taken for a check for machines.
          requiresSignIn: ({ method }) => method === 'POST',
          answer: () => ({
            status: 403,
            headers: [['Content-Type', 'text/html; charset=utf-8']],
            body: "<!doctype html><title>Forbidden</title><h1>Forbidden</h1><script>document.cookie = 'seen=1'; document.title = 'No';</script>",
          }),
        }),
      },
      {
        name: 'redirect-to-itself',
        withoutSession: 'harmless',
        change: answerChange({ headers: () => [['Location', '/docs-login']] }),
      },
      ...(texts.facts.knowsAnchors
        ? [
            {
              name: 'anchor-without-token',
              change: callbackChange((url) => url.replace(/#jwt=.*&anchor=/s, '#')),
              alsoFells: [
                {
                  id: 'redirect-no-injection',
                  why: 'an anchor that is a token then takes the place of the own one',
                },
              ],
            },
          ]
        : []),
    ],
  });
