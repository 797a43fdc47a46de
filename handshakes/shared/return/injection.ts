import {
  requirement,
  type AtCallback,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { decodeLoosely } from '../../../protocol/url/callback.js';
import { met, notApplicable, notReached, unmet, type Finding } from '../../../protocol/verdict.js';
import { afterSignIn, callbackChange } from '../mutants.js';
import { plural, quoted } from '../sentences.js';
import { twoTabs, twoTabsBare } from '../sign-in-visits.js';
import { bothDrivers, deepLink } from '../visits.js';
import { injectionVisits } from './value-visits.js';
import { hostileHost, injected } from './values.js';
import type { HandshakeTexts } from '../texts.js';

type Callback = AtCallback['callback'];

/** What stands before the token besides the documented forms; an anchor may hold any text, and anchor-order judges where it stands. */
const prefix = ({ envelope }: Callback): string =>
  envelope?.before.replace(/^anchor=[^&]*&/, '').replace(/^jwt=$/, '') ?? '';

/** The fragment of the value that was sent, decoded; undefined where it has none. */
function sentFragment({ sent = '' }: Context): string | undefined {
  const at = sent.indexOf('#');
  return at < 0 ? undefined : decodeLoosely(sent.slice(at + 1));
}

/** True where a text holds the value's own fragment; an empty one leaves its # alone. */
function holdsSent(text: string, context: Context): boolean {
  if (text.includes(injected)) return true;
  const own = sentFragment(context);
  return own !== undefined && (own === '' ? text.startsWith('#') : text.includes(own));
}

/** The values of the callback's return parameter, form-decoded once. */
const redirects = (callback: Callback | undefined, { facts }: Context): readonly string[] =>
  callback?.query.filter(([name]) => name === facts.returnParam).map(([, value]) => value) ?? [];

/** How many redirects the callback has where nobody injects one. */
const usualRedirects = (context: Context): number =>
  Math.max(
    1,
    ...[context.honest?.callback, context.other(deepLink)?.callback].map(
      (callback) => redirects(callback, context).length,
    ),
  );

/** A parameter of the value that became one of the callback's own. Where the callback is the page itself, its query belongs to it. */
function escaped(callback: Callback, context: Context): string | undefined {
  if (context.facts.callbackPath === undefined) return undefined;
  const [front = ''] = (context.sent ?? '').split('#', 1);
  const behind = new URLSearchParams(front.split('&').slice(1).join('&'));
  const usual = context.honest?.callback?.query.map(([name]) => name) ?? [];
  return [...behind.keys()].find(
    (name) =>
      name !== context.facts.returnParam &&
      !usual.includes(name) &&
      callback.query.some(([own]) => own === name),
  );
}

function judgeInjection({ callback }: AtCallback, context: Context): Finding {
  if (context.returnParam === undefined) {
    return notApplicable('The login link carries no return value (--return-param none).');
  }
  const expected =
    "The fragment begins with the flow's own token, and there is at most one redirect.";
  const given = `With the return value ${quoted(context.sent)}`;
  if (callback.token === undefined) {
    return holdsSent(decodeLoosely(callback.fragment?.reveal() ?? ''), context)
      ? unmet(expected, `${given} its text stands in the fragment in place of the token.`)
      : notReached('The callback carries no token.');
  }
  const usual = context.honest?.callback === undefined ? '' : prefix(context.honest.callback);
  const before = prefix(callback);
  if (before !== usual && holdsSent(before, context)) {
    return unmet(expected, `${given} its text stands before the token in the fragment.`);
  }
  const values = redirects(callback, context);
  if (values.length > usualRedirects(context) || values.includes(`//${hostileHost}`)) {
    return unmet(
      expected,
      `${given} the callback has ${plural(values.length, 'redirect')}, one of them injected.`,
    );
  }
  const parameter = escaped(callback, context);
  return parameter === undefined
    ? met
    : unmet(
        'The return value stays one parameter of the callback.',
        `${given} its ${quoted(parameter)} became a parameter of the callback.`,
      );
}

/** A return value as flows write it that build a URL from pieces: what Node.js refuses in a header is still encoded. */
const written = (value: string): string => value.replace(/[^\u0020-\u007e]/gu, encodeURIComponent);

const isPath = (value: string | undefined): value is string =>
  value !== undefined && /^\/(?![/\\])/.test(value);

/** A return value stays inside its one parameter. */
export const redirectNoInjection = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'redirect-no-injection',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'The return value cannot put a token or a second redirect into the callback',
    why: 'Whoever writes the link then chooses whose login the reader gets, or where the reader goes.',
    fix: 'Percent-encode the return value before it becomes part of the callback URL.',
    stage: 'callback',
    visits: [...injectionVisits(texts), twoTabs, twoTabsBare],
    seenBy: bothDrivers,
    check: judgeInjection,
    brokenBy: [
      {
        name: 'unencoded-redirect',
        change: callbackChange((url, token, request) => {
          const value = request.returnTo;
          if (!isPath(value)) return url;
          return texts.facts.callbackPath !== undefined
            ? `${request.callbackBase}?${texts.facts.returnParam}=${written(value)}#${token}`
            : /^[^#]*#aaa/.test(value)
              ? `${request.docsOrigin}${written(value)}#${token}`
              : url;
        }),
        alsoFells: [
          { id: 'redirect-exact', why: 'a value with & or # in it comes back cut' },
          { id: 'location-valid', why: 'blanks and quotes stand raw in the Location' },
        ],
      },
      ...(texts.facts.callbackPath === undefined
        ? []
        : [
            {
              name: 'unencoded-after-sign-in',
              change: afterSignIn((url, token, request) =>
                isPath(request.returnTo)
                  ? `${request.callbackBase}?${texts.facts.returnParam}=${written(request.returnTo)}#${token}`
                  : url,
              ),
              alsoFells: [
                { id: 'redirect-exact', why: 'a value with & or # in it comes back cut' },
                { id: 'location-valid', why: 'without sessions every value comes behind the form' },
              ],
            },
          ]),
      {
        name: 'fragment-in-place-of-token',
        change: callbackChange((url, _token, request) => {
          const value = request.returnTo;
          if (!isPath(value) || !value.includes('#')) return url;
          return texts.facts.callbackPath !== undefined
            ? `${request.callbackBase}?${texts.facts.returnParam}=${written(value)}`
            : `${request.docsOrigin}${written(value)}`;
        }),
        alsoFells: [
          { id: 'redirect-exact', why: 'the anchor of a page becomes the fragment' },
          { id: 'callback-reached', why: 'a reader on the way to an anchor gets no token' },
        ],
      },
    ],
  });
