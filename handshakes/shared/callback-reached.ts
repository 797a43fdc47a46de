import { readCallback } from '../../protocol/callback.js';
import type { Exchange } from '../../protocol/exchange.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import { answerChange, callbackChange } from './compose.js';
import { bothHandshakes } from './sources.js';
import { anchorLink, bothDrivers, deepLink, honestVisits, plain } from './visits.js';

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
    brought(context.other('sign-in')?.exchange) &&
    ![plain, deepLink].some((visit) => brought(context.other(visit.name)?.exchange))
  );
}

/** Why a live visit says nothing of its own about the hand-over; undefined where it does. */
function withoutSession(exchange: Exchange, context: Context): string | undefined {
  const signIn = context.other('sign-in')?.exchange;
  if (context.visit.session !== 'live' || signIn === undefined) return undefined;
  if (undriven.has(signIn.stop.code)) return signIn.stop.sentence;
  if (!brought(signIn)) return undefined;
  return exchange.stop.code === 'sign-in-page' || onlySignInBrings(context)
    ? 'This visitor, who had signed in before, got no token: see live-session-returns.'
    : undefined;
}

/** The sentence that names a header limit as the cause of a refusal, where the status or the page says so; otherwise empty. */
function limitCause({ hops, stop }: Exchange): string {
  const last = hops.at(-1);
  if (stop.code !== 'status' || last === undefined) return '';
  if (last.status === 431) {
    return ' 431 means that the request header is too large: raise the limit (Node.js: --max-http-header-size; nginx: large_client_header_buffers), or set fewer and smaller cookies.';
  }
  if (last.status !== 502) return '';
  const told = last.body?.text?.reveal().includes('upstream sent too big header') === true;
  const cure =
    'raise its limit for response headers (nginx: proxy_buffer_size), or make the token smaller';
  return told
    ? ` Its page says “upstream sent too big header”: ${cure}.`
    : ` A proxy could not use the login flow's answer; if its log says “upstream sent too big header”, ${cure}.`;
}

function reached(exchange: Exchange, context: Context): Finding {
  if (brought(exchange)) return met;
  const { code, sentence } = exchange.stop;
  if (undriven.has(code)) return notReached(sentence);
  if (code === 'sign-in-page' && context.signIn === 'undeclared') return notReached(sentence);
  // A session that a page made may be bound to what only a browser sends.
  const moved = context.signIn === 'script' && context.driver === 'http' && context.worksElsewhere;
  if (code === 'sign-in-page' && moved) return notReached(sentence);
  const reason = withoutSession(exchange, context);
  if (reason !== undefined) return notReached(reason);
  const expected = 'After signing in, the visitor is redirected to the docs with a token.';
  return exchange.callback === undefined
    ? unmet(expected, `${sentence}${limitCause(exchange)}`)
    : unmet(expected, 'The visitor was redirected to the docs, but the redirect carries no token.');
}

/** The row that everything else hangs on. */
export const callbackReached: Requirement = requirement({
  id: 'callback-reached',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'After signing in, the visitor leaves the login flow with a token',
  why: 'Without a token the docs host has nothing to go by, and no reader gets in.',
  fix: 'End the login flow with a redirect to the docs whose fragment is the signed JWT.',
  stage: 'exchange',
  visits: [...honestVisits, anchorLink],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => reached(exchange, context),
  brokenBy: [
    { name: '500-instead', change: () => ({ answer: () => ({ status: 500, headers: [] }) }) },
    { name: 'no-token', change: callbackChange((url) => url.replace(/#.*$/, '')) },
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
      change: () => ({
        answer: () => ({
          status: 403,
          headers: [['Content-Type', 'text/html; charset=utf-8']],
          body: "<!doctype html><title>Forbidden</title><h1>Forbidden</h1><script>document.cookie = 'seen=1'; document.title = 'No';</script>",
        }),
      }),
    },
    {
      name: 'redirect-to-itself',
      change: answerChange({ headers: () => [['Location', '/docs-login']] }),
    },
    {
      name: 'anchor-without-token',
      handshake: 'mintlify-personalization',
      change: callbackChange((url) => url.replace(/#jwt=.*&anchor=/s, '#')),
      alsoFells: [
        {
          id: 'redirect-no-injection',
          why: 'an anchor that is a token then takes the place of the own one',
        },
      ],
    },
  ],
});
