import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { withoutCarried } from '../../../protocol/url/callback.js';
import { answerChange, callbackChange } from '../mutants.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { reached } from './reaching.js';
import type { HandshakeTexts } from '../texts.js';

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
