import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { decodeLoosely, type CallbackReading } from '../../protocol/url/callback.js';
import { met, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import { sessionOf } from '../../protocol/visit-kinds.js';
import { afterSignIn, callbackChange } from '../shared/mutants.js';
import { quoted } from '../shared/sentences.js';
import { twoTabs, twoTabsBare } from '../shared/sign-in-visits.js';
import { bothDrivers, deepLink, plain, signingIn } from '../shared/visits.js';
import { anchorLink, oddAnchor } from './anchor-visits.js';
import type { EditionId } from './facts.js';
import { anchorText } from './texts.js';

/** The anchor that a visit asked for; undefined for none. */
export const askedAnchor = (context: Context): string | undefined => {
  const at = context.returnParam === undefined ? -1 : (context.sent ?? '').indexOf('#');
  return at < 0 ? undefined : context.sent?.slice(at + 1);
};

const expected = 'The fragment is jwt=<JWT>&anchor=<name>, the name without # and percent-encoded.';

/** What stands around the token in the fragment, as sent. */
interface Around {
  readonly before: string;
  readonly after: string;
}

function around({ fragment, token, envelope }: CallbackReading): Around | undefined {
  if (envelope === undefined || token === undefined) return undefined;
  const text = fragment?.reveal() ?? '';
  return { before: text.slice(0, text.indexOf(token.text.reveal())), after: envelope.after };
}

/** True for a fragment without an anchor that is right, or that callback-fragment-form notes. */
const isBare = ({ before, after }: Around): boolean =>
  (before === '' || before === 'jwt=') && after === '';

/** What is wrong with the name of an anchor; undefined where nothing is. */
function nameFault(anchor: string, wanted: string | undefined): string | undefined {
  if (anchor.startsWith('#') || anchor.startsWith('%23')) return 'The anchor begins with #.';
  if (/^(?:undefined|null|None|NaN|\[object(?: |%20)Object\])$/.test(anchor)) {
    return `The anchor is ${quoted(anchor)}.`;
  }
  const cut = wanted !== undefined && wanted !== anchor && wanted.startsWith(`${anchor}&`);
  return cut || /[^\u0021-\u007e]/.test(anchor)
    ? `The anchor ${quoted(wanted ?? anchor)} is not percent-encoded, and is read as ${quoted(anchor)}.`
    : undefined;
}

/** What is wrong around a token that an anchor goes with; undefined where nothing is. */
function formFault({ before, after }: Around): string | undefined {
  if (after.startsWith('#')) return 'The anchor stands behind a second # instead.';
  const first = /^anchor=[^&]*&jwt=$/.test(before) && after === '';
  if (before !== 'jwt=' && !first) {
    const shown = quoted(before.slice(0, 24));
    return before === ''
      ? 'jwt= is missing before the token.'
      : `${shown} stands before the token, not jwt=.`;
  }
  return first || /^&anchor=[^&]*$/.test(after)
    ? undefined
    : `${quoted(after.slice(0, 24))} stands behind the token, not &anchor=<name>.`;
}

function judgeForm(callback: CallbackReading, context: Context): Finding {
  const seen = around(callback);
  if (seen === undefined) return notReached('There is no token in the fragment.');
  if (isBare(seen)) return met;
  const wanted = askedAnchor(context);
  const { anchor = '' } = callback;
  const named = anchor === '' ? undefined : nameFault(anchor, wanted);
  if (wanted === undefined) {
    // Whatever else is wrong where no anchor was asked for is callback-fragment-form.
    return named === undefined ? met : unmet(expected, named);
  }
  const like = sessionOf(context.visit) === 'signing-in' ? signingIn : plain;
  const control = context.other(like)?.callback;
  const usual = control === undefined ? undefined : around(control);
  if (usual !== undefined && !isBare(usual) && !usual.after.startsWith('&anchor=')) {
    return notReached('The fragment is wrong without an anchor, too: see callback-fragment-form.');
  }
  const fault = named ?? formFault(seen);
  return fault === undefined ? met : unmet(expected, fault);
}

/** An anchored fragment of the honest flow, put together in another way. */
const anchoredAs = (write: (token: string, name: string) => string) =>
  callbackChange((url, token) =>
    url.replace(/#jwt=.*&anchor=(.*)$/s, (_all, name: string) => `#${write(token, name)}`),
  );

/** The one form in which the docs find an anchor beside the token. */
export const anchorForm: Requirement<EditionId> = requirement({
  id: 'anchor-form',
  level: { '2025-05': 'must', '2026-08': 'info' },
  class: 'documented',
  source: anchorText,
  title: 'An anchor is carried as jwt=<JWT>&anchor=<name>',
  why: 'The docs read the anchor from that one form; any other one breaks the token or is ignored.',
  fix: 'Build the fragment as #jwt=<JWT>&anchor=<name>, the name percent-encoded, and leave the anchor out where there is none.',
  onArrival: 'mentioned',
  arrivalCases: ['outdated-form'],
  stage: 'callback',
  visits: [plain, deepLink, anchorLink, oddAnchor, twoTabs, twoTabsBare],
  seenBy: bothDrivers,
  check: ({ callback }, context) => judgeForm(callback, context),
  brokenBy: [
    {
      name: 'anchor-with-hash',
      change: callbackChange((url) => url.replace('&anchor=', '&anchor=#')),
    },
    {
      name: 'anchor-after-second-hash',
      change: callbackChange((url) => url.replace(/#jwt=(.*)&anchor=/s, '#$1#')),
    },
    {
      name: 'anchor-unencoded',
      change: callbackChange((url) =>
        url.replace(/&anchor=(.*)$/s, (_all, name: string) => `&anchor=${decodeLoosely(name)}`),
      ),
    },
    {
      name: 'anchor-undefined',
      change: callbackChange((url, token) =>
        url.includes('anchor=') ? url : url.replace(/#.*$/s, `#jwt=${token}&anchor=undefined`),
      ),
    },
    {
      name: 'anchor-without-jwt-name',
      change: anchoredAs((token, name) => `${token}&anchor=${name}`),
    },
    {
      name: 'anchor-beside-other-name',
      change: anchoredAs((token, name) => `token=${token}&anchor=${name}`),
    },
    {
      name: 'anchor-behind-semicolon',
      change: anchoredAs((token, name) => `jwt=${token};anchor=${name}`),
    },
    {
      name: 'fragment-encoded-whole',
      change: anchoredAs((token, name) => encodeURIComponent(`jwt=${token}&anchor=${name}`)),
    },
    {
      name: 'anchor-behind-blank',
      change: anchoredAs((token, name) => `jwt=${token}&%20anchor=${name}`),
    },
    {
      name: 'anchor-twice',
      change: anchoredAs((token, name) => `jwt=${token}&anchor=&anchor=${name}`),
    },
    {
      name: 'anchor-before-token',
      change: anchoredAs((token, name) => `${name}#jwt=${token}`),
      alsoFells: [
        {
          id: 'redirect-no-injection',
          why: 'an anchor that is a token then stands where the docs look for theirs',
        },
      ],
    },
    {
      name: 'anchor-with-hash-after-sign-in',
      change: afterSignIn((url) => url.replace('&anchor=', '&anchor=#')),
    },
  ],
});
